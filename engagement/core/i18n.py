"""The language at hand, and gettext under short names: `_` now, `_l` when shown, `_n` with a number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, has_app_context
from flask_babel import force_locale, get_locale, get_translations
from flask_babel.speaklater import LazyString

from engagement.kernel.languages import DEFAULT_LANGUAGE


def init_app(app: Flask) -> None:
    """Let templates translate as the code does. Flask-Babel asks for its context three times for every message."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def _catalogue() -> Any:
    """The translations of the language at hand, which may change in the midst of a page (see `speaking`)."""
    return _at_hand()[1]


def _at_hand() -> tuple[Any, Any, str]:
    """Flask-Babel's locale, its translations and its name, found once for every language of a request."""
    if not has_app_context():
        return None, NullTranslations(), DEFAULT_LANGUAGE
    context = g.get("_flask_babel")
    known: tuple[Any, Any, str] | None = getattr(context, "at_hand", None)
    if known is None or known[0] is not context.babel_locale:
        locale = get_locale()
        known = locale, get_translations(), str(locale or DEFAULT_LANGUAGE)
        g._flask_babel.at_hand = known
    return known


def current_language() -> str:
    """The language of the page or mail at hand: `de` or `en`."""
    return _at_hand()[2]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate the block into `language`, for a reader who is not the one of the page."""
    with force_locale(language):
        yield


def _(msgid: str, **values: Any) -> str:
    """Translate now."""
    text = str(_catalogue().ugettext(msgid))
    return text % values if values else text


def _l(msgid: str, **values: Any) -> Any:
    """Translate when shown; for labels that are defined at import."""
    return LazyString(_, msgid, **values)


def _n(singular: str, plural: str, num: int, **values: Any) -> str:
    """Translate with a number, available as %(num)d."""
    return str(_catalogue().ungettext(singular, plural, num)) % {"num": num, **values}
