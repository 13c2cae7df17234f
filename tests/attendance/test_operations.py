"""Ticking off and noting hours, on a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.attendance import operations
from engagement.attendance.errors import DayAlreadyNoted, HasADate, NoConfirmedHours, NoHoursYet, NotComing
from engagement.attendance.models import Attendance
from engagement.attendance.operations import Tick
from engagement.attendance.queries import certified, certified_guest, door_list, my_hours, open_dates
from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.models import Shift
from engagement.registrations.models import Registration
from engagement.registrations.operations import accept, adopt_guest_registrations, withdraw
from tests.registrations.support import Stagecraft, change, make_stage
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


def rows() -> list[Attendance]:
    with entered(SYSTEM):
        statement = sa.select(Attendance).order_by(Attendance.id).execution_options(populate_existing=True)
        return list(db.session.scalars(statement))


def actions() -> list[str]:
    with entered(SYSTEM):
        statement = sa.select(AuditEntry.action).where(AuditEntry.action.startswith("attendance."))
        return list(db.session.scalars(statement.order_by(AuditEntry.id)))


def over(stage: Stagecraft, hours: int = 2) -> None:
    """The date ended an hour ago."""
    end = utcnow() - timedelta(hours=1)
    change(Shift, stage.shift.id, starts_at=end - timedelta(hours=hours), ends_at=end)


def tick_of(registration_id: str, *, minutes: int | None = None) -> Tick:
    return Tick(registration_id, True, minutes=minutes)


def tick(stage: Stagecraft, *ticks: Tick, actor: Actor | None = None) -> int:
    with entered(Scope.association(stage.association.id)):
        return operations.tick(stage.shift.public_id, ticks, actor=actor or stage.owner_actor)


@pytest.mark.both_engines
def test_hours_are_confirmed_once_and_for_the_person(db_app: Flask) -> None:
    stage, user = make_stage(), make_user(name="Hanna Keller")
    done = stage.register(actor=actor_of_user(user.id))
    over(stage)
    said = Tick(done.registration_id, True, minutes=120)
    assert tick(stage, said) == 1
    assert tick(stage, said) == 0, "saying it again changes nothing"
    [row] = rows()
    assert (row.user_id, row.minutes, row.was_there, row.title) == (user.id, 120, True, stage.opportunity.title)
    assert actions() == ["attendance.hours_confirmed"]
    with entered(Scope.person(user.id)):
        found = my_hours(user.id, today())
    assert (found.total, found.last_year) == (120, 120)


def actor_of_user(user_id: int) -> Actor:
    with entered(SYSTEM):
        return actor_of(user_id)


def test_ticking_off_before_the_end_brings_no_hours(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.guest()
    change(Shift, stage.shift.id, starts_at=utcnow(), ends_at=utcnow() + timedelta(hours=1))
    tick(stage, Tick(done.registration_id, True))
    assert rows()[0].minutes is None
    with pytest.raises(NoHoursYet):
        tick(stage, Tick(done.registration_id, True, minutes=60))
    assert rows()[0].minutes is None


def test_a_word_can_be_taken_back(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.guest()
    over(stage)
    tick(stage, Tick(done.registration_id, True, minutes=60))
    tick(stage, Tick(done.registration_id, False))
    assert [(row.was_there, row.minutes, row.confirmed_at) for row in rows()] == [(False, None, None)]
    tick(stage, Tick(done.registration_id, None))
    assert rows() == []
    assert actions() == ["attendance.hours_confirmed", "attendance.marked", "attendance.unmarked"]


def test_one_refusal_keeps_everything_as_it_was(db_app: Flask) -> None:
    stage = make_stage()
    comes, gone = stage.guest(), stage.guest()
    with entered(Scope.city(stage.city.id)):
        withdraw(gone.registration_id, actor=ANONYMOUS)
    over(stage)
    with pytest.raises(NotComing):
        tick(stage, Tick(comes.registration_id, True), Tick(gone.registration_id, True))
    assert rows() == []


def test_a_stranger_may_not(db_app: Flask) -> None:
    stage, other = make_stage(), make_stage("nebenan")
    done = stage.guest()
    over(stage)
    with pytest.raises(Forbidden):
        tick(stage, Tick(done.registration_id, True), actor=other.owner_actor)
    with pytest.raises(NotFound), entered(Scope.association(other.association.id)):
        operations.tick(stage.shift.public_id, [Tick(done.registration_id, True)], actor=other.owner_actor)


def test_somebody_of_another_date_is_not_found(db_app: Flask) -> None:
    stage = make_stage(shifts=2)
    done = stage.guest(shift=stage.shifts[1])
    over(stage)
    with pytest.raises(NotFound):
        tick(stage, Tick(done.registration_id, True))


@pytest.mark.both_engines
def test_two_phones_at_one_door(db_app: Flask) -> None:
    stage = make_stage(shifts=1)
    people = [stage.guest() for _ in range(4)]
    over(stage)
    actor = stage.owner_actor

    def one_phone(number: int) -> None:
        with db_app.app_context(), entered(Scope.association(stage.association.id)):
            order = people if number % 2 else people[::-1]
            operations.tick(
                stage.shift.public_id, [Tick(each.registration_id, True, minutes=60) for each in order], actor=actor
            )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one_phone, range(4)))
    db.session.rollback()  # what the threads have written, not what this one saw before
    assert [row.minutes for row in rows()] == [60] * 4
    assert actions() == ["attendance.hours_confirmed"] * 4


def ongoing() -> tuple[Stagecraft, str]:
    stage = make_stage(is_ongoing=True, shifts=0)
    done = stage.guest(shift=None)
    with entered(SYSTEM):
        accept(done.registration_id, actor=stage.owner_actor)
    return stage, done.registration_id


def test_hours_without_a_date_once_a_day(db_app: Flask) -> None:
    stage, registration_id = ongoing()

    def note(**values: Any) -> None:
        with entered(Scope.association(stage.association.id)):
            operations.note_hours(
                registration_id, **{"day": today(), "minutes": 90, "actor": stage.owner_actor} | values
            )

    note()
    with pytest.raises(DayAlreadyNoted):
        note(minutes=30)
    note(day=today() - timedelta(days=1))
    assert sorted(row.minutes or 0 for row in rows()) == [90, 90]
    with entered(Scope.association(stage.association.id)):
        operations.remove_hours(rows()[0].public_id, actor=stage.owner_actor)
    assert len(rows()) == 1


def test_an_offer_with_dates_has_its_hours_there(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.guest()
    with pytest.raises(HasADate), entered(Scope.association(stage.association.id)):
        operations.note_hours(done.registration_id, day=today(), minutes=60, actor=stage.owner_actor)


def test_the_first_page_asks_until_all_is_said(db_app: Flask) -> None:
    stage = make_stage()
    people = [stage.guest(), stage.guest()]
    over(stage)

    def asked() -> list[int]:
        with entered(Scope.association(stage.association.id)):
            return [each.open for each in open_dates(stage.association.id, utcnow())]

    assert asked() == [2]
    tick(stage, Tick(people[0].registration_id, True))
    assert asked() == [2], "there, but without hours"
    tick(stage, Tick(people[0].registration_id, True, minutes=60), Tick(people[1].registration_id, False))
    assert asked() == []


@pytest.mark.both_engines
def test_hours_outlive_the_registration_and_follow_the_person(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.guest(email="hanna@leute.example")
    over(stage)
    tick(stage, Tick(done.registration_id, True, minutes=75))
    assert rows()[0].user_id is None
    user = make_user(email="hanna@leute.example", name="Hanna Keller")
    with entered(SYSTEM):
        adopt_guest_registrations(user.id)
    assert rows()[0].user_id == user.id
    with entered(SYSTEM), writing():
        db.session.execute(sa.delete(Registration))
    [row] = rows()
    assert (row.registration_id, row.minutes) == (None, 75)


def test_nobody_deletes_the_hours_of_somebody_else(db_app: Flask) -> None:
    stage, mine, other = make_stage(), make_user(), make_user()
    done = stage.register(actor=actor_of_user(mine.id))
    over(stage)
    tick(stage, Tick(done.registration_id, True, minutes=60))
    entry = rows()[0].public_id
    with pytest.raises(NotFound), entered(Scope.person(other.id)):
        operations.remove_own(entry, actor=actor_of_user(other.id))
    with entered(Scope.person(mine.id)):
        operations.remove_own(entry, actor=actor_of_user(mine.id))
    assert rows() == []


def test_a_certificate_holds_confirmed_hours_of_its_period(db_app: Flask) -> None:
    stage, user = make_stage(shifts=2), make_user(name="Hanna Keller")
    actor = actor_of_user(user.id)
    done = stage.register(actor=actor)
    over(stage)
    where = (stage.association.public_id, stage.city.slug)
    with entered(Scope.person(user.id)), pytest.raises(NoConfirmedHours):
        certified(user.id, *where, None, None)
    tick(stage, Tick(done.registration_id, True, minutes=105))
    with entered(Scope.person(user.id)):
        found = certified(user.id, *where, None, None)
        assert (found.name, found.minutes, len(found.lines)) == ("Hanna Keller", 105, 1)
        with pytest.raises(NoConfirmedHours):
            certified(user.id, *where, today() + timedelta(days=1), None)
        with pytest.raises(NotFound):
            certified(user.id, "unbekannt", stage.city.slug, None, None)


def test_a_guest_gets_one_by_the_link(db_app: Flask) -> None:
    stage = make_stage()
    done, other = stage.guest(name="Hanna Keller"), stage.guest()
    over(stage)
    tick(stage, Tick(done.registration_id, True, minutes=60), Tick(other.registration_id, True, minutes=90))
    with entered(Scope.city(stage.city.id)):
        assert certified_guest(done.registration_id).minutes == 60


def test_the_list_counts_people_not_registrations(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.guest()
    change(Registration, registration_row(done.registration_id), party_size=3)
    over(stage)
    tick(stage, Tick(done.registration_id, True, people=2, minutes=60))
    with entered(Scope.association(stage.association.id)):
        found = door_list(stage.opportunity.public_id, stage.shift.public_id, utcnow())
    assert (found.expected, found.there, found.proposed) == (3, 2, 120)


def registration_row(public_id: str) -> int:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(Registration.id).where(Registration.public_id == public_id)).one()
