"""The language at hand, and gettext under short names: `_` now, `_l` when shown, `_n` with a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g
from flask.globals import app_ctx
from flask_babel import force_locale, get_locale, get_translations
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from engagement.kernel.languages import DEFAULT_LANGUAGE

# What a block speaks (see `speaking`): in the words of a mail it is asked for thirty times.
_spoken: ContextVar[tuple[Any, Any, str] | None] = ContextVar("spoken", default=None)
# Flask-Babel keeps them as well, and asks for its context four times before it looks. All apps have the same.
_catalogues: dict[str, Any] = {}
# The context itself: each look through one of Flask's proxies is five calls, and a page asks for its language a hundred
# times.
_context: Callable[[], Any] = app_ctx._get_current_object  # type: ignore[attr-defined]  # the proxy's


def init_app(app: Flask) -> None:
    """Let templates translate as the code does. Flask-Babel asks for its context three times for every message."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _in_template


@pass_eval_context
def _in_template(context: EvalContext, text: str, /, **values: Any) -> str:  # a value may be called „text“
    """As Jinja's own `_`, which looks for itself in the template's names each time: most calls of a mail are this."""
    spoken: str = _catalogue().ugettext(text)
    if not context.autoescape:
        return spoken % values
    words = Markup(spoken)  # noqa: S704  # a catalogue's words
    # What is put in is escaped by Markup, which takes ten calls; most words have no place for anything.
    return words % values if "%" in spoken else words


def _catalogue() -> Any:
    """The translations of the language at hand, which may change in the midst of a page (see `speaking`)."""
    return _at_hand()[1]


def _at_hand() -> tuple[Any, Any, str]:
    """Flask-Babel's locale, its translations and its name, found once for every language of a request."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    try:
        context = _context().g._flask_babel
        known: tuple[Any, Any, str] = context.at_hand
        is_known = known[0] is context.babel_locale
    except (RuntimeError, AttributeError):  # outside any application; the first time in this request
        return _found()
    return known if is_known else _found()


def _found() -> tuple[Any, Any, str]:
    if not app_ctx:  # outside any application
        return None, NullTranslations(), DEFAULT_LANGUAGE
    locale = get_locale()
    name = str(locale or DEFAULT_LANGUAGE)
    catalogue = _catalogues.get(name)
    if catalogue is None:
        catalogue = _catalogues[name] = get_translations()
    known = locale, catalogue, name
    g._flask_babel.at_hand = known
    return known


def current_language() -> str:
    """The language of the page or mail at hand: `de` or `en`."""
    return _at_hand()[2]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate the block into `language`, for a reader who is not the one of the page."""
    with force_locale(language):
        before = _spoken.set(_found())
        try:
            yield
        finally:
            _spoken.reset(before)


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
