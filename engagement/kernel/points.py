"""A point on the map, as people type or copy it: „49.0361, 8.7061“, „geo:49.0361,8.7061“. No address is looked up."""

from __future__ import annotations

import re
from math import asin, cos, radians, sin, sqrt
from typing import Final

Point = tuple[float, float]  # latitude and longitude in degrees, north and east

# Germany and a little around it: who swaps the two numbers, or forgets a digit, is told.
LATITUDES: Final = (45.0, 56.0)
LONGITUDES: Final = (4.0, 17.0)
EARTH_KM: Final = 6371.0
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


def kilometres(one: Point, other: Point) -> float:
    """As the crow flies."""
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    share = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(share))
