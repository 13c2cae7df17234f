"""A point on the map, as people type or copy it: „49.0361, 8.7061“, „geo:49.0361,8.7061“; and whether it can be right.

Pure. No address is looked up anywhere: what is known of a town are the points of its other offers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import asin, cos, radians, sin, sqrt
from statistics import median
from typing import Any, Final

from engagement.kernel.errors import N_
from engagement.opportunities.rules.errors import Gap

Point = tuple[float, float]  # latitude and longitude in degrees, north and east

# Germany and a little around it: who swaps the two numbers, or forgets a digit, is told.
LATITUDES: Final = (45.0, 56.0)
LONGITUDES: Final = (4.0, 17.0)
# A large town with all its villages, and the wood behind them.
NEAR_KM: Final = 30
# So many places tell where a town lies; with fewer one mistake could make the right points wrong.
ENOUGH_PLACES: Final = 5
EARTH_KM: Final = 6371.0
ADDRESS: Final = ("location_name", "street", "postcode", "town")
TOO_FAR: Final = N_(
    "This point lies about %(distance)d kilometres from %(city)s. Please check it, or leave the field empty."
)
_PAIR: Final = re.compile(r"^(-?\d{1,3}\.\d+|-?\d{1,3})\s*[,; ]\s*(-?\d{1,3}\.\d+|-?\d{1,3})$")
_GEO: Final = re.compile(r"^geo:(-?[\d.]+,-?[\d.]+)(?:[,;?].*)?$", re.IGNORECASE)
_GERMAN: Final = re.compile(r"^(\d{1,3}),(\d+)\s*[; ]\s*(\d{1,3}),(\d+)$")


def read_point(text: str) -> Point | None:
    """Latitude and longitude in degrees, north and east; None for what is no point, or lies far away."""
    text = text.strip().replace("°", "")
    if link := _GEO.match(text):  # what „Teilen“ of a map app hands over
        text = link[1]
    if german := _GERMAN.match(text):
        text = f"{german[1]}.{german[2]}, {german[3]}.{german[4]}"
    found = _PAIR.match(text)
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    is_near = LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
    return (latitude, longitude) if is_near else None


def written_point(text: str) -> str:
    """The one form in which points are stored, to about a metre; what is no point stays as it was typed."""
    point = read_point(text)
    return f"{point[0]:.5f}, {point[1]:.5f}" if point else text.strip()


def has_moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether an address names another place. What only says more, or writes the same otherwise, is the same place.

    The name of a place counts where there is no street: „Gemeindehaus“ may get a nicer name in the same street.
    """
    place = "street" if _plain(before, "street") and _plain(after, "street") else "location_name"
    pairs = [(_plain(before, name), _plain(after, name)) for name in (place, "postcode", "town")]
    return any(old and new and old != new for old, new in pairs)


def is_outdated(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the point still is that of the address before, and would lead people to the wrong place."""
    point = written_point(str(before.get("point") or ""))
    return bool(point) and point == written_point(str(after.get("point") or "")) and has_moved(before, after)


def middle_of(points: Sequence[Point]) -> Point | None:
    """About where a town lies, by points in it; None where there are too few. One far away does not shift it."""
    places = sorted(set(points))
    if len(places) < ENOUGH_PLACES:
        return None
    return median(place[0] for place in places), median(place[1] for place in places)


def kilometres(one: Point, other: Point) -> float:
    """As the crow flies."""
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    share = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(share))


def far_away(text: str, city: str, places: Sequence[Point]) -> list[Gap]:
    """What is wrong with a point far from a town, whose other points are known. What is no point is no matter here."""
    point, middle = read_point(text), middle_of(places)
    if point is None or middle is None:
        return []
    distance = kilometres(point, middle)
    return [Gap("point", TOO_FAR, {"distance": round(distance), "city": city})] if distance > NEAR_KM else []


def _plain(content: Mapping[str, Any], name: str) -> str:
    text = " ".join(str(content.get(name) or "").casefold().split())
    return text.replace("strasse", "str").replace("str.", "str")
