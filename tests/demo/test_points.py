"""The made-up points of the demo's offers lie where their towns are."""

from __future__ import annotations

from statistics import median

import pytest

from engagement.demo.content import CITIES, opportunities_of
from engagement.kernel.points import read_point, written_point


@pytest.mark.parametrize("slug", CITIES)
def test_points_lie_in_the_town(slug: str) -> None:
    found: dict[str, set[str]] = {}
    for offer in opportunities_of(slug):
        if "point" in offer:
            assert not offer.get("is_remote"), offer["key"]
            assert written_point(offer["point"]) == offer["point"]
            found.setdefault(offer["street"], set()).add(offer["point"])
    points = [read_point(point) for same in found.values() for point in same]
    assert len(points) >= 15
    assert all(len(same) == 1 for same in found.values()), "one address, one point"
    middle = [median(point[part] for point in points if point) for part in (0, 1)]
    for point in points:
        assert point
        assert abs(point[0] - middle[0]) < 0.09, "about ten kilometres"
        assert abs(point[1] - middle[1]) < 0.13
