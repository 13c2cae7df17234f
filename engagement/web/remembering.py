"""What a macro makes of plain values is the same every time: `{{ remembered(row_card, item) }}` makes it once.

For macros that look at their arguments, the language and the addresses of built files only, with arguments that are
frozen. A card whose free places have changed is another value, so nothing is ever older than what it is made of.

Header and footer are the same for all visitors of a town: `{{ remembered_frame('layouts/_footer.html') }}`.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, current_app, request
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from engagement.core.i18n import current_language
from engagement.web.addressing import languages_of_page, the_visit

MOST: Final = 4000  # pieces; about a kilobyte each


def init_app(app: Flask) -> None:
    app.extensions["remembered"] = {}
    app.jinja_env.globals.update(remembered=remembered, remembered_frame=remembered_frame)


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
        found = _keep(key, macro(*arguments))
    return found


@pass_context
def remembered_frame(context: Context, name: str) -> Markup:
    """The template as an include would give it: for header and footer, which show a visitor the town's row alone.

    Every change of the row changes its mark (docs/adr/0009-shelves-in-memory.md). The links to this page in other
    languages differ from page to page and are put in each time. For who is signed in it is made each time.
    """
    city = context.get("city")
    is_kept = city is None or hasattr(city, "shelf_mark")  # the style guide's towns have none
    if not is_kept or current_user.is_authenticated or current_app.config.get("TEMPLATES_AUTO_RELOAD"):
        return Markup(_included(context, name))  # noqa: S704  # templates escape
    visit, values = the_visit(), request.view_args or {}
    mark = (city.id, city.shelf_mark, city.updated_at) if city else None
    key = (
        name, mark, current_language(), visit.language,
        visit.url_scheme, visit.host, request.script_root,
        # The menu says on which of its pages one is.
        request.endpoint, values.get("slug") == "hilfe",
    )  # fmt: skip
    links = languages_of_page()
    found: Markup | None = current_app.extensions["remembered"].get(key)
    if found is None:
        gaps = [(code, words, _gap(code)) for code, words, _address in links]
        found = _keep(key, _included(context, name, languages_of_page=lambda: gaps))
    text = str(found)
    for code, _words, address in links:
        text = text.replace(_gap(code), escape(address))
    return Markup(text)  # noqa: S704  # what was put in is escaped


def _included(context: Context, name: str, **more: Any) -> str:
    return context.environment.get_template(name).render(context.get_all(), **more)


def _gap(code: str) -> str:
    """Where an address comes; nobody can type U+0000 (see `hooks`)."""
    return f"\0{code}\0"


def _keep(key: Any, text: str) -> Markup:
    kept: dict[Any, Markup] = current_app.extensions["remembered"]
    if len(kept) >= MOST:
        kept.clear()
    kept[key] = Markup(text)  # noqa: S704  # macros and templates escape
    return kept[key]
