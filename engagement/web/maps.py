"""Maps: where the pictures of a map come from, if the operator has chosen a place at all (MAP_TILES, docs/settings.md).

Nothing is fetched before somebody presses the button. Only pages that hold a map let the browser ask that host.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, current_app

if TYPE_CHECKING:
    from config import Settings


@dataclass(frozen=True)
class MapView:
    """What components/map.html needs. `start` is latitude, longitude and zoom of an empty map."""

    tiles: str
    attribution: str
    start: str
    host: str  # for the sentence that tells who learns of the visit


def page_map() -> MapView | None:
    """The map of a page; None where the operator has chosen none."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.map_tiles:
        return None
    host = urlsplit(settings.map_tiles).netloc.replace("{s}.", "")
    return MapView(settings.map_tiles, settings.map_attribution, settings.map_start, host)


def map_source(response: Response) -> str:
    """The host that an answer may show pictures of, for its policy: that of the map, if it holds one; else empty.

    Asked of the page itself, because a page may come from memory (web/kept_pages.py).
    """
    settings: Settings = current_app.config["SETTINGS"]
    parts = urlsplit(settings.map_tiles)
    if not parts.netloc or response.mimetype != "text/html" or response.direct_passthrough or response.is_streamed:
        return ""
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if b' data-map="' in response.get_data() else ""
