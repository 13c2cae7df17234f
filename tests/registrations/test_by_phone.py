"""Registering with a name and a phone number alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS
from engagement.core.phones import normalise_phone
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations, rules
from engagement.registrations.enums import CallAnswer, CallTopic, RegistrationState
from engagement.registrations.models import CallTask, Participant, Registration
from engagement.registrations.operations import Outcome
from engagement.registrations.queries import offer_to_join, people_of
from engagement.workflows.cancel_shift import cancel_shift
from engagement.workflows.retention import BY_KEY, delete_due
from tests.registrations.support import (
    Stagecraft,
    change,
    count_registrations,
    kinds,
    mails,
    make_stage,
    registration,
    taken,
)
from tests.registrations.test_concurrency import at_once
from tests.support.factories import make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]
PHONE = "0171 3920012"


def by_phone(stage: Stagecraft, phone: str = PHONE, **values: object) -> Outcome:
    return stage.register(email="", phone=phone, **values)


def answer(stage: Stagecraft, registration_id: str, how: CallAnswer) -> Outcome:
    with entered(Scope.association(stage.association.id)):
        return operations.answer_call(registration_id, how, actor=stage.owner_actor)


def tasks() -> list[CallTask]:
    with entered(SYSTEM):
        return list(db.session.scalars(sa.select(CallTask).order_by(CallTask.id)))


def test_place_is_kept_until_the_association_has_called(db_app: Flask) -> None:
    stage = make_stage(starts_in=timedelta(days=10))
    row = registration(by_phone(stage, message="Ich kann backen.").registration_id)
    assert (row.state, row.is_by_phone, row.phone) == (RegistrationState.PENDING, True, PHONE)
    assert row.hold_until == utcnow() + timedelta(days=3)
    assert taken(stage.shift) == 1
    mail = mails()[0]
    assert (mail.kind, mail.to_email, mail.reply_to) == ("registration_call", "helga@verein.example", "")
    assert "0171 3920012" in mail.body_text
    assert "Ich kann backen." in mail.body_text


@pytest.mark.parametrize(("hours", "kept"), [(240, 72), (80, 56), (48, 24), (30, 24), (12, 12)])
def test_the_place_is_kept_until_a_day_before_and_at_least_a_day(
    db_app: Flask, engine_kind: str, hours: int, kept: int
) -> None:
    now = utcnow()
    assert rules.call_end(now, now + timedelta(hours=hours)) == now + timedelta(hours=kept)
    assert rules.call_end(now, None) == now + timedelta(days=14)


def test_without_any_contact_nobody_registers(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(errors.NoContact):
        stage.register(email="")
    assert count_registrations() == 0


@pytest.mark.parametrize("phone", ["12345", "0900 1234567", "nur abends", "0800 1234567", "0171"])
def test_a_number_that_cannot_be_called_is_refused(db_app: Flask, engine_kind: str, phone: str) -> None:
    stage = make_stage()
    assert normalise_phone(phone) is None
    with pytest.raises(errors.PhoneUnusable):
        by_phone(stage, phone)
    with pytest.raises(errors.PhoneUnusable):
        stage.register(phone=phone)
    assert (count_registrations(), taken(stage.shift)) == (0, 0)


def test_the_same_number_twice_is_one_registration(db_app: Flask) -> None:
    stage = make_stage()
    first = by_phone(stage)
    second = by_phone(stage, "+49 171 / 39200-12", name="Hanna K.")
    assert (second.registration_id, second.is_repeated) == (first.registration_id, True)
    assert (count_registrations(), taken(stage.shift), len(kinds())) == (1, 1, 1)


def test_three_open_calls_a_number_at_most(db_app: Flask) -> None:
    stage = make_stage(shifts=4)
    for shift in stage.shifts[:3]:
        by_phone(stage, shift=shift)
    with pytest.raises(errors.TooManyCalls):
        by_phone(stage, shift=stage.shifts[3])
    by_phone(stage, "030 23125 100", shift=stage.shifts[3])


def test_a_number_cannot_be_called_for_again_and_again(db_app: Flask) -> None:
    stage = make_stage(shifts=3)
    for turn in range(rules.PHONE_LIMIT):
        done = by_phone(stage, shift=stage.shifts[turn % 3])
        answer(stage, done.registration_id, CallAnswer.DOES_NOT_COME)
    with pytest.raises(errors.TooManyCalls):
        by_phone(stage)


def test_an_email_address_comes_first_and_the_number_is_passed_on(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.guest(email="hanna@leute.example", phone=PHONE)
    row = registration(done.registration_id)
    assert (row.is_by_phone, row.phone) == (False, PHONE)
    assert kinds() == ["registration_hold", "registration_confirmed", "registration_new"]
    assert PHONE in mails("registration_new")[0].body_text


def test_reached_and_comes(db_app: Flask) -> None:
    stage = make_stage()
    done = by_phone(stage)
    assert answer(stage, done.registration_id, CallAnswer.COMES).state is RegistrationState.CONFIRMED
    row = registration(done.registration_id)
    assert (row.hold_until, row.decided_by_id, row.call_tries) == (None, stage.owner.id, 1)
    assert (taken(stage.shift), kinds(), tasks()) == (1, ["registration_call"], [])
    with pytest.raises(errors.NotByPhone):
        answer(stage, done.registration_id, CallAnswer.COMES)


def test_reached_and_does_not_come(db_app: Flask) -> None:
    stage = make_stage()
    done = by_phone(stage)
    assert answer(stage, done.registration_id, CallAnswer.DOES_NOT_COME).state is RegistrationState.WITHDRAWN
    assert taken(stage.shift) == 0


def test_tries_in_vain_are_counted_with_their_time(db_app: Flask, clock) -> None:
    stage = make_stage()
    done = by_phone(stage)
    answer(stage, done.registration_id, CallAnswer.NOT_REACHED)
    clock.shift(timedelta(hours=2))
    answer(stage, done.registration_id, CallAnswer.NOT_REACHED)
    row = registration(done.registration_id)
    assert (row.state, row.call_tries, row.last_call_at) == (RegistrationState.PENDING, 2, utcnow())


def test_strangers_note_nothing(db_app: Flask) -> None:
    stage, other = make_stage(), make_stage("anderstadt")
    done = by_phone(stage)
    with pytest.raises(Forbidden), entered(SYSTEM):
        operations.answer_call(done.registration_id, CallAnswer.COMES, actor=other.owner_actor)


def test_nobody_called_in_time_and_the_place_goes_back_with_a_note(db_app: Flask, clock) -> None:
    stage = make_stage(capacity=1, starts_in=timedelta(days=10))
    done = by_phone(stage)
    clock.shift(timedelta(days=3, minutes=1))
    with entered(Scope.city(stage.city.id)):
        assert offer_to_join(stage.opportunity.public_id, stage.city.id).offer.shifts[0].free == 1
    assert operations.expire_holds() == 1
    assert (registration(done.registration_id).state, taken(stage.shift)) == (RegistrationState.EXPIRED, 0)
    with entered(Scope.association(stage.association.id)):
        person = people_of(stage.opportunity.public_id).shifts.items[0].people[0]
    assert (person.is_expired, person.wants_call) == (True, True)


def test_a_late_call_takes_the_place_again_when_there_is_one(db_app: Flask, clock) -> None:
    stage = make_stage(capacity=1, starts_in=timedelta(days=10))
    first = by_phone(stage)
    clock.shift(timedelta(days=3, minutes=1))
    operations.expire_holds()
    assert answer(stage, first.registration_id, CallAnswer.COMES).state is RegistrationState.CONFIRMED
    assert taken(stage.shift) == 1


def test_a_late_call_finds_the_place_gone(db_app: Flask, clock) -> None:
    stage = make_stage(capacity=1, starts_in=timedelta(days=10))
    first = by_phone(stage)
    clock.shift(timedelta(days=3, minutes=1))
    stage.guest()  # takes the lapsed place without the job
    with pytest.raises(errors.ShiftFull):
        answer(stage, first.registration_id, CallAnswer.COMES)
    assert registration(first.registration_id).state is RegistrationState.EXPIRED


def test_who_registered_again_is_not_taken_twice(db_app: Flask, clock) -> None:
    stage = make_stage(starts_in=timedelta(days=10))
    first = by_phone(stage)
    clock.shift(timedelta(days=3, minutes=1))
    second = by_phone(stage)
    assert not second.is_repeated
    with pytest.raises(errors.AlreadyEntered):
        answer(stage, first.registration_id, CallAnswer.COMES)


def test_a_cancelled_date_asks_the_association_to_call(db_app: Flask) -> None:
    stage = make_stage()
    done = by_phone(stage)
    answer(stage, done.registration_id, CallAnswer.COMES)
    stage.guest(email="hanna@leute.example")
    with entered(Scope.association(stage.association.id)):
        cancel_shift(stage.opportunity.public_id, stage.shift.public_id, reason="Unwetter", actor=stage.owner_actor)
    assert [mail.to_email for mail in mails("registration_cancelled")] == ["hanna@leute.example"]
    [task] = tasks()
    assert (task.topic, task.reason, task.registration_id) == (
        CallTopic.CANCELLED, "Unwetter", registration(done.registration_id).id,
    )  # fmt: skip


@pytest.mark.parametrize(("how", "topic"), [("accept", CallTopic.ACCEPTED), ("decline", CallTopic.DECLINED)])
def test_an_answer_without_a_call_asks_for_one(db_app: Flask, engine_kind: str, how: str, topic: CallTopic) -> None:
    stage = make_stage(approval_required=True)
    done = by_phone(stage)
    with entered(Scope.association(stage.association.id)):
        getattr(operations, how)(done.registration_id, actor=stage.owner_actor)
    assert [task.topic for task in tasks()] == [topic]
    assert kinds() == ["registration_call"]


def test_calls_are_ticked_off_once(db_app: Flask) -> None:
    stage, stranger = make_stage(approval_required=True), make_stage("anderstadt")
    done = by_phone(stage)
    with entered(Scope.association(stage.association.id)):
        operations.accept(done.registration_id, actor=stage.owner_actor)
    task_id = tasks()[0].public_id
    here = stage.association.id
    with entered(SYSTEM):
        with pytest.raises(Forbidden):
            operations.finish_call_task(task_id, association_id=here, was_reached=True, actor=stranger.owner_actor)
        operations.finish_call_task(task_id, association_id=here, was_reached=False, actor=stage.owner_actor)
        assert (tasks()[0].tries, tasks()[0].done_at) == (1, None)
        operations.finish_call_task(task_id, association_id=here, was_reached=True, actor=stage.owner_actor)
        assert (tasks()[0].tries, tasks()[0].done_at) == (2, utcnow())
        with pytest.raises(errors.CallAnsweredBefore):
            operations.finish_call_task(task_id, association_id=here, was_reached=True, actor=stage.owner_actor)


def test_interest_by_phone_waits_for_a_call_too(db_app: Flask) -> None:
    stage = make_stage(is_ongoing=True)
    row = registration(by_phone(stage).registration_id)
    assert (row.state, row.hold_until) == (RegistrationState.PENDING, utcnow() + timedelta(days=14))


def test_full_dates_answer_everybody_alike(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    by_phone(stage)
    for phone in (PHONE, "030 23125 100"):
        with pytest.raises(errors.ShiftFull):
            by_phone(stage, phone)


def test_the_number_goes_with_the_last_registration(db_app: Flask) -> None:
    stage = make_stage()
    done = by_phone(stage)
    with entered(SYSTEM):
        assert delete_due([BY_KEY["participant"]]) == 0
    change(Shift, stage.shift.id, taken=0)
    with entered(SYSTEM):
        db.session.rollback()
        with writing():
            db.session.execute(sa.delete(Registration).where(Registration.public_id == done.registration_id))
        assert delete_due([BY_KEY["participant"]]) == 1
        assert db.session.scalar(sa.select(sa.func.count(Participant.id))) == 0


def test_an_account_needs_no_number(db_app: Flask) -> None:
    stage, person = make_stage(), make_user()
    assert stage.register(actor=actor_of(person.id), email="").state is RegistrationState.CONFIRMED


def test_one_number_eight_times_at_once_and_many_numbers_for_few_places(db_app: Flask) -> None:
    stage = make_stage(capacity=3)
    public_id, city_id, shift_id = stage.opportunity.public_id, stage.city.id, stage.shift.public_id

    def call(phone: str) -> Callable[[], object]:
        return lambda: operations.register(
            public_id, city_id=city_id, actor=ANONYMOUS, shift_id=shift_id, name="Erna", phone=phone, is_adult=True
        )

    same = at_once(db_app, Scope.city(city_id), [call(PHONE)] * 8)
    assert {type(each).__name__ for each in same} == {"Outcome"}
    assert (count_registrations(), taken(stage.shift)) == (1, 1)
    many = at_once(db_app, Scope.city(city_id), [call(f"030 23125 {100 + turn}") for turn in range(8)])
    assert sorted(type(each).__name__ for each in many) == ["Outcome"] * 2 + ["ShiftFull"] * 6
    assert (count_registrations(), taken(stage.shift)) == (3, 3)
