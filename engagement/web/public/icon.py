"""The small picture of a town in the browser's tab, made of its own logo."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Response, abort
from markupsafe import escape
from PIL import Image

from engagement.cities.queries import theme_of_city
from engagement.core.permissions import public
from engagement.media import store
from engagement.media.addresses import keys_by_width
from engagement.web.context import the_city
from engagement.web.public import bp
from engagement.web.public.theme import keep
from engagement.web.town_pictures import icon_mark

if TYPE_CHECKING:
    from engagement.cities.models import City

SIDE = 96
# A longer logo is a word: in sixteen pixels nobody could read it.
MAX_RATIO = 1.6


@bp.get("/symbol-<version>", endpoint="icon")
@public
def icon_of_city(version: str) -> Response:
    """The logo on a square, or the first letter of the town in its colours; 404 for a town without a logo."""
    city = the_city()
    logo = (city.look or {}).get("logo")
    if not logo:
        abort(404)
    content = _squared(logo["variants"]) if logo["width"] <= MAX_RATIO * logo["height"] else None
    if content is not None:
        response = Response(content, mimetype="image/png")
    else:
        response = Response(_letter(city), mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return keep(response, is_current=version == icon_mark(city))


def _squared(variants: dict[str, str]) -> bytes | None:
    """PNG, which every browser takes as an icon."""
    found = store.get(next(iter(keys_by_width(variants).values())))
    if found is None:
        return None
    with Image.open(io.BytesIO(found), formats=("WEBP",)) as source:
        picture = source.convert("RGBA")
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    square.paste(picture, ((SIDE - picture.width) // 2, (SIDE - picture.height) // 2))
    target = io.BytesIO()
    square.save(target, "PNG")
    return target.getvalue()


def _letter(city: City) -> str:
    colours = theme_of_city(city).light
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
        f'<rect x="2" y="2" width="44" height="44" rx="10" fill="{colours.action}"/>'
        f'<text x="24" y="34" font-family="sans-serif" font-size="28" font-weight="700" text-anchor="middle" '
        f'fill="{colours.on_action}">{escape(city.name[:1].upper())}</text></svg>'
    )
