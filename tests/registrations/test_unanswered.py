"""A date begins, and nobody has answered who asked for a place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.core.scope import Scope, entered
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError
from engagement.registrations import operations
from engagement.registrations.enums import CallAnswer, RegistrationState
from engagement.registrations.links import registration_token
from engagement.registrations.queries.silence import silent_associations
from tests.registrations.support import Stagecraft, kinds, make_stage, registration, taken

pytestmark = pytest.mark.usefixtures("clock")


def begin(clock: Any, stage: Stagecraft) -> None:
    clock.move_to(stage.shift.starts_at)


@pytest.mark.both_engines
def test_it_ends_at_the_start_and_the_city_sees_it(db_app: Flask, clock: Any) -> None:
    stage = make_stage(approval_required=True)
    asked, answered = stage.guest().registration_id, stage.guest().registration_id
    with entered(Scope.association(stage.association.id)):
        operations.accept(answered, actor=stage.owner_actor)
    clock.move_to(stage.shift.starts_at - timedelta(minutes=1))
    assert operations.close_unanswered() == 0
    begin(clock, stage)
    before = kinds()
    assert (operations.close_unanswered(), operations.close_unanswered()) == (1, 0)
    row = registration(asked)
    assert (row.state, row.unanswered_at) == (RegistrationState.EXPIRED, utcnow())
    assert registration(answered).state is RegistrationState.CONFIRMED
    assert (taken(stage.shift), kinds()) == (1, before)
    with entered(Scope.city(stage.city.id)):
        (silent,) = silent_associations(stage.city.id, utcnow())
        assert (silent.count, silent.missed, silent.next_date) == (0, 1, None)
        assert silent_associations(stage.city.id, utcnow() + timedelta(days=31)) == []
    with entered(Scope.association(stage.association.id)), pytest.raises(DomainError):
        operations.accept(asked, actor=stage.owner_actor)


def test_interest_and_calls_are_not_closed(db_app: Flask, clock: Any) -> None:
    stage = make_stage(shifts=0, is_ongoing=True)
    stage.guest()
    clock.shift(timedelta(days=60))
    assert operations.close_unanswered() == 0
    dated = make_stage("anderswo")
    called = dated.register(email="", phone="07221 123456").registration_id
    begin(clock, dated)
    assert operations.close_unanswered() == 0
    operations.expire_holds()
    assert registration(called).unanswered_at is None
    with entered(Scope.association(dated.association.id)), pytest.raises(DomainError):
        operations.answer_call(called, CallAnswer.COMES, actor=dated.owner_actor)


def test_her_page_says_so(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(approval_required=True)
    asked = stage.guest().registration_id
    begin(clock, stage)
    operations.close_unanswered()
    page = client.get(f"/{stage.city.slug}/zusage/{registration_token(asked)}")
    assert page.document.one("h1").text == "Der Verein hat nicht geantwortet"
    assert "ohne Antwort begonnen" in page.visible_text
    assert not page.document.all("form.post-button")
