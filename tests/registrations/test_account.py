"""„Hier mache ich mit“ in the account."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.scope import Scope, entered
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Opportunity, Shift
from engagement.registrations import operations
from engagement.registrations.queries import my_registrations
from tests.registrations.support import change, make_stage
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


def test_lists_what_is_to_come_and_what_is_over_over_all_cities(db_app: Flask, client: Any) -> None:
    here, there = make_stage(shifts=2, title="Kuchen verkaufen"), make_stage("andernorts", title="Bäume pflanzen")
    person, other = make_user(), make_user()
    actor = actor_of(person.id)
    here.register(actor=actor_of(other.id))
    gone = here.register(actor=actor)
    here.register(actor=actor, shift=here.shifts[1])
    there.register(actor=actor, despite_overlap=True)
    change(Opportunity, there.opportunity.id, title="Noch nicht freigegeben")
    with entered(Scope.person(person.id)):
        operations.withdraw(gone.registration_id, actor=actor)
        upcoming, past = (my_registrations(person.id, past=over, page=1) for over in (False, True))
    assert [(line.title, line.city_slug) for line in upcoming.items] == [
        ("Bäume pflanzen", "andernorts"), ("Kuchen verkaufen", "musterstadt"),
    ]  # fmt: skip
    assert [line.public_id for line in past.items] == [gone.registration_id]
    sign_in(db_app, client, person)
    page = client.get("/musterstadt/konto/")
    links = [a["href"] for a in page.document.all("a.main")]
    assert [link.split("/")[1] for link in links] == ["andernorts", "musterstadt", "musterstadt"]
    assert client.get(links[0]).document.one("h1").text == "Ihr Platz ist sicher"


def test_date_that_is_over_moves_down(db_app: Flask) -> None:
    stage, person = make_stage(), make_user()
    stage.register(actor=actor_of(person.id))
    long_ago = utcnow() - timedelta(days=2)
    change(Shift, stage.shift.id, starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    with entered(Scope.person(person.id)):
        assert my_registrations(person.id, past=False, page=1).total == 0
        assert my_registrations(person.id, past=True, page=1).total == 1


def test_interest_stands_last(db_app: Flask) -> None:
    dated, ongoing, person = make_stage(), make_stage("andernorts", is_ongoing=True), make_user()
    for stage in (ongoing, dated):
        stage.register(actor=actor_of(person.id))
    with entered(Scope.person(person.id)):
        lines = my_registrations(person.id, past=False, page=1).items
    assert [line.is_interest for line in lines] == [False, True]


def test_long_lists_have_pages(db_app: Flask, client: Any) -> None:
    stage, person = make_stage(shifts=22), make_user()
    for shift in stage.shifts:
        stage.register(actor=actor_of(person.id), shift=shift)
    sign_in(db_app, client, person)
    assert len(client.get("/musterstadt/konto/").document.all("a.main")) == 20
    assert len(client.get("/musterstadt/konto/?zusagen=2").document.all("a.main")) == 2


def test_nothing_yet_is_friendly(db_app: Flask, client: Any) -> None:
    make_stage()
    sign_in(db_app, client, make_user())
    assert "Noch nichts geplant" in client.get("/musterstadt/konto/").visible_text


def test_one_and_three_rows_cost_the_same(
    db_app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    stage, person = make_stage(shifts=3), make_user()
    counts = []
    for shift in stage.shifts:
        stage.register(actor=actor_of(person.id), shift=shift)
        with entered(Scope.person(person.id)), statements() as seen:
            my_registrations(person.id, past=False, page=1)
        counts.append(len(seen))
    assert counts == [3, 3, 3]
