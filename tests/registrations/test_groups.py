"""One contact person comes with others: fewer, more, names, and somebody else instead of her."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.kernel.errors import DomainError
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration
from engagement.registrations.operations import Details, Outcome, ask_for_names, forget_successors
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage, registration, taken
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")
Clock = time_machine.Traveller


def details(**changes: Any) -> Details:
    values = {
        "name": "Hanna Keller", "phone": "", "message": "", "party_size": 3, "group_name": "Klasse 8b",
        "companions": [],
    }  # fmt: skip
    return Details(**(values | changes))


def change_to(stage: Stagecraft, done: Outcome, **changes: Any) -> Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.change_details(done.registration_id, details(**changes), actor=ANONYMOUS)


def group(stage: Stagecraft, **values: Any) -> Outcome:
    return stage.guest(**{"party_size": 3, "group_name": "Klasse 8b"} | values)


@pytest.mark.both_engines
def test_a_group_takes_its_places_at_once(db_app: Flask) -> None:
    stage = make_stage(capacity=5)
    done = group(stage)
    assert (taken(stage.shift), registration(done.registration_id).group_name) == (3, "Klasse 8b")
    with pytest.raises(errors.TooFewPlaces):
        stage.register(party_size=3)
    stage.register(party_size=2)
    with pytest.raises(errors.ShiftFull):
        stage.register(party_size=1)


@pytest.mark.both_engines
def test_fewer_give_back_and_more_take(db_app: Flask) -> None:
    stage = make_stage(capacity=5)
    done = group(stage)
    change_to(stage, done, party_size=2)
    assert taken(stage.shift) == 2
    change_to(stage, done, party_size=5)
    assert taken(stage.shift) == 5
    with pytest.raises(errors.TooFewPlaces):
        change_to(stage, done, party_size=6)
    assert (taken(stage.shift), registration(done.registration_id).party_size) == (5, 5)
    told = mails("registration_changed")
    assert len(told) == 2
    assert "Jetzt kommen 5, vorher waren es 2." in told[-1].body_text


@pytest.mark.both_engines
def test_groups_that_grow_at_once_never_oversell(db_app: Flask) -> None:
    stage = make_stage(capacity=10)
    groups = [group(stage, party_size=2) for _ in range(4)]

    def grow(done: Outcome) -> bool:
        with db_app.app_context(), entered(SYSTEM):
            try:
                change_to(stage, done, party_size=4)
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        grown = list(pool.map(grow, groups))
    assert (sum(grown), taken(stage.shift)) == (1, 10)


def test_a_group_that_waits_collects_anew(db_app: Flask) -> None:
    stage = make_stage(capacity=10)
    done = group(stage)
    change(
        Registration, registration(done.registration_id).id, state=RegistrationState.WAITLISTED, collected=2,
        party_size=4,
    )  # fmt: skip
    change_to(stage, done, party_size=2)
    assert registration(done.registration_id).collected == 0
    # What was collected went back, and now enough places are free for the smaller group.
    assert registration(done.registration_id).state is RegistrationState.OFFERED
    assert taken(stage.shift) == 3


def test_names_follow_later(db_app: Flask) -> None:
    stage = make_stage()
    done = group(stage)
    change_to(stage, done, companions=["Ida Alt", "  ", "Max  Neu"])
    assert registration(done.registration_id).companions == ["Ida Alt", "Max Neu"]
    with pytest.raises(errors.TooManyNames):
        change_to(stage, done, companions=["Ida", "Max", "Eva"])
    assert "Mit dabei: Ida Alt, Max Neu" in mails("registration_changed")[-1].body_text
    assert change_to(stage, done, companions=["Ida Alt", "Max Neu"]).is_repeated


def test_what_began_or_ended_stays(db_app: Flask, clock: Clock) -> None:
    stage = make_stage()
    done = group(stage)
    clock.shift(timedelta(days=4))
    with pytest.raises(errors.ChangeTooLate):
        change_to(stage, done, party_size=2)
    gone = make_stage("andernorts")
    ended = group(gone)
    with entered(Scope.city(gone.city.id)):
        if gone.shift.starts_at > clock_now():
            operations.withdraw(ended.registration_id, actor=ANONYMOUS)
    with pytest.raises(errors.AlreadyEnded):
        change_to(gone, ended)


def clock_now() -> Any:
    from engagement.kernel.clock import utcnow

    return utcnow()


def test_a_number_that_nobody_can_call_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(errors.PhoneUnusable):
        change_to(stage, group(stage), phone="4711")


def test_names_are_asked_for_once(db_app: Flask, clock: Clock) -> None:
    stage = make_stage(starts_in=timedelta(days=10), capacity=20)
    done, complete, alone = group(stage), group(stage, party_size=2), stage.guest()
    change_to(stage, complete, party_size=2, companions=["Ida"])
    assert ask_for_names() == 0
    clock.shift(timedelta(days=7, hours=1))
    assert (ask_for_names(), ask_for_names()) == (1, 0)
    (asked,) = mails("registration_names")
    assert asked.to_email == registration(done.registration_id).participant.email
    assert "/aendern" in asked.body_text
    assert alone


def ask(stage: Stagecraft, done: Outcome, email: str = "nora@leute.example") -> None:
    with entered(Scope.city(stage.city.id)):
        operations.ask_successor(done.registration_id, name="Nora Neu", email=email, actor=ANONYMOUS)


def agree(stage: Stagecraft, done: Outcome, email: str = "nora@leute.example", **values: Any) -> Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.take_over(
            done.registration_id, email=email, actor=ANONYMOUS, **{"is_old_enough": True} | values
        )


@pytest.mark.both_engines
def test_somebody_else_takes_over_when_she_says_so(db_app: Flask) -> None:
    stage = make_stage()
    done = group(stage, email="hanna@leute.example", phone="07221 12345", message="Ich kenne das Haus.")
    ask(stage, done)
    row = registration(done.registration_id)
    assert (row.name, row.participant.email) == ("Hanna Keller", "hanna@leute.example"), "nothing changes yet"
    assert row.message == "Ich kenne das Haus."
    before = len(kinds())
    agree(stage, done)
    row = registration(done.registration_id)
    assert (row.name, row.participant.email, row.phone, row.party_size) == ("Nora Neu", "nora@leute.example", "", 3)
    assert row.message == "", "these were Hanna's words"
    assert (taken(stage.shift), row.state) == (3, RegistrationState.CONFIRMED)
    told = mails()[before:]
    assert [(mail.kind, mail.to_email) for mail in told] == [
        ("registration_handed_over", "hanna@leute.example"), ("registration_confirmed", "nora@leute.example"),
        ("registration_changed", "helga@verein.example"),
    ]  # fmt: skip
    with pytest.raises(errors.NotAskedToTakeOver):
        agree(stage, done)


def test_an_account_takes_over_as_itself(db_app: Flask) -> None:
    stage, person = make_stage(), make_user("nora@leute.example")
    done = group(stage)
    ask(stage, done)
    agree(stage, done)
    assert registration(done.registration_id).user_id == person.id


def test_only_the_address_that_was_asked_last(db_app: Flask, clock: Clock) -> None:
    stage = make_stage(starts_in=timedelta(days=20))
    done = group(stage)
    ask(stage, done)
    ask(stage, done, "eva@leute.example")
    with pytest.raises(errors.NotAskedToTakeOver):
        agree(stage, done)
    with entered(Scope.city(stage.city.id)):
        operations.drop_successor(done.registration_id, actor=ANONYMOUS)
    with pytest.raises(errors.NotAskedToTakeOver):
        agree(stage, done, "eva@leute.example")
    ask(stage, done)
    clock.shift(timedelta(days=7, minutes=1))
    with pytest.raises(errors.NotAskedToTakeOver):
        agree(stage, done)
    assert (forget_successors(), forget_successors()) == (1, 0)
    assert registration(done.registration_id).successor_email is None


def test_whom_nobody_can_hand_over_to(db_app: Flask) -> None:
    stage = make_stage()
    done = group(stage, email="hanna@leute.example")
    with pytest.raises(errors.SuccessorIsSelf):
        ask(stage, done, "Hanna@leute.example")
    stage.guest(email="nora@leute.example")
    ask(stage, done)
    with pytest.raises(errors.AlreadyRegistered):
        agree(stage, done)
    with pytest.raises(errors.SuccessorTooYoung):
        agree(stage, done, is_old_enough=False)
    ask(stage, done)
    ask(stage, done)
    with pytest.raises(errors.TooManySuccessors):
        ask(stage, done)


@pytest.mark.both_engines
def test_what_ran_out_cannot_grow_into_its_own_places(db_app: Flask, clock: Clock) -> None:
    stage = make_stage(capacity=3)
    done = stage.register(party_size=2)
    stage.guest(party_size=1)
    clock.shift(timedelta(minutes=31))
    with pytest.raises(errors.AlreadyEnded):
        change_to(stage, done, party_size=3)
    assert (registration(done.registration_id).party_size, taken(stage.shift)) == (2, 3)
