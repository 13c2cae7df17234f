"""Narrowing, counting, sorting and paging, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.pagination import PAGE_SIZE
from engagement.core.scope import PORTAL, SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.opportunities.search import (
    REMOTE,
    Criteria,
    DatePreset,
    Days,
    Sort,
    cards_of_association,
    facet_counts,
    figures_by_city,
    number_of_offers,
    search_publications,
)
from tests.search.shelf import found, offer, titles
from tests.support.factories import make_association, make_city

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]


@pytest.fixture
def city(db_app: Any, clock: Any) -> Any:
    return make_city()


@pytest.fixture
def association(city: Any) -> Any:
    return make_association(city)


@pytest.fixture
def shelf(city: Any, association: Any) -> None:
    """Monday morning: today, on Saturday, next week; an ongoing one from home, in two fields."""
    hours = {"Heute": 5, "Samstag": 5 * 24, "Nächste Woche": 8 * 24}
    offer(city, association, title="Heute", starts_in=timedelta(hours=hours["Heute"]), fields=["sport"],
          target_groups=["children"], time_patterns=["once"], times_of_day=["daytime"],
          district="Kernstadt")  # fmt: skip
    offer(city, association, title="Samstag", starts_in=timedelta(hours=hours["Samstag"]), fields=["nature", "sport"],
          target_groups=["families"], time_patterns=["once", "weekend"], district="Nordstadt")  # fmt: skip
    offer(city, association, title="Nächste Woche", starts_in=timedelta(hours=hours["Nächste Woche"]),
          fields=["culture"], target_groups=["children", "families"], time_patterns=["weekly"])  # fmt: skip
    offer(city, association, title="Von zu Hause", is_ongoing=True, is_remote=True, fields=["culture"],
          target_groups=["seniors"], time_patterns=["flexible"])  # fmt: skip


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({}, ["Heute", "Samstag", "Nächste Woche", "Von zu Hause"]),
        ({"fields": ("sport",)}, ["Heute", "Samstag"]),
        ({"fields": ("sport", "culture")}, ["Heute", "Samstag", "Nächste Woche", "Von zu Hause"]),
        ({"fields": ("sport",), "target_groups": ("families",)}, ["Samstag"]),
        ({"target_groups": ("children", "seniors")}, ["Heute", "Nächste Woche", "Von zu Hause"]),
        ({"time_patterns": ("weekend",)}, ["Samstag"]),
        ({"times_of_day": ("daytime",)}, ["Heute"]),
        ({"places": ("nordstadt",)}, ["Samstag"]),
        ({"places": ("nordstadt", REMOTE)}, ["Samstag", "Von zu Hause"]),
        ({"places": ("nirgends",)}, []),
        ({"preset": DatePreset.TODAY}, ["Heute"]),
        ({"preset": DatePreset.WEEKEND}, ["Samstag"]),
        ({"preset": DatePreset.WEEK}, ["Heute", "Samstag"]),
        ({"days": Days(date(2026, 5, 5))}, ["Samstag", "Nächste Woche"]),
        ({"days": Days(date(2026, 5, 5), date(2026, 5, 9))}, ["Samstag"]),
        ({"days": Days(last=date(2026, 5, 4))}, ["Heute"]),
        ({"sort": Sort.NEWEST}, ["Von zu Hause", "Nächste Woche", "Samstag", "Heute"]),
    ],
)  # fmt: skip
def test_narrowing(city: Any, criteria: dict[str, Any], expected: list[str]) -> None:
    assert titles(city, **criteria) == expected


@pytest.mark.usefixtures("shelf")
def test_each_number_is_what_choosing_the_value_gives(city: Any) -> None:
    with entered(Scope.city(city.id)):
        counts = facet_counts(city.id, Criteria(fields=("sport",)))
    # Other kinds count within the chosen field, the field's own values as if none were chosen.
    assert counts.groups["fields"] == {"sport": 2, "nature": 1, "culture": 2}
    assert counts.groups["target_groups"] == {"children": 1, "families": 1}
    assert counts.groups["places"] == {"kernstadt": 1, "nordstadt": 1}
    assert counts.presets == {DatePreset.TODAY: 1, DatePreset.WEEKEND: 1, DatePreset.WEEK: 2}
    for value, number in counts.groups["target_groups"].items():
        assert len(found(city, fields=("sport",), target_groups=(value,))) == number
    for preset, number in counts.presets.items():
        assert len(found(city, fields=("sport",), preset=preset)) == number


def test_full_offers_come_last(city: Any, association: Any) -> None:
    offer(city, association, title="Voll", starts_in=timedelta(days=1), capacity=2, taken=2)
    offer(city, association, title="Frei", starts_in=timedelta(days=3))
    offer(city, association, title="Laufend", is_ongoing=True)
    assert titles(city) == ["Frei", "Laufend", "Voll"]
    full = found(city)[2].next_shift
    assert full is not None
    assert (full.free, full.capacity) == (0, 2)


def test_a_card_names_the_first_date_with_a_place(city: Any, association: Any) -> None:
    opportunity = offer(city, association, shifts=3, starts_in=timedelta(days=1), capacity=2)
    with entered(SYSTEM), writing():
        first = sa.select(Shift).where(Shift.opportunity_id == opportunity.id).order_by(Shift.starts_at)
        db.session.scalars(first).first().taken = 2
    card = found(city)[0]
    assert card.next_shift is not None
    assert card.next_shift.starts_at.date() == (utcnow() + timedelta(days=8)).date()
    assert card.further_shifts == 2


def test_a_card_names_a_date_within_the_days_asked_for(city: Any, association: Any) -> None:
    offer(city, association, shifts=3, starts_in=timedelta(days=1))
    card = found(city, days=Days(date(2026, 5, 12), date(2026, 5, 12)))[0]
    assert card.next_shift is not None
    assert card.next_shift.starts_at.date() == date(2026, 5, 12)


def test_what_is_over_is_not_listed(city: Any, association: Any) -> None:
    offer(city, association, title="Vorbei", starts_in=-timedelta(days=1))
    offer(city, association, title="Begonnen", starts_in=-timedelta(minutes=30))
    offer(city, association, title="Zeitraum vorbei", is_ongoing=True, ends_on=date(2026, 5, 3))
    offer(city, association, title="Bis heute", is_ongoing=True, ends_on=date(2026, 5, 4))
    cancelled = offer(city, association, title="Abgesagt")
    with entered(SYSTEM), writing():
        of_it = sa.select(Shift).where(Shift.opportunity_id == cancelled.id)
        db.session.scalars(of_it).one().cancelled_at = utcnow()
    assert titles(city) == ["Bis heute"]


def test_today_ends_at_midnight_in_the_city(city: Any, association: Any, clock: Any) -> None:
    clock.move_to(datetime(2026, 5, 4, 20, 0, tzinfo=UTC))  # 22:00 in Berlin
    offer(city, association, title="Heute, 23 Uhr", starts_in=timedelta(hours=1))
    offer(city, association, title="Morgen, 0 Uhr", starts_in=timedelta(hours=2))
    assert titles(city, preset=DatePreset.TODAY) == ["Heute, 23 Uhr"]


def test_a_suspended_association_shows_nothing(city: Any, association: Any) -> None:
    offer(city, association)
    with entered(SYSTEM), writing():
        db.session.scalars(sa.select(Listing)).one().state = ListingState.SUSPENDED
    assert titles(city) == []
    with entered(Scope.city(city.id)):
        assert cards_of_association(association.id, city.id) == []
        assert figures_by_city(city.id) == {}


def test_pages_follow_each_other(city: Any, association: Any) -> None:
    for day in range(5):
        offer(city, association, title=f"Tag {day}", starts_in=timedelta(days=day + 1))
    with entered(Scope.city(city.id)):
        pages = [search_publications(city.id, Criteria(page=n), size=2) for n in (0, 1, 2, 3, 99)]
    assert [[card.title for card in page.items] for page in pages] == [
        ["Tag 0", "Tag 1"], ["Tag 0", "Tag 1"], ["Tag 2", "Tag 3"], ["Tag 4"], ["Tag 4"],
    ]  # fmt: skip
    assert {page.total for page in pages} == {5}


@pytest.mark.usefixtures("shelf")
def test_the_region_sees_all_published_cities(city: Any) -> None:
    other = make_city("andersstadt")
    offer(other, make_association(other), title="Anderswo")
    hidden = make_city("baustelle", is_published=False)
    offer(hidden, make_association(hidden), title="Noch nicht")
    with entered(PORTAL):
        cards = search_publications(None, Criteria()).items
        figures = figures_by_city()
    assert {card.title for card in cards} == {"Heute", "Samstag", "Nächste Woche", "Von zu Hause", "Anderswo"}
    assert {card.city_slug for card in cards} == {city.slug, "andersstadt"}
    assert (figures[city.id].offers, figures[city.id].this_week, figures[city.id].associations) == (4, 2, 1)
    assert hidden.id not in figures


@pytest.mark.usefixtures("shelf")
def test_the_offers_of_an_association(city: Any, association: Any) -> None:
    other = make_association(city)
    with entered(Scope.city(city.id)):
        assert len(cards_of_association(association.id, city.id)) == 4
        assert number_of_offers([association.id, other.id], city.id) == {association.id: 4}


@pytest.mark.both_engines
@pytest.mark.parametrize("number", [1, 5, 13, PAGE_SIZE + 1])
def test_any_number_of_cards_has_its_dates(city: Any, association: Any, number: int) -> None:
    for each in range(number):
        offer(city, association, title=f"Hilfe {each}", shifts=1)
    with entered(Scope.city(city.id)):
        cards = cards_of_association(association.id, city.id)
    assert len(cards) == number and all(card.next_shift and not card.further_shifts for card in cards)


def test_the_number_of_statements_does_not_grow(city: Any, association: Any, statements: Callable[..., Any]) -> None:
    counted = []
    for _ in range(2):
        offer(city, association, district="Nordstadt", shifts=3)
        with entered(Scope.city(city.id)), statements() as seen:
            search_publications(city.id, Criteria())
            facet_counts(city.id, Criteria())
        counted.append(len(seen))
        with entered(Scope.city(city.id)), statements() as seen:
            search_publications(city.id, Criteria())
            facet_counts(city.id, Criteria())
        counted.append(len(seen))
        offer(city, association, shifts=1)
    # The dates; before that the town's mark, three for its shelf, and the cards, because an offer has come.
    assert counted == [6, 1, 6, 1]
