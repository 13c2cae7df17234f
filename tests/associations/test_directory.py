"""The directory and what else is read: on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.associations import operations as act
from engagement.associations.enums import AssociationKind
from engagement.associations.models import Association
from engagement.associations.queries import (
    Criteria,
    association_by_public_id,
    directory,
    my_associations,
    newest_listed,
    profile,
    similar_listed,
    today_of,
)
from engagement.associations.words import OTHER_LETTER
from engagement.core.scope import Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from tests.support import factories as make

pytestmark = pytest.mark.both_engines
NAMES = [
    "Äpfel & Birnen e. V.",
    "„Zur Linde“",
    "Mülldetektive",
    "Aktive Senioren",
    "1. Karnevalsverein",
    "Tierschutz-Verein",
]


@pytest.fixture
def city(db_app: Flask) -> Iterator[Any]:
    made = make.make_city()
    for number, name in enumerate(NAMES):
        add(made, name, district=made.districts[number % 2], purpose=f"Zweck {number}.")
    add(made, "Stiftung Albquelle", kind=AssociationKind.FOUNDATION)
    add(made, "Noch nicht geprüft", verified=False)
    add(make.make_city("nachbarstadt"), "Nachbarverein")
    with entered(Scope.city(made.id)):
        yield made
        db.session.rollback()


def add(city: Any, name: str, *, district: Any = None, **values: Any) -> Association:
    values.setdefault("kind", AssociationKind.CLUB)
    made = make.make_association(city, name=name, district_id=district.id if district else None, **values)
    index(made.id, district.name if district else "")
    return made


@make.saved
def index(association_id: int, district_name: str) -> None:
    one = db.session.query(Association).filter_by(id=association_id).one()
    act.index_association(one, district_name)


def names(city: Any, **criteria: Any) -> list[str]:
    return [entry.association.name for entry in directory(city.id, Criteria(**criteria)).page.items]


def test_verified_ones_of_the_city_in_the_order_of_the_alphabet(city: Any) -> None:
    assert names(city) == [
        "1. Karnevalsverein", "Aktive Senioren", "Äpfel & Birnen e. V.", "Mülldetektive", "Stiftung Albquelle",
        "Tierschutz-Verein", "„Zur Linde“",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("muell", ["Mülldetektive"]),
        ("MÜLLDETEKT", ["Mülldetektive"]),
        ("detektive", ["Mülldetektive"]),
        ("tierschutzverein", ["Tierschutz-Verein"]),
        ("verein tierschutz", ["Tierschutz-Verein"]),
        ("nordstadt zweck", ["Aktive Senioren", "Tierschutz-Verein", "„Zur Linde“"]),
        ("stiftung", ["Stiftung Albquelle"]),
        ("xyzzy", []),
        ("geprüft", []),
        ("nachbar", []),
    ],
)  # fmt: skip
def test_words_are_found_in_parts(city: Any, typed: str, found: list[str]) -> None:
    assert names(city, text=typed) == found


def test_signs_of_the_database_are_words_like_others(city: Any) -> None:
    assert len(names(city, text="%")) == 7  # nothing to look for
    assert names(city, text="müll%xyz") == []


def test_filters_narrow_and_are_counted(city: Any) -> None:
    assert names(city, kind=AssociationKind.FOUNDATION) == ["Stiftung Albquelle"]
    assert names(city, letter="a") == ["Aktive Senioren", "Äpfel & Birnen e. V."]
    assert names(city, letter=OTHER_LETTER) == ["1. Karnevalsverein"]
    assert "„Zur Linde“" in names(city, district=city.districts[1].public_id)
    assert names(city, district="unbekannt") == []
    found = directory(city.id, Criteria(letter="z"))
    assert dict(found.letters) == {"0": 1, "a": 2, "m": 1, "s": 1, "t": 1, "z": 1}
    assert dict(found.kinds) == {AssociationKind.CLUB: 1}
    assert dict(directory(city.id, Criteria(kind=AssociationKind.FOUNDATION)).kinds) == {
        AssociationKind.CLUB: 6, AssociationKind.FOUNDATION: 1,
    }  # fmt: skip


def test_entries_without_a_team_can_be_claimed(city: Any) -> None:
    add(city, "Mit Team", owner=make.make_user())
    claimable = {entry.association.name: entry.is_claimable for entry in directory(city.id, Criteria()).page.items}
    assert claimable["Mit Team"] is False
    assert claimable["Mülldetektive"] is True
    assert "Mit Team" not in names(city, claimable=True)
    assert [one.name for one in newest_listed(city.id)] == ["Mit Team"]


def test_pages_hold_thirty(city: Any) -> None:
    for number in range(40):
        add(city, f"Verein {number:02}")
    second = directory(city.id, Criteria(), 2).page
    assert (second.total, second.pages, len(second.items)) == (47, 2, 17)


def test_the_number_of_statements_stays(city: Any, statements: Any) -> None:
    counts = []
    for more in (0, 5):
        for number in range(more):
            add(city, f"Weiterer {number}", district=city.districts[0])
        db.session.rollback()
        with statements() as seen:
            directory(city.id, Criteria(text="e"))
        counts.append(len(seen))
    assert counts == [5, 5]


def test_an_association_is_found_in_its_cities_only(city: Any) -> None:
    one = add(city, "Gesucht")
    elsewhere = make.make_city("anderswo")
    assert association_by_public_id(one.public_id, city.id) is not None
    assert profile(one.public_id, city.id) is not None
    assert association_by_public_id(one.public_id, elsewhere.id) is None


def test_namesakes_are_found_in_any_state(city: Any) -> None:
    assert [one.name for one in similar_listed("Noch nicht geprueft e.V.", city.id)] == ["Noch nicht geprüft"]
    assert similar_listed("Nachbarverein", city.id) == []
    assert similar_listed("–", city.id) == []


def test_my_associations_are_those_of_the_city(city: Any) -> None:
    person = make.make_user()
    add(city, "Meiner", owner=person, verified=False)
    add(make.make_city("anderswo"), "Auch meiner", owner=person)
    assert [one.association.name for one in my_associations(person.id, city.id)] == ["Meiner"]


@make.saved
def add_registration(shift_id: int | None, opportunity: Any, city: Any, state: RegistrationState, name: str) -> None:
    guest = Participant(email=f"{name}@leute.example", email_normalised=f"{name}@leute.example")
    db.session.add(guest)
    db.session.flush()
    db.session.add(
        Registration(
            city_id=city.id, opportunity_id=opportunity.id, association_id=opportunity.association_id, name=name,
            shift_id=shift_id, participant_id=guest.id, state=state,
            hold_until=utcnow() if state is RegistrationState.HELD else None,
        )
    )  # fmt: skip


def build_day(city: Any, number: int) -> Any:
    association = add(city, f"Chor {number}", owner=make.make_user())
    for each in range(number):
        offer = make.make_opportunity(city, association, shifts=2, title=f"Singen {each}")
        make.make_opportunity(city, association, state=PublicationState.CHANGES_REQUESTED)
        ongoing = make.make_opportunity(city, association, is_ongoing=True)
        with entered(Scope.association(association.id)):
            first = db.session.query(Shift).filter_by(opportunity_id=offer.id).order_by(Shift.starts_at).first()
        add_registration(first.id, offer, city, RegistrationState.CONFIRMED, f"komme{number}-{each}")
        add_registration(first.id, offer, city, RegistrationState.PENDING, f"warte{number}-{each}")
        add_registration(first.id, offer, city, RegistrationState.HELD, f"halte{number}-{each}")
        add_registration(None, ongoing, city, RegistrationState.CONFIRMED, f"interesse{number}-{each}")
    return association


def test_today_shows_what_needs_an_answer_and_who_comes(city: Any) -> None:
    association = build_day(city, 1)
    build_day(city, 2)  # another one's are not seen
    with entered(Scope.association(association.id)):
        day = today_of(association.id, utcnow())
        assert [each.name for each in day.waiting] == ["warte1-0"]
        assert [each.name for each in day.interested] == ["interesse1-0"]
        assert [shift.opportunity.title for shift in day.shifts] == ["Singen 0", "Singen 0"]
        assert [[each.name for each in coming] for coming in day.coming.values()] == [["komme1-0"]]
        assert day.people_coming == 1
        assert [each.state for each in day.publications] == [PublicationState.CHANGES_REQUESTED]


def test_today_leaves_out_what_is_over_cancelled_or_not_published(city: Any) -> None:
    association = add(city, "Chor", owner=make.make_user())
    make.make_opportunity(city, association, starts_in=timedelta(days=-2))
    make.make_opportunity(city, association, state=PublicationState.DRAFT)
    make.make_opportunity(city, association, state=PublicationState.WITHDRAWN)
    with entered(Scope.association(association.id)):
        assert today_of(association.id, utcnow()).shifts == []


def test_what_the_city_wants_changed_stands_on_top(city: Any) -> None:
    association = add(city, "Chor", owner=make.make_user())
    order = [
        PublicationState.CHANGES_REQUESTED,
        PublicationState.REJECTED,
        PublicationState.DRAFT,
        PublicationState.IN_REVIEW,
    ]
    for state in reversed(order):
        make.make_opportunity(city, association, state=state)
    with entered(Scope.association(association.id)):
        publications = today_of(association.id, utcnow()).publications
        assert [each.state for each in publications] == order
        assert db.session.query(Publication).count() == 4


def test_today_takes_the_same_number_of_statements(city: Any, statements: Any) -> None:
    counts = []
    for number in (1, 3):
        association = build_day(city, number)
        with entered(Scope.association(association.id)), statements() as seen:
            today_of(association.id, utcnow())
        counts.append(len(seen))
    assert counts == [8, 8]
