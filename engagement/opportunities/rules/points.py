"""Whether a point on the map can be right, and where a town lies.

Pure. No address is looked up anywhere: what is known of a town are its own point, if it has set one, and those of its
offers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Final

from engagement.kernel.errors import N_
from engagement.kernel.points import Point, kilometres, read_point, written_point
from engagement.opportunities.rules.errors import Gap

# A large town with all its villages, and the wood behind them.
NEAR_KM: Final = 30
# So many places tell where a town lies; with fewer one mistake could make the right points wrong.
ENOUGH_PLACES: Final = 5
ADDRESS: Final = ("location_name", "street", "postcode", "town")
TOO_FAR: Final = N_(
    "This point lies about %(distance)d kilometres from %(city)s. Please check it, or leave the field empty."
)


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


def frame_of(places: Sequence[Point], *, near_km: float = NEAR_KM) -> tuple[Point, Point] | None:
    """The south-western and the north-eastern corner of what is known of a town; None where nothing is.

    A place further than `near_km` from the middle of all does not count: one mistake would show half the country.
    """
    if not places:
        return None
    middle = median(place[0] for place in places), median(place[1] for place in places)
    near = [place for place in places if kilometres(place, middle) <= near_km] or list(places)
    souths, wests = zip(*near, strict=True)
    return (min(souths), min(wests)), (max(souths), max(wests))


def far_away(text: str, city: str, places: Sequence[Point], centre: Point | None = None) -> list[Gap]:
    """What is wrong with a point far from a town, whose own point (`centre`) or whose other points are known. What is
    no point is no matter here."""
    point, middle = read_point(text), centre or middle_of(places)
    if point is None or middle is None:
        return []
    distance = kilometres(point, middle)
    return [Gap("point", TOO_FAR, {"distance": round(distance), "city": city})] if distance > NEAR_KM else []


def _plain(content: Mapping[str, Any], name: str) -> str:
    text = " ".join(str(content.get(name) or "").casefold().split())
    return text.replace("strasse", "str").replace("str.", "str")
