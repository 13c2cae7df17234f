"""By which number a parent is reached on the day: optional, for the association alone, and not for long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.registrations import operations
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.errors import GuardianTooLate
from engagement.registrations.minors import GuardianPhoneUnusable
from engagement.registrations.queries import people_of
from tests.registrations.support import Stagecraft, mails, registration
from tests.registrations.test_minors import PARENT, YOUNG, agree, found, open_stage, refuse
from tests.registrations.test_minors_hand_over import hand_over
from tests.registrations.test_several_dates import confirm, several
from tests.support.actors import sign_in

pytestmark = pytest.mark.usefixtures("clock")
NUMBER = "07221 555021"
REACHED = replace(YOUNG, guardian_phone=NUMBER)
Clock = time_machine.Traveller


def note(stage: Stagecraft, done: operations.Outcome, phone: str, email: str = PARENT) -> None:
    with entered(Scope.city(stage.city.id)):
        operations.note_guardian_phone(done.registration_id, email=email, phone=phone, actor=ANONYMOUS)


def test_the_form_takes_a_number_of_the_parent(db_app: Flask, client: Any) -> None:
    stage = open_stage()
    page = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    filled = {"name": "Ida", "email": "ida@leute.example", "is_adult": "14-15", "guardian_email": PARENT}
    refused = client.submit(page, filled | {"guardian_phone": "123"})
    assert refused.status_code == 422 and refused.document.one("#guardian_phone")["aria-invalid"] == "true"
    assert refused.document.one("#guardian_phone")["value"] == "123"
    assert client.submit(refused, filled | {"guardian_phone": f"  {NUMBER} "}).status_code == 303
    assert client.submit(page, filled | {"email": "otto@leute.example", "is_adult": "ja"}).status_code == 303


@pytest.mark.both_engines
def test_the_association_sees_it_once_the_parent_agrees(db_app: Flask, client: Any) -> None:
    stage = open_stage()
    done = stage.guest(minor=REACHED)

    def shown() -> str:
        with entered(Scope.association(stage.association.id)):
            people = people_of(stage.opportunity.public_id).shifts.items[0].people
        return people[0].guardian_phone if people else ""

    assert shown() == ""
    agree(stage, done)
    assert shown() == NUMBER
    sign_in(db_app, client, stage.owner)
    here = f"/{stage.city.slug}/verein/{stage.association.public_id}"
    people = f"{here}/angebote/{stage.opportunity.public_id}/zusagen"
    for path in (people, f"{people}/zettel", f"{people}.csv"):
        assert "555021" in client.get(path).get_data(as_text=True), path


@pytest.mark.both_engines
def test_a_parent_says_it_by_her_own_link(db_app: Flask, client: Any) -> None:
    stage = open_stage()
    done = stage.guest(minor=REACHED)
    asked = client.get(found(mails("registration_guardian")[0].body_text, "/zusage/eltern/"))
    assert asked.document.one("#guardian_phone")["value"] == NUMBER
    wrong = client.submit(asked, {"guardian_phone": "987"}, button="Ja, ich stimme zu")
    assert wrong.status_code == 422 and registration(done.registration_id).state is State.AWAITING_GUARDIAN
    assert wrong.document.one("#guardian_phone")["value"] == "987"
    thanks = client.submit(wrong, {"guardian_phone": "0171 3920044"}, button="Ja, ich stimme zu", follow_redirects=True)
    row = registration(done.registration_id)
    assert (row.state, row.guardian_phone) == (State.CONFIRMED, "0171 3920044")
    said = client.submit(thanks, {"guardian_phone": ""}, button="Nummer speichern", follow_redirects=True)
    assert "Die Nummer ist notiert." in said.visible_text
    assert registration(done.registration_id).guardian_phone is None
    gone = client.submit(said, button="Ja, zurücknehmen", follow_redirects=True)
    assert not gone.document.all("#guardian_phone")
    with pytest.raises(GuardianTooLate):
        note(stage, done, NUMBER)


@pytest.mark.both_engines
def test_it_holds_for_all_dates_of_the_form(db_app: Flask) -> None:
    stage = open_stage(shifts=2)
    done = several(stage, minor=YOUNG)
    confirm(stage, done)
    first, second = done.values()
    note(stage, second, NUMBER)
    assert {registration(each.registration_id).guardian_phone for each in (first, second)} == {NUMBER}
    with pytest.raises(GuardianPhoneUnusable):
        note(stage, first, "12")
    with pytest.raises(GuardianTooLate):
        note(stage, first, NUMBER, email="fremd@leute.example")


@pytest.mark.both_engines
def test_it_is_forgotten(db_app: Flask, clock: Clock) -> None:
    stage = open_stage(shifts=2)
    kept, ended = stage.guest(minor=REACHED), stage.guest(minor=REACHED, shift=stage.shifts[1])
    agree(stage, kept)
    refuse(stage, ended)
    changed = registration(kept.registration_id).updated_at
    with entered(SYSTEM):
        assert operations.forget_guardian_phones() == 1
        clock.move_to(stage.shift.ends_at + timedelta(days=7) - timedelta(minutes=1))
        assert operations.forget_guardian_phones() == 0
        clock.shift(timedelta(minutes=1))
        assert (operations.forget_guardian_phones(), operations.forget_guardian_phones()) == (1, 0)
    row = registration(kept.registration_id)
    assert (row.guardian_phone, row.guardian_email, row.updated_at) == (None, PARENT, changed), "only the number goes"


@pytest.mark.both_engines
def test_it_goes_with_the_parents_say(db_app: Flask) -> None:
    stage = open_stage(shifts=2)
    handed, erased = stage.guest(minor=REACHED), stage.guest(minor=REACHED, shift=stage.shifts[1])
    agree(stage, handed)
    hand_over(stage, handed)
    with entered(Scope.city(stage.city.id)):
        operations.erase(erased.registration_id, actor=ANONYMOUS)
    assert {registration(each.registration_id).guardian_phone for each in (handed, erased)} == {None}
