"""gettext under short names: `_` now, `_l` when shown, `_n` with a number."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext


def _(msgid: str, **values: Any) -> str:
    """Translate now."""
    return str(gettext(msgid, **values))


def _l(msgid: str, **values: Any) -> Any:
    """Translate when shown; for labels that are defined at import."""
    return lazy_gettext(msgid, **values)


def _n(singular: str, plural: str, num: int, **values: Any) -> str:
    """Translate with a number, available as %(num)d."""
    return str(ngettext(singular, plural, num, **values))
