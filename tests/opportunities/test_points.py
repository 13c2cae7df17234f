"""Points on the map: how they are read, stored and refused."""

from __future__ import annotations

import pytest

from engagement.kernel.points import read_point, written_point
from engagement.opportunities.rules.content import NOT_POINT, problems, tidy


@pytest.mark.parametrize(
    "text", ["49.0361, 8.7061", "49.0361 8.7061", " 49.0361,8.7061 ", "49,0361; 8,7061", "49.0361°, 8.7061°",
             "geo:49.0361,8.7061", "GEO:49.0361,8.7061?z=17", "geo:49.0361,8.7061;u=12"],
)  # fmt: skip
def test_a_point_is_read_however_it_is_typed(text: str) -> None:
    assert read_point(text) == (49.0361, 8.7061)
    assert written_point(text) == "49.03610, 8.70610"
    assert tidy({"point": text})["point"] == "49.03610, 8.70610"
    assert not problems(tidy({"point": text}))


@pytest.mark.parametrize(
    "text", ["8.7061, 49.0361", "49.0361", "am Rathaus", "0, 0", "490361, 87061", "nan, nan", "geo:0,0?q=Bretten"]
)
def test_what_is_no_point_near_here_is_said(text: str) -> None:
    assert read_point(text) is None
    assert [(gap.field, gap.message) for gap in problems(tidy({"point": text}))] == [("point", NOT_POINT)]


def test_no_point_is_no_problem() -> None:
    assert not problems(tidy({"point": ""}))
