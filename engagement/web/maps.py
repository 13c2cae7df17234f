"""Maps: where the pictures of a map come from, if the operator has chosen a place at all (MAP_TILES, docs/settings.md).

Nothing is fetched before somebody presses the button. Only pages that hold a map let the browser ask that host.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, current_app

from engagement.opportunities.queries.points import shown_places
from engagement.opportunities.rules.points import frame_of

if TYPE_CHECKING:
    from config import Settings
    from engagement.cities.models import City

TOWN_ZOOM = 13  # a town with its next villages


@dataclass(frozen=True)
class MapView:
    """What components/map.html needs. `start` says where a map without points opens: latitude, longitude and zoom, or
    the south-western and the north-eastern corner; empty is the whole of Germany."""

    tiles: str
    attribution: str
    start: str
    host: str  # for the sentence that tells who learns of the visit


def has_maps() -> bool:
    """Whether the operator has chosen a place for maps at all; without, nobody knows of points."""
    settings: Settings = current_app.config["SETTINGS"]
    return bool(settings.map_tiles)


def page_map(city: City | None, *, shows_points: bool = False) -> MapView | None:
    """The map of a page in a town, or of all towns; None where the operator has chosen none. One that shows points
    opens at them, any other where the town lies."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.map_tiles:
        return None
    host = urlsplit(settings.map_tiles).netloc.replace("{s}.", "")
    start = "" if shows_points else _start(settings, city)
    return MapView(settings.map_tiles, settings.map_attribution, start, host)


def _start(settings: Settings, city: City | None) -> str:
    """What somebody has set, the town before the operator of all towns; else what the town's offers tell."""
    if city is not None and city.map_point:
        return f"{city.map_point}, {TOWN_ZOOM}"
    if settings.map_start:
        return settings.map_start
    if city is not None:
        frame = frame_of(shown_places(city.id))
    else:
        frame = frame_of(shown_places(None), near_km=inf)  # all towns, however far from each other
    return ", ".join(f"{number:.5f}" for corner in frame for number in corner) if frame else ""


def map_source(response: Response) -> str:
    """The host that an answer may show pictures of, for its policy: that of the map, if it holds one; else empty.

    Asked of the page itself, because a page may come from memory (web/kept_pages.py).
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.map_tiles:
        return ""
    parts = urlsplit(settings.map_tiles)
    if not parts.netloc or response.mimetype != "text/html" or response.direct_passthrough or response.is_streamed:
        return ""
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if b' data-map="' in response.get_data() else ""
