"""What a macro makes of plain values is the same every time: `{{ remembered(row_card, item) }}` makes it once.

For macros that look at their arguments, the language and the addresses of built files only, with arguments that are
frozen. A card whose free places have changed is another value, so nothing is ever older than what it is made of.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, current_app, request
from markupsafe import Markup

from engagement.core.i18n import current_language

MOST: Final = 4000  # pieces; about a kilobyte each


def init_app(app: Flask) -> None:
    app.extensions["remembered"] = {}
    app.jinja_env.globals["remembered"] = remembered


def remembered(macro: Any, *arguments: Any) -> Markup:
    """The macro's output for these arguments."""
    if current_app.config.get("TEMPLATES_AUTO_RELOAD"):
        return Markup(macro(*arguments))  # noqa: S704  # macros escape
    kept: dict[Any, Markup] = current_app.extensions["remembered"]
    key = macro.name, arguments, current_language(), request.script_root
    try:
        found = kept.get(key)
    except TypeError:  # arguments that may change are not remembered
        return Markup(macro(*arguments))  # noqa: S704  # macros escape
    if found is None:
        if len(kept) >= MOST:
            kept.clear()
        found = kept[key] = Markup(macro(*arguments))  # noqa: S704  # macros escape
    return found
