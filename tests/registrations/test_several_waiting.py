"""Several dates in one form, some of them full: free ones are taken, and on the others she waits, in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.registrations import errors, operations
from engagement.registrations.enums import CallAnswer
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.links import registration_token
from engagement.registrations.models import Registration
from engagement.registrations.operations import Outcome
from engagement.registrations.queries.waitlist import position_of
from tests.registrations.support import (
    Stagecraft,
    count_registrations,
    kinds,
    mails,
    make_stage,
    registration,
    taken,
)
from tests.registrations.test_concurrency import at_once, names
from tests.registrations.test_several_dates import FILLED, confirm, several
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


def stage_with_full_dates(*full: int, shifts: int = 3, **values: Any) -> Stagecraft:
    """One place a date; those of the given numbers are taken, and somebody waits there already."""
    stage = make_stage(shifts=shifts, capacity=1, **values)
    for each in full:
        done = stage.guest(shift=stage.shifts[each])
        if registration(done.registration_id).state is State.PENDING:
            with entered(Scope.city(stage.city.id)):
                operations.accept(done.registration_id, actor=stage.owner_actor)
        stage.guest(shift=stage.shifts[each], may_wait=True)
    return stage


def wish(stage: Stagecraft, *full: int, **values: Any) -> dict[str, Outcome]:
    return several(stage, may_wait=[stage.shifts[each].public_id for each in full], **values)


def states(done: dict[str, Outcome]) -> list[State]:
    return [registration(each.registration_id).state for each in done.values()]


def ids(done: dict[str, Outcome]) -> list[str]:
    return [each.registration_id for each in done.values()]


@pytest.mark.both_engines
def test_a_guest_confirms_places_and_waitlists_at_once(db_app: Flask) -> None:
    stage = stage_with_full_dates(1)
    before = len(kinds())
    done = wish(stage, 1)
    assert states(done) == [State.HELD, State.WAITLIST_HELD, State.HELD]
    assert kinds()[before:] == ["registration_hold"]
    held = mails("registration_hold")[-1].body_text
    assert held.count(": Warteliste") == 1
    assert "Bei den vollen Terminen stehen Sie auf der Warteliste." in held
    confirm(stage, done)
    assert states(done) == [State.CONFIRMED, State.WAITLISTED, State.CONFIRMED]
    assert position_of(registration(ids(done)[1]).id) == (2, 2)
    assert kinds()[before + 1 :] == ["registration_confirmed", "registration_new"]
    told = mails("registration_confirmed")[-1]
    assert told.body_text.count("Ihr Platz ist sicher") >= 2
    assert "Warteliste, Nummer 2" in told.body_text
    assert told.calendar.count("BEGIN:VEVENT") == 2, "who waits has nothing in her calendar"
    assert mails("registration_new")[-1].body_text.count("Mai 2026") >= 2
    assert [taken(each) for each in stage.shifts] == [1, 1, 1]
    assert confirm(stage, done).is_repeated
    assert len(kinds()) == before + 3


@pytest.mark.both_engines
def test_an_account_has_one_mail_about_all(db_app: Flask) -> None:
    stage = stage_with_full_dates(0, 2)
    with entered(SYSTEM):
        actor = actor_of(make_user("mara@leute.example").id)
    before = len(kinds())
    done = wish(stage, 0, 2, actor=actor, email="")
    assert states(done) == [State.WAITLISTED, State.CONFIRMED, State.WAITLISTED]
    assert kinds()[before:] == ["registration_confirmed", "registration_new"]
    assert mails("registration_confirmed")[-1].body_text.count("Warteliste, Nummer 2") == 2
    assert wish(stage, 0, 2, actor=actor, email="").keys() == done.keys()
    assert states(done) == [State.WAITLISTED, State.CONFIRMED, State.WAITLISTED]


@pytest.mark.both_engines
def test_only_full_dates_are_one_mail_too(db_app: Flask) -> None:
    stage = stage_with_full_dates(0, 1, shifts=2)
    before = len(kinds())
    done = wish(stage, 0, 1)
    assert "Dann stehen Sie auf allen diesen Wartelisten." in mails("registration_hold")[-1].body_text
    confirm(stage, done)
    assert states(done) == [State.WAITLISTED] * 2
    assert kinds()[before:] == ["registration_hold", "registration_waitlisted"]
    assert mails("registration_waitlisted")[-1].body_text.count("Warteliste, Nummer 2") == 2


@pytest.mark.both_engines
def test_what_was_not_said_is_not_done(db_app: Flask) -> None:
    """A date that was free when it was ticked, and is full now, refuses all: nobody waits without having been told."""
    stage = stage_with_full_dates(1)
    before = count_registrations()
    with pytest.raises(errors.DatesRefused) as refused:
        wish(stage)
    assert {type(each) for each in refused.value.refusals.values()} == {errors.ShiftFull}
    assert count_registrations() == before
    assert [taken(each) for each in stage.shifts] == [0, 1, 0]


@pytest.mark.both_engines
def test_who_confirms_late_still_waits(db_app: Flask, clock: time_machine.Traveller) -> None:
    stage = stage_with_full_dates(1)
    done = wish(stage, 1)
    clock.shift(timedelta(minutes=31))
    operations.expire_holds()
    assert states(done) == [State.EXPIRED] * 3
    confirm(stage, done)
    assert states(done) == [State.CONFIRMED, State.WAITLISTED, State.CONFIRMED]
    late = wish(stage, 1, email="spaet@leute.example", shifts=[stage.shifts[1]])
    assert states(late) == [State.WAITLIST_HELD]


@pytest.mark.both_engines
def test_late_for_a_place_is_no_wish_to_wait(db_app: Flask, clock: time_machine.Traveller) -> None:
    stage = stage_with_full_dates(1)
    done = wish(stage, 1)
    clock.shift(timedelta(minutes=31))
    operations.expire_holds()
    stage.guest()
    with pytest.raises(errors.DatesRefused):
        confirm(stage, done)
    assert states(done) == [State.EXPIRED] * 3


@pytest.mark.both_engines
def test_by_phone_the_association_calls_about_what_is_free(db_app: Flask) -> None:
    stage = stage_with_full_dates(0)
    before = len(kinds())
    done = wish(stage, 0, email="", phone="0171 3920011")
    assert states(done) == [State.WAITLISTED, State.PENDING, State.PENDING]
    assert kinds()[before:] == ["registration_call"]
    with entered(Scope.city(stage.city.id)):
        operations.answer_calls(ids(done)[1], CallAnswer.COMES, actor=stage.owner_actor)
    assert states(done) == [State.WAITLISTED, State.CONFIRMED, State.CONFIRMED]


@pytest.mark.both_engines
def test_many_at_once_never_oversell(db_app: Flask) -> None:
    stage = make_stage(shifts=2, capacity=2)
    both = [shift.public_id for shift in stage.shifts]

    def call(email: str) -> Callable[[], Outcome]:
        def act() -> Outcome:
            done = operations.register_several(
                stage.opportunity.public_id, city_id=stage.city.id, actor=ANONYMOUS, shift_ids=both, may_wait=both,
                name="Hanna Keller", email=email, is_adult=True,
            )  # fmt: skip
            return operations.confirm_together(next(iter(done.values())).registration_id, actor=ANONYMOUS)

        return act

    results = at_once(
        db_app, Scope.city(stage.city.id), [call(f"gast-a{each}@leute.example") for each in range(5)]
    )  # fmt: skip
    assert names(results) == {"Outcome": 5}
    assert [taken(each) for each in stage.shifts] == [2, 2]
    with entered(SYSTEM):
        rows = db.session.scalars(sa.select(Registration)).all()
    for shift in stage.shifts:
        here = Counter(row.state for row in rows if row.shift_id == shift.id)
        assert here == {State.CONFIRMED: 2, State.WAITLISTED: 3}


@pytest.mark.parametrize("by", ["guest", "account", "phone"])
def test_ticked_in_the_browser(db_app: Flask, client: Any, by: str) -> None:
    stage = stage_with_full_dates(1)
    if by == "account":
        sign_in(db_app, client, make_user("mara@leute.example"))
    address = f"/musterstadt/mitmachen/{stage.opportunity.public_id}/zusagen"
    page = client.get(address)
    row = page.document.all(".choice")[1].text
    assert "Warteliste" in row
    assert "Warteliste" not in page.document.all(".choice")[0].text
    assert "Ist ein Termin voll, kommen Sie dort auf die Warteliste." in page.visible_text
    values: dict[str, Any] = {
        "guest": FILLED, "account": {"name": "Mara", "is_adult": "ja"},
        "phone": {"name": "Ruth Ruf", "phone": "0171 3920011", "is_adult": "ja"},
    }[by]  # fmt: skip
    ticked = [each["value"] for each in page.document.all("input[name=shift]")]
    done = client.submit(page, values | {"shift": ticked}, follow_redirects=True)
    assert done.status_code == 200
    text = done.visible_text
    assert {
        "guest": "Bei den vollen Terminen stehen Sie auf der Warteliste.",
        "account": "Bei den Terminen mit „Warteliste“ haben Sie noch keinen festen Platz.",
        "phone": "ruft der Verein Sie an",
    }[by] in text
    assert {
        "guest": "Warteliste, wartet auf Ihre Bestätigung",
        "account": "auf der Warteliste",
        "phone": "(Warteliste)",
    }[by] in text


def test_the_mailed_button_confirms_both(db_app: Flask, client: Any) -> None:
    stage = stage_with_full_dates(1, shifts=2)
    done = wish(stage, 1)
    page = client.get(f"/musterstadt/zusage/{registration_token(ids(done)[0])}")
    assert "Bei den vollen Terminen stehen Sie dann auf der Warteliste." in page.visible_text
    after = client.submit(page, button="Ja, alle bestätigen", follow_redirects=True)
    assert "Hier sehen Sie, wie Ihre Termine stehen." in after.visible_text
    assert states(done) == [State.CONFIRMED, State.WAITLISTED]


def test_a_group_that_is_too_large_is_told_and_may_wait(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=2, capacity=3)
    stage.guest(shift=stage.shifts[1], party_size=2)
    address = f"/musterstadt/mitmachen/{stage.opportunity.public_id}/zusagen"
    ticked = [each.public_id for each in stage.shifts]
    refused = client.submit(client.get(address), FILLED | {"shift": ticked, "party_size": "2"})
    assert refused.status_code == 422
    assert "Warteliste" in refused.document.all(".choice")[1].text
    done = client.submit(refused, follow_redirects=True)
    assert "Warteliste, wartet auf Ihre Bestätigung" in done.visible_text
