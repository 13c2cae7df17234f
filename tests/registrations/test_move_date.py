"""A date gets another time: people are told, asked, and the association sees who has not answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden
from engagement.opportunities.models import Shift
from engagement.opportunities.operations.places import ShiftClosed
from engagement.registrations import operations
from engagement.registrations.enums import CallTopic
from engagement.registrations.links import registration_token
from engagement.registrations.models import CallTask
from engagement.registrations.operations import Outcome
from engagement.workflows.move_shift import NewTimePast, SameTimeAsBefore, move_shift
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage, registration, taken
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


def move(stage: Stagecraft, by: timedelta = timedelta(days=1), actor: Actor | None = None) -> int:
    shift = stage.shift
    with entered(Scope.association(stage.association.id)):
        return move_shift(
            stage.opportunity.public_id, shift.public_id, starts_at=shift.starts_at + by, ends_at=shift.ends_at + by,
            reason="Der Saal ist belegt.", actor=actor or stage.owner_actor,
        )  # fmt: skip


def come(stage: Stagecraft, done: Outcome) -> Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.agree_to_time(done.registration_id, actor=ANONYMOUS)


@pytest.mark.both_engines
def test_everybody_is_told_and_asked(db_app: Flask) -> None:
    stage = make_stage()
    done, held = stage.guest(email="hanna@leute.example"), stage.register()
    before = len(kinds())
    assert move(stage) == 1
    assert kinds()[before:] == ["registration_moved"], "who has not confirmed gets nothing"
    told = mails("registration_moved")[0]
    assert told.to_email == "hanna@leute.example"
    assert "Der Saal ist belegt." in told.body_text
    assert "Vorher: Do., 7. Mai 2026" in told.body_text.replace("\xa0", " ")
    assert registration(done.registration_id).moved_from == stage.shift.starts_at
    assert registration(held.registration_id).moved_from is None
    assert taken(stage.shift) == 2
    come(stage, done)
    assert registration(done.registration_id).moved_from is None
    assert come(stage, done).is_repeated


@pytest.mark.both_engines
def test_who_knows_the_first_time_is_asked_about_that(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.guest()
    move(stage)
    move(stage, timedelta(days=2))
    assert registration(done.registration_id).moved_from == stage.shift.starts_at
    move(stage, timedelta(0))
    assert registration(done.registration_id).moved_from is None, "it is the time that she agreed to"


@pytest.mark.both_engines
def test_whom_no_mail_reaches_is_called(db_app: Flask) -> None:
    stage = make_stage()
    stage.register(email="", phone="07221 12345")
    move(stage)
    with entered(SYSTEM):
        assert db.session.scalars(sa.select(CallTask.topic)).all() == [CallTopic.MOVED]


@pytest.mark.both_engines
def test_what_cannot_be_moved(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(SameTimeAsBefore):
        move(stage, timedelta(0))
    with pytest.raises(NewTimePast):
        move(stage, timedelta(days=-4))
    stranger = make_user()
    with entered(SYSTEM):
        actor = actor_of(stranger.id)
    with pytest.raises(Forbidden):
        move(stage, actor=actor)
    change(Shift, stage.shift.id, starts_at=utcnow() - timedelta(minutes=1))
    with pytest.raises(ShiftClosed):
        move(stage)


@pytest.mark.both_engines
def test_from_the_teams_page_to_the_answer(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    sign_in(db_app, client, stage.owner)
    people = f"/{stage.city.slug}/verein/{stage.association.public_id}/angebote/{stage.opportunity.public_id}/zusagen"
    form = client.get(next(a["href"] for a in client.get(people).document.all("a") if a["href"].endswith("/verlegen")))
    refused = client.submit(form, {"day": "2026-05-01"})
    assert refused.status_code == 422
    assert client.submit(form, {"day": ""}).status_code == 422
    answer = client.submit(form, {"day": "2026-05-08", "begins": "11", "ends": "13"}, follow_redirects=True)
    assert "Der Termin ist verlegt." in answer.visible_text
    assert "neue Zeit: noch keine Antwort" in answer.visible_text
    guest = new_client()
    page = guest.get(f"/{stage.city.slug}/zusage/{registration_token(done.registration_id)}")
    assert "Dieser Termin wurde verlegt." in page.visible_text
    said = guest.submit(page, button="Ich komme auch dann", follow_redirects=True)
    assert "Der Verein sieht, dass Sie auch dann kommen." in said.visible_text
    assert "noch keine Antwort" not in client.get(people).visible_text
