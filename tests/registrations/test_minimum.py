"""A date takes place only with enough people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden
from engagement.opportunities.models import Shift
from engagement.opportunities.rules import minimum as quorum
from engagement.registrations import operations
from engagement.registrations.enums import CallAnswer, CallTopic
from engagement.registrations.models import CallTask
from engagement.workflows.minimum import hold_anyway, set_minimum
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage
from tests.support.actors import sign_in

pytestmark = pytest.mark.usefixtures("clock")
DECISION = "registration_decision"
YES, OPEN = "registration_takes_place", "registration_still_open"


def ask(stage: Stagecraft, minimum: int | None = 2, **values: Any) -> None:
    with entered(Scope.association(stage.association.id)):
        set_minimum(
            stage.opportunity.public_id, stage.shift.public_id, minimum=minimum,
            actor=values.pop("actor", stage.owner_actor), **values,
        )  # fmt: skip


def anyway(stage: Stagecraft) -> None:
    with entered(Scope.association(stage.association.id)):
        hold_anyway(stage.opportunity.public_id, stage.shift.public_id, actor=stage.owner_actor)


def count(*names: str) -> list[int]:
    return [kinds().count(name) for name in names]


def go_to(clock: Any, stage: Stagecraft, before: timedelta) -> None:
    clock.move_to(stage.shift.starts_at - before)


@pytest.mark.both_engines
def test_enough_people_are_told_once(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    ask(stage)
    stage.guest()
    stage.guest()
    go_to(clock, stage, timedelta(days=2, minutes=1))
    assert operations.decide_dates() == 0
    go_to(clock, stage, timedelta(days=2))
    assert (operations.decide_dates(), operations.decide_dates()) == (1, 0)
    assert count(YES, OPEN, DECISION) == [2, 0, 0]
    assert "Es findet statt" in mails(YES)[0].body_text


@pytest.mark.both_engines
def test_too_few_ask_the_association_and_then_it_is_open(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    ask(stage)
    stage.guest()
    go_to(clock, stage, timedelta(days=2))
    assert (operations.decide_dates(), operations.decide_dates()) == (1, 0)
    assert count(YES, OPEN, DECISION) == [0, 0, 1]
    go_to(clock, stage, timedelta(hours=12))
    assert (operations.decide_dates(), operations.decide_dates()) == (1, 0)
    assert count(YES, OPEN, DECISION) == [0, 1, 1]
    anyway(stage)
    with pytest.raises(quorum.NoQuestionOpen):
        anyway(stage)
    assert (operations.decide_dates(), count(YES, OPEN, DECISION)) == (0, [1, 1, 1])


def test_who_comes_late_makes_it_take_place(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    ask(stage)
    stage.guest()
    go_to(clock, stage, timedelta(days=2))
    operations.decide_dates()
    stage.guest()
    assert (operations.decide_dates(), count(YES)) == (1, [2])


def test_cancelled_or_begun_is_nobodys_question(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    ask(stage)
    change(Shift, stage.shift.id, cancelled_at=utcnow())
    go_to(clock, stage, timedelta(hours=1))
    assert operations.decide_dates() == 0
    change(Shift, stage.shift.id, cancelled_at=None)
    go_to(clock, stage, timedelta(0))
    assert operations.decide_dates() == 0


def test_whom_no_mail_reaches_is_called(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    ask(stage)
    stage.guest(party_size=2)
    call = stage.register(email="", phone="07221 123456")
    with entered(Scope.association(stage.association.id)):
        operations.answer_call(call.registration_id, CallAnswer.COMES, actor=stage.owner_actor)
    go_to(clock, stage, timedelta(days=2))
    operations.decide_dates()
    with entered(SYSTEM):
        topics = [each.topic for each in db.session.scalars(sa.select(CallTask))]
    assert (count(YES), topics) == ([1], [CallTopic.HAPPENS])


def test_what_makes_no_sense_is_refused(db_app: Flask, clock: Any) -> None:
    stage = make_stage(capacity=3)
    with pytest.raises(quorum.MinimumTooHigh):
        ask(stage, 4)
    for moment in (utcnow(), stage.shift.starts_at):
        with pytest.raises(quorum.DecisionNotAhead):
            ask(stage, decide_by=moment)
    with pytest.raises(Forbidden):
        ask(stage, actor=ANONYMOUS)
    ask(stage)
    ask(stage, None)
    with pytest.raises(quorum.NoQuestionOpen):
        anyway(stage)
    ask(stage)
    anyway(stage)
    with pytest.raises(quorum.DecidedBefore):
        ask(stage, 3)


def test_pages_say_it_and_the_first_page_asks(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(shifts=2)
    sign_in(db_app, client, stage.owner)
    root = f"/{stage.city.slug}/verein/{stage.association.public_id}"
    people = f"{root}/angebote/{stage.opportunity.public_id}/zusagen"
    page = client.get(f"{people}/termin/{stage.shift.public_id}/mindestzahl")
    answer = client.submit(page, {"minimum": "3"}, follow_redirects=True)
    said = "Findet statt, wenn bis"
    assert said in answer.visible_text
    offer = f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}"
    assert said in client.get(offer).visible_text
    assert said in client.get(f"{offer}/zusagen").visible_text
    stage.guest()
    go_to(clock, stage, timedelta(days=1))
    with entered(SYSTEM):
        operations.decide_dates()
    sign_in(db_app, client, stage.owner)
    today = client.get(f"{root}/")
    assert "1 von mindestens 3 Menschen kommen." in today.visible_text
    done = client.submit(today, button="Findet trotzdem statt", follow_redirects=True)
    assert "Der Termin findet statt. Alle wissen Bescheid." in done.visible_text
    assert count(YES) == [1]
    assert "Findet es statt?" not in done.visible_text
