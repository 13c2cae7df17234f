"""The language at hand, and gettext under short names: `_` now, `_l` when shown, `_n` with a number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import force_locale, get_locale, gettext, lazy_gettext, ngettext

from engagement.kernel.languages import DEFAULT_LANGUAGE


def current_language() -> str:
    """The language of the page or mail at hand: `de` or `en`."""
    return str(get_locale() or DEFAULT_LANGUAGE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate the block into `language`, for a reader who is not the one of the page."""
    with force_locale(language):
        yield


def _(msgid: str, **values: Any) -> str:
    """Translate now."""
    return str(gettext(msgid, **values))


def _l(msgid: str, **values: Any) -> Any:
    """Translate when shown; for labels that are defined at import."""
    return lazy_gettext(msgid, **values)


def _n(singular: str, plural: str, num: int, **values: Any) -> str:
    """Translate with a number, available as %(num)d."""
    return str(ngettext(singular, plural, num, **values))
