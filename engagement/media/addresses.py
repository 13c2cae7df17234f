"""Addresses of a picture's files, for templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for

from engagement.media.models import Picture

CARD_WIDTH = 480
PAGE_WIDTH = 960


@dataclass(frozen=True)
class PictureView:
    """What a `<picture>` needs (components/picture.html: photo): `avif` and `srcset` list the widths in either format,
    `src` is for browsers that know neither, the size stands against layout shift. `avif` may be empty."""

    public_id: str
    src: str
    srcset: str
    width: int
    height: int
    alt: str
    credit: str = ""  # who took it
    avif: str = ""


def keys_by_width(variants: Mapping[str, str], kind: str = "webp") -> dict[int, str]:
    """Width → key in the media store, of one format, the narrowest first."""
    end = "" if kind == "webp" else f".{kind}"
    found = {name.removesuffix(end): key for name, key in variants.items() if key.endswith(f".{kind}")}
    return {int(width): found[width] for width in sorted(found, key=int)}


def picture_view(picture: Picture | None, alt: str = "", credit: str = "") -> PictureView | None:
    """The addresses of a picture for a page, None without one. Needs a request (relative addresses)."""
    if picture is None or not picture.variants:
        return None
    found = view_of(picture.variants, PAGE_WIDTH, alt, credit, picture.public_id)
    return replace(found, height=max(1, round(picture.height * found.width / picture.width)))


def view_of(
    variants: Mapping[str, str], wanted: int, alt: str = "", credit: str = "", public_id: str = ""
) -> PictureView:
    """The addresses for a place that is `wanted` pixels wide, for a picture that is cut to fit there (5:3)."""
    webp = {width: url_for("media.file", key=key) for width, key in keys_by_width(variants).items()}
    avif = {width: url_for("media.file", key=key) for width, key in keys_by_width(variants, "avif").items()}
    middle = next((width for width in webp if width >= wanted), max(webp))
    return PictureView(
        public_id=public_id, src=webp[middle], alt=alt, credit=credit, srcset=_srcset(webp), avif=_srcset(avif),
        width=middle, height=round(middle * 3 / 5),
    )  # fmt: skip


def _srcset(urls: Mapping[int, str]) -> str:
    return ", ".join(f"{url} {width}w" for width, url in urls.items())
