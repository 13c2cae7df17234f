"""The logo of an association for templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from engagement.associations.queries import logos_of
from engagement.media.addresses import keys_by_width

if TYPE_CHECKING:
    from engagement.associations.models import Logo

SMALL = 160


@dataclass(frozen=True)
class LogoView:
    """What an `<img>` needs. `on_dark`: it is readable on a dark ground only."""

    src: str
    large: str
    width: int
    height: int
    alt: str
    on_dark: bool
    avif: str = ""  # the same as AVIF, where there is one
    large_avif: str = ""


def logo_view(logo: Logo | None) -> LogoView | None:
    """None without one. Its picture has to be loaded."""
    if logo is None or not logo.picture.variants:
        return None
    keys = keys_by_width(logo.picture.variants)
    avif = keys_by_width(logo.picture.variants, "avif")
    widths = [*keys]
    small = next((width for width in widths if width >= SMALL), widths[-1])
    return LogoView(
        src=url_for("media.file", key=keys[small]), large=url_for("media.file", key=keys[widths[-1]]), alt=logo.alt,
        width=small, height=max(1, round(logo.picture.height * small / logo.picture.width)), on_dark=logo.on_dark,
        avif=_url(avif.get(small)), large_avif=_url(avif.get(widths[-1])),
    )  # fmt: skip


def _url(key: str | None) -> str:
    return url_for("media.file", key=key) if key else ""


def logo_views(association_ids: Sequence[int]) -> Mapping[int, LogoView]:
    """Association id → logo, in one statement."""
    found = {one: logo_view(logo) for one, logo in logos_of(association_ids).items()}
    return {one: view for one, view in found.items() if view is not None}
