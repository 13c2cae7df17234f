"""Telling of a barrier, and answering."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.barriers import operations, rules
from engagement.barriers.enums import AnswerKind, BarrierState
from engagement.barriers.errors import (
    AnswerEmpty,
    BarrierPhoneUnusable,
    DescriptionMissing,
    NobodyToMail,
    TooManyBarriers,
)
from engagement.barriers.models import BarrierReport
from engagement.barriers.queries import barrier_page, barrier_report, waiting_barriers
from engagement.core.actor import ANONYMOUS, CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from tests.registrations.support import kinds
from tests.support.factories import make_city, make_staff, number

pytestmark = pytest.mark.usefixtures("clock")


def tell(city: Any, **values: Any) -> str:
    asked = {"text": f"Zu klein, Nummer {next(number)}.", "network": f"198.51.{next(number) % 250}.1"} | values
    with entered(Scope.city(city.id)):
        return operations.tell(city.id, actor=ANONYMOUS, **asked).report_id


def read(city: Any, public_id: str) -> BarrierReport:
    with entered(Scope.city(city.id)):
        return barrier_report(city.id, public_id)


def answer(
    city: Any, public_id: str, kind: AnswerKind, text: str = "Wir ändern es.", *, by: Any, **values: Any
) -> None:
    with entered(SYSTEM):
        actor = actor_of(by.id)
    with entered(Scope.city(city.id)):
        operations.answer(city.id, public_id, kind=kind, text=text, actor=actor, **values)


@pytest.mark.both_engines
def test_a_barrier_is_told_with_a_receipt_and_a_deadline(db_app: Flask) -> None:
    city = make_city()
    make_staff(city)
    report = read(city, tell(city, email="gast@leute.example", phone="07221 123456"))
    assert report.due_at - report.created_at == timedelta(weeks=4)
    assert set(kinds()) == {"barrier_new", "barrier_received"}


def test_without_an_address_there_is_no_receipt(db_app: Flask) -> None:
    city = make_city()
    make_staff(city)
    tell(city)
    assert set(kinds()) == {"barrier_new"}


def test_the_same_twice_within_a_day_is_once(db_app: Flask, clock: Any) -> None:
    city = make_city()
    first = tell(city, text="Der  Knopf fehlt.", email="A@leute.example")
    assert tell(city, text="der knopf fehlt.", email="a@leute.example") == first
    assert tell(city, text="Der Knopf fehlt.", email="anders@leute.example") != first
    clock.shift(timedelta(days=1, minutes=1))
    assert tell(city, text="Der Knopf fehlt.", email="a@leute.example") != first


def test_refusals_of_a_report(db_app: Flask) -> None:
    city = make_city()
    with pytest.raises(DescriptionMissing):
        tell(city, text="  ")
    with pytest.raises(BarrierPhoneUnusable):
        tell(city, phone="12")
    for _ in range(rules.NETWORK_LIMIT):
        tell(city, network="203.0.113.9")
    with pytest.raises(TooManyBarriers):
        tell(city, network="203.0.113.9")
    tell(city, network="203.0.114.9")


@pytest.mark.both_engines
def test_an_answer_goes_out_and_ends_the_waiting(db_app: Flask) -> None:
    city = make_city()
    staff = make_staff(city)
    told = tell(city, email="gast@leute.example")
    answer(city, told, AnswerKind.NOTE, "Wer weiß etwas?", by=staff)
    assert (read(city, told).state, read(city, told).answered_at) == (BarrierState.OPEN, None)
    answer(city, told, AnswerKind.MAIL, by=staff)
    assert read(city, told).state is BarrierState.ANSWERED
    assert read(city, told).answered_at is not None
    assert kinds().count("barrier_answered") == 1
    answer(city, told, AnswerKind.PHONE, "Angerufen: geht wieder.", by=staff, is_done=True)
    assert read(city, told).state is BarrierState.DONE
    answer(city, told, AnswerKind.NOTE, "Doch nicht.", by=staff)
    assert read(city, told).state is BarrierState.ANSWERED
    assert [each.kind for each in read(city, told).answers] == ["note", "mail", "phone", "note"]


def test_refusals_of_an_answer(db_app: Flask) -> None:
    city, there = make_city(), make_city("anderstadt")
    staff = make_staff(city)
    told = tell(city)
    with pytest.raises(AnswerEmpty):
        answer(city, told, AnswerKind.PHONE, "  ", by=staff)
    with pytest.raises(NobodyToMail):
        answer(city, told, AnswerKind.MAIL, by=staff)
    with pytest.raises(Forbidden):
        answer(city, told, AnswerKind.PHONE, by=make_staff(city, CityRole.EDITOR))
    with pytest.raises(Forbidden):
        answer(city, told, AnswerKind.PHONE, by=make_staff(there))
    with pytest.raises(NotFound):
        answer(city, "bcdfghjk2345", AnswerKind.PHONE, by=staff)
    assert read(city, told).answers == []


@pytest.mark.both_engines
def test_what_is_overdue_stands_on_top(db_app: Flask, clock: Any) -> None:
    city = make_city()
    old = tell(city)
    clock.shift(timedelta(days=29))
    new = tell(city)
    with entered(Scope.city(city.id)):
        assert [each.public_id for each in barrier_page(city.id, 1).items] == [old, new]
        assert waiting_barriers(city.id) == 2
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(BarrierReport).values(state=BarrierState.DONE))
    with entered(Scope.city(city.id)):
        assert waiting_barriers(city.id) == 0


def test_urgency() -> None:
    now, open_ = datetime(2026, 5, 4, tzinfo=UTC), BarrierState.OPEN
    assert rules.urgency(open_, now - timedelta(seconds=1), now) == "overdue"
    assert rules.urgency(open_, now + timedelta(days=6), now) == "soon"
    assert rules.urgency(open_, now + timedelta(days=8), now) == ""
    assert rules.urgency(BarrierState.ANSWERED, now - timedelta(days=1), now) == ""
