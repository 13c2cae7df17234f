"""What is kept of a town's shelf is true: every change shows with the next look, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.cities.models import City, District
from engagement.core import scope
from engagement.core.scope import PORTAL, SYSTEM, Scope, ScopeError, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.operations.places import release_places, take_places
from engagement.opportunities.search import (
    Criteria,
    facet_counts,
    first_cards,
    number_of_offers,
    places_of,
    search_publications,
)
from tests.search.shelf import offer, titles
from tests.support.factories import make_association, make_city

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]


@pytest.fixture
def city(db_app: Any, clock: Any) -> Any:
    return make_city()


@pytest.fixture
def association(city: Any) -> Any:
    return make_association(city)


def mark_of(city: City) -> str:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(City.shelf_mark).where(City.id == city.id)).one()


def changed(entity: type[Any], **values: Any) -> Callable[[], None]:
    """A change of every row of a table."""

    def change() -> None:
        for row in db.session.scalars(sa.select(entity)):
            for name, value in values.items():
                setattr(row, name, value)

    return change


def delete(entity: type[Any]) -> Callable[[], None]:
    return lambda: [db.session.delete(row) for row in db.session.scalars(sa.select(entity))] and None


CHANGES: dict[str, Callable[[], Any]] = {
    "paused": changed(Publication, state=PublicationState.PAUSED),
    "paused in one statement": lambda: db.session.execute(sa.update(Publication).values(state=PublicationState.PAUSED)),
    "suspended": changed(Listing, state=ListingState.SUSPENDED),
    "date cancelled": lambda: changed(Shift, cancelled_at=utcnow())(),
    "dates cancelled in one statement": lambda: db.session.execute(sa.update(Shift).values(cancelled_at=utcnow())),
    "dates deleted": delete(Shift),
    "offer deleted": delete(Opportunity),
    "association deleted in one statement": lambda: db.session.execute(sa.delete(Association)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_gone_is_not_shown(city: Any, association: Any, name: str) -> None:
    offer(city, association, title="Da")
    assert titles(city) == ["Da"]
    with entered(SYSTEM), writing():
        CHANGES[name]()
    assert titles(city) == []


def test_what_comes_is_shown(city: Any, association: Any) -> None:
    offer(city, association, title="Alt", starts_in=timedelta(days=2))
    assert titles(city) == ["Alt"]
    offer(city, association, title="Neu", starts_in=timedelta(days=1))
    assert titles(city) == ["Neu", "Alt"]
    with entered(SYSTEM), writing():
        for row in db.session.scalars(sa.select(Shift).join(Opportunity).where(Opportunity.title == "Alt")):
            row.starts_at = utcnow() + timedelta(hours=1)
    assert titles(city) == ["Alt", "Neu"]


def test_a_date_that_fills_goes_to_the_end_and_comes_back(city: Any, association: Any) -> None:
    offer(city, association, title="Bald", starts_in=timedelta(days=1), capacity=2)
    offer(city, association, title="Später", starts_in=timedelta(days=2))
    shift_id = db.session.scalars(sa.select(Shift.id).order_by(Shift.starts_at)).first()
    assert shift_id is not None
    assert titles(city) == ["Bald", "Später"]
    before = mark_of(city)
    with entered(SYSTEM), writing():
        assert take_places(shift_id, 1, now=utcnow())
    assert mark_of(city) == before  # one place fewer, shown by the card; the order is the same
    with entered(SYSTEM), writing():
        assert take_places(shift_id, 1, now=utcnow())
    assert titles(city) == ["Später", "Bald"]
    with entered(Scope.city(city.id)):
        assert [card.title for card in first_cards(city.id, Criteria(), 5)] == ["Später"]
    with entered(SYSTEM), writing():
        release_places(shift_id, 1)
    assert titles(city) == ["Bald", "Später"]


def test_places_are_those_of_this_moment(city: Any, association: Any) -> None:
    offer(city, association, capacity=3)
    with entered(Scope.city(city.id)):
        assert search_publications(city.id, Criteria()).items[0].next_shift.free == 3
    with entered(SYSTEM), writing():
        assert take_places(db.session.scalars(sa.select(Shift.id)).one(), 1, now=utcnow())
    with entered(Scope.city(city.id)):
        assert search_publications(city.id, Criteria()).items[0].next_shift.free == 2


def test_time_goes_by(city: Any, association: Any, clock: Any) -> None:
    offer(city, association, title="Gleich", starts_in=timedelta(hours=1))
    offer(city, association, title="Abends", starts_in=timedelta(hours=9))
    with entered(SYSTEM), writing():
        day = utcnow().date()
        for row in db.session.scalars(sa.select(Revision).where(Revision.title == "Abends")):
            row.ends_on = day
    assert titles(city) == ["Gleich", "Abends"]
    clock.shift(timedelta(hours=1))
    assert titles(city) == ["Abends"]
    clock.shift(timedelta(hours=8))
    assert titles(city) == []


def test_a_period_ends_with_the_day(city: Any, association: Any, clock: Any) -> None:
    offer(city, association, title="Bis heute", is_ongoing=True, ends_on=utcnow().date())
    assert titles(city) == ["Bis heute"]
    clock.shift(timedelta(hours=13, minutes=59))
    assert titles(city) == ["Bis heute"]
    clock.shift(timedelta(minutes=1))
    assert titles(city) == []


def test_a_district_takes_its_new_name(city: Any, association: Any) -> None:
    offer(city, association, district="Nordstadt")
    with entered(Scope.city(city.id)):
        assert places_of(city.id) == {"kernstadt": "Kernstadt", "nordstadt": "Nordstadt"}
    with entered(SYSTEM), writing():
        db.session.scalars(sa.select(District).where(District.name == "Nordstadt")).one().name = "Am Berg"
    with entered(Scope.city(city.id)):
        assert "am-berg" in places_of(city.id)


def test_a_town_that_closes_leaves_the_region(city: Any, association: Any) -> None:
    offer(city, association)
    with entered(PORTAL):
        assert search_publications(None, Criteria()).total == 1
    with entered(SYSTEM), writing():
        db.session.scalars(sa.select(City)).one().is_published = False
    with entered(PORTAL):
        assert search_publications(None, Criteria()).total == 0


def test_other_towns_keep_their_mark(city: Any, association: Any) -> None:
    other = make_city("andersstadt")
    marks = mark_of(city), mark_of(other)
    offer(city, association)
    assert mark_of(city) != marks[0]
    assert mark_of(other) == marks[1]


def test_what_was_rolled_back_is_not_kept(city: Any, association: Any) -> None:
    offer(city, association, title="Da")
    before = mark_of(city)
    with pytest.raises(RuntimeError, match="zurück"), entered(SYSTEM), writing():
        CHANGES["paused"]()
        db.session.flush()
        assert search_publications(city.id, Criteria()).total == 0  # the operation sees its own changes
        raise RuntimeError("zurück")
    assert titles(city) == ["Da"]
    assert mark_of(city) == before


def test_words_are_looked_for_again_after_a_change(city: Any, association: Any, statements: Callable[..., Any]) -> None:
    offer(city, association, title="Kuchen backen")
    assert titles(city, text="Kuchen") == ["Kuchen backen"]
    with entered(Scope.city(city.id)), statements() as seen:
        search_publications(city.id, Criteria(text="Kuchen"))
    assert not [statement for statement in seen if "search_stems" in statement or "_fts" in statement]
    offer(city, association, title="Kuchen essen", starts_in=timedelta(days=1))
    assert titles(city, text="Kuchen") == ["Kuchen essen", "Kuchen backen"]


def test_an_offer_of_two_towns_is_in_the_region_once(city: Any, association: Any) -> None:
    other = make_city("andersstadt")
    opportunity = offer(city, association, title="Beiderseits", fields=["sport"])
    offer(other, make_association(other), title="Nur hier", fields=["culture"])
    also_in(other, opportunity, title="Beiderseits, ältere Fassung")
    with entered(PORTAL):
        found = search_publications(None, Criteria(fields=("sport",)))
        there = search_publications(None, Criteria(towns=(other.slug,)))
        counts = facet_counts(None, Criteria())
    assert [(card.title, card.city_slug, card.towns) for card in found.items] == [
        ("Beiderseits", city.slug, ("Musterstadt", "Andersstadt"))
    ]
    assert {(card.title, card.city_slug) for card in there.items} == {
        ("Nur hier", "andersstadt"), ("Beiderseits, ältere Fassung", "andersstadt"),
    }  # fmt: skip
    assert found.total == 1 and there.total == 2
    assert counts.groups["towns"] == {city.slug: 1, other.slug: 2}
    assert counts.groups["fields"] == {"sport": 1, "culture": 1}
    assert titles(other) == ["Beiderseits, ältere Fassung", "Nur hier"]


def also_in(city: City, opportunity: Opportunity, title: str) -> None:
    """The offer in another town, with an older text."""
    with entered(SYSTEM), writing():
        shown = db.session.scalars(sa.select(Revision).where(Revision.opportunity_id == opportunity.id)).one()
        older = Revision(
            opportunity_id=opportunity.id, association_id=opportunity.association_id, number=2, title=title,
            fields=shown.fields, target_groups=shown.target_groups, time_patterns=shown.time_patterns,
        )  # fmt: skip
        db.session.add(older)
        db.session.flush()
        listed = Listing(city_id=city.id, association_id=opportunity.association_id, state=ListingState.VERIFIED)
        db.session.add_all([
            listed,
            Publication(
                opportunity_id=opportunity.id, association_id=opportunity.association_id, city_id=city.id,
                state=PublicationState.PUBLISHED, shown_revision_id=older.id, published_at=utcnow(),
            ),
        ])  # fmt: skip


def test_another_town_is_refused(city: Any, association: Any) -> None:
    other = make_city("andersstadt")
    offer(city, association)
    assert titles(city)  # and kept
    for reader in (Scope.city(other.id), Scope.association(association.id)):
        with entered(reader), pytest.raises(ScopeError, match="Publication"):
            number_of_offers([association.id], city.id)
    with entered(Scope.city(city.id)), pytest.raises(ScopeError, match="Publication"):
        search_publications(None, Criteria())
    before = scope.enter(None)
    try:
        with pytest.raises(ScopeError, match="outside any scope"):
            number_of_offers([association.id], city.id)
    finally:
        scope.enter(before)
