"""Several dates in one form for who has only a phone, and for who has to ask her parents."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.registrations import errors, operations
from engagement.registrations.enums import CallAnswer
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.links import guardian_url
from engagement.registrations.operations import Minor
from tests.registrations.support import Stagecraft, kinds, mails, make_stage, registration
from tests.registrations.test_several_dates import confirm, several
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")
PARENT = "vera@eltern.example"
YOUNG = Minor(14, "14–15", "Vera Keller", PARENT)
PHONE = {"email": "", "phone": "07221 123456"}


def states(done: Any) -> set[State]:
    return {registration(each.registration_id).state for each in done.values()}


def first_of(done: Any) -> str:
    return str(next(iter(done.values())).registration_id)


@pytest.mark.both_engines
def test_one_call_is_asked_for_and_answers_all(db_app: Flask) -> None:
    stage = make_stage(shifts=3)
    done = several(stage, **PHONE)
    assert (states(done), kinds()) == ({State.PENDING}, ["registration_call"])
    assert all(registration(each.registration_id).hold_until for each in done.values())
    assert mails()[0].body_text.count("\n- ") == 3
    assert {each.is_repeated for each in several(stage, **PHONE).values()} == {True}
    assert kinds() == ["registration_call"]
    with entered(Scope.association(stage.association.id)):
        operations.answer_calls(first_of(done), CallAnswer.COMES, actor=stage.owner_actor)
        with pytest.raises(errors.NotByPhone):
            operations.answer_calls(first_of(done), CallAnswer.COMES, actor=stage.owner_actor)
    assert states(done) == {State.CONFIRMED}


def test_a_form_is_one_of_the_calls_that_a_number_may_ask_for(db_app: Flask) -> None:
    for index in range(3):
        several(make_stage(f"ort-{index}", shifts=4), **PHONE)
    with pytest.raises(errors.TooManyCalls):
        several(make_stage("ort-9", shifts=2), **PHONE)


def test_the_first_page_shows_one_call(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=2)
    done = several(stage, **PHONE)
    work = team_client(stage)
    page = work.get(f"/{stage.city.slug}/verein/{stage.association.public_id}/")
    work.submit(page, button="Erreicht, kommt zu allen")
    assert states(done) == {State.CONFIRMED}


def test_the_slip_lists_each_date_with_its_number(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=2)
    page = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    chosen = [each.public_id for each in stage.shifts]
    slip = client.submit(
        page, {"name": "Erna Alt", "phone": "07221 123456", "is_adult": "ja", "shift": chosen}, follow_redirects=True
    )
    assert slip.document.one("h1").text == "Der Verein ruft Sie an"
    assert len(slip.document.all(".slip li")) == 2


def agree(stage: Stagecraft, public_id: str) -> Any:
    with entered(Scope.city(stage.city.id)):
        return operations.agree_to_all(public_id, email=PARENT, actor=ANONYMOUS)


@pytest.mark.both_engines
def test_a_parent_agrees_once_to_all_dates(db_app: Flask) -> None:
    stage = make_stage(shifts=3, admits_minors=True)
    done = several(stage, minor=YOUNG)
    confirm(stage, done)
    assert states(done) == {State.AWAITING_GUARDIAN}
    assert kinds() == ["registration_hold", "registration_guardian_wait", "registration_guardian"]
    assert agree(stage, first_of(done)).state is State.CONFIRMED
    assert states(done) == {State.CONFIRMED}
    assert kinds()[3:] == ["registration_confirmed", "registration_new", "registration_guardian_thanks"]
    assert agree(stage, first_of(done)).is_repeated


def test_an_account_asks_a_parent_once_too(db_app: Flask) -> None:
    stage, ida = make_stage(shifts=2, admits_minors=True), make_user("ida@leute.example")
    with entered(SYSTEM):
        actor = actor_of(ida.id)
    assert states(several(stage, actor=actor, minor=YOUNG)) == {State.AWAITING_GUARDIAN}
    assert kinds() == ["registration_guardian_wait", "registration_guardian"]


@pytest.mark.both_engines
def test_a_no_frees_all_places_with_one_mail(db_app: Flask) -> None:
    stage = make_stage(shifts=2, admits_minors=True)
    done = several(stage, minor=YOUNG)
    confirm(stage, done)
    with entered(Scope.city(stage.city.id)):
        operations.refuse_all(first_of(done), email=PARENT, actor=ANONYMOUS)
    assert states(done) == {State.WITHDRAWN}
    assert kinds()[3:] == ["registration_guardian_refused"]
    with pytest.raises(errors.GuardianTooLate):
        agree(stage, first_of(done))


def test_the_page_of_the_parent_lists_all_and_takes_back(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=2, admits_minors=True)
    done = several(stage, minor=YOUNG)
    confirm(stage, done)
    with db_app.test_request_context():
        address = guardian_url(stage.city.slug, first_of(done), PARENT).split("//", 1)[1].split("/", 1)[1]
    page = client.get(f"/{address}")
    assert len(page.document.all("ul.plain li b")) == 2
    page = client.submit(page, button="Ja, ich stimme allen Terminen zu", follow_redirects=True)
    assert page.document.one("h1").text == "Sie haben zugestimmt"
    page = client.submit(page, button="Ja, zurücknehmen", follow_redirects=True)
    assert states(done) == {State.WITHDRAWN}
    assert page.document.one("h1").text == "Hanna Keller nimmt nicht teil"
