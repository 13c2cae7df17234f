"""Addresses of a picture's files, for templates."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from engagement.media.models import Picture

CARD_WIDTH = 480
PAGE_WIDTH = 960


@dataclass(frozen=True)
class PictureView:
    """What an `<img>` needs: `src` for old browsers, `srcset` for the others, the size against layout shift."""

    public_id: str
    src: str
    srcset: str
    width: int
    height: int
    alt: str
    credit: str = ""  # who took it


def picture_view(picture: Picture | None, alt: str = "", credit: str = "") -> PictureView | None:
    """The addresses of a picture, None without one. Needs a request (relative addresses)."""
    if picture is None or not picture.variants:
        return None
    urls = {int(width): url_for("media.file", key=key) for width, key in picture.variants.items()}
    widths = sorted(urls)
    middle = next((width for width in widths if width >= PAGE_WIDTH), widths[-1])
    return PictureView(
        public_id=picture.public_id, src=urls[middle], alt=alt, credit=credit,
        srcset=", ".join(f"{urls[width]} {width}w" for width in widths),
        width=middle, height=max(1, round(picture.height * middle / picture.width)),
    )  # fmt: skip
