"""Objects made of rows hold what they were given, and say so when asked for more."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import DetachedInstanceError

import engagement.models  # noqa: F401  # all tables, without which no mapper is whole
from engagement.cities.models import City
from engagement.cities.queries import city_of_host, visited_city
from engagement.core.detached import detached, names_of
from engagement.core.scope import PORTAL, entered
from engagement.extensions import db
from tests.support.factories import make_city


def test_what_was_not_read_cannot_be_asked_for() -> None:
    city = detached(City, {"id": 7, "slug": "a"})
    assert (city.id, city.slug) == (7, "a")
    for name in ("name", "districts"):
        with pytest.raises(DetachedInstanceError):
            getattr(city, name)


@pytest.mark.both_engines
def test_the_town_of_a_visit_is_as_the_session_would_load_it(db_app: Any) -> None:
    made = make_city("musterstadt", domain="mitmachen.musterstadt.example")
    with entered(PORTAL):
        loaded = db.session.scalars(sa.select(City).where(City.id == made.id)).one()
        values = {name: getattr(loaded, name) for name in names_of(City)}
        for found in (visited_city("musterstadt"), city_of_host("mitmachen.musterstadt.example")):
            assert found is not None and found not in db.session
            assert {name: getattr(found, name) for name in names_of(City)} == values
        assert visited_city("anderswo") is None
        first, second = visited_city("musterstadt"), visited_city("musterstadt")
    assert first is not None and second is not None and first is not second, "each request changes its own"
    first.look["sections"] = first.theme["x"] = ["changed"]
    assert second.look == values["look"] and second.theme == values["theme"]
