"""What a young person hands over, and what becomes of the parent's say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import Scope, entered
from engagement.kernel.clock import utcnow
from engagement.registrations import errors, minors, operations
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.links import registration_token
from engagement.registrations.models import Registration
from engagement.registrations.operations import Outcome
from engagement.registrations.queries import people_of
from tests.registrations.support import Stagecraft, change, mails, registration
from tests.registrations.test_minors import YOUNG, agree, found, open_stage, refuse

pytestmark = pytest.mark.usefixtures("clock")


def ask_successor(stage: Stagecraft, done: Outcome) -> None:
    with entered(Scope.city(stage.city.id)):
        operations.ask_successor(
            done.registration_id, name="Nora Neu", email="nora@leute.example", actor=ANONYMOUS
        )  # fmt: skip


def take_over(stage: Stagecraft, done: Outcome) -> None:
    with entered(Scope.city(stage.city.id)):
        operations.take_over(
            done.registration_id, email="nora@leute.example", is_old_enough=True, actor=ANONYMOUS
        )  # fmt: skip


def hand_over(stage: Stagecraft, done: Outcome) -> None:
    ask_successor(stage, done)
    take_over(stage, done)


@pytest.mark.both_engines
def test_a_parent_has_no_say_over_who_takes_over(db_app: Flask, client: Any) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG)
    agree(stage, done)
    theirs = found(mails("registration_guardian")[0].body_text, "/zusage/eltern/")
    registration_name = registration(done.registration_id).name
    hand_over(stage, done)
    row = registration(done.registration_id)
    assert (row.name, row.is_minor, row.age_band, row.guardian_name) == ("Nora Neu", False, "", "")
    assert (row.guardian_email, row.guardian_agreed_at) == (None, None)
    void = client.get(theirs)
    assert void.status_code == 410 and void.document.one("h1").text == "Dieser Link gilt nicht mehr"
    assert "Diese Zusage hat jetzt jemand anderes." in void.visible_text
    assert not any(name in void.text for name in ("Nora", "nora@", registration_name)), "it says nobody's name"
    assert client.post(theirs, data={"antwort": "nein"}).status_code == 410, "nor does it act"
    with pytest.raises(errors.GuardianTooLate):
        refuse(stage, done)
    assert registration(done.registration_id).state is State.CONFIRMED
    with entered(Scope.association(stage.association.id)):
        (person,) = people_of(stage.opportunity.public_id).shifts.items[0].people
    assert (person.age_band, person.guardian) == ("", "")


def test_a_parent_reads_that_her_child_does_not_come_any_more(db_app: Flask) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG)
    agree(stage, done)
    row = registration(done.registration_id)
    parent, child = row.guardian_email, row.name
    ask_successor(stage, done)
    assert mails("registration_guardian_released") == [], "until somebody takes over nothing changes"
    take_over(stage, done)
    (told,) = mails("registration_guardian_released")
    assert told.to_email == parent and told.subject.startswith(f"{child} kommt nicht mehr: ")
    for text in (told.body_text, told.body_html):
        assert "an jemand anderes weitergegeben" in text and "Ihre Zustimmung ist damit beendet." in text
        assert "Nora" not in text and "nora@" not in text and "/zusage/" not in text, "nor a link that opens nothing"


def test_no_parent_hears_of_what_she_was_never_asked_about(db_app: Flask) -> None:
    stage = open_stage(capacity=1)
    stage.guest(email="erste@leute.example")
    done = stage.guest(minor=YOUNG, may_wait=True)
    assert registration(done.registration_id).state is State.WAITLISTED
    hand_over(stage, done)
    assert registration(done.registration_id).name == "Nora Neu"
    assert mails("registration_guardian_released") == []


@pytest.mark.both_engines
def test_nobody_takes_over_what_a_parent_is_asked_about(db_app: Flask, client: Any) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG)
    with pytest.raises(minors.ParentsAsked):
        ask_successor(stage, done)
    page = client.get(f"/{stage.city.slug}/zusage/{registration_token(done.registration_id)}")
    assert not any(a["href"].endswith("/weitergeben") for a in page.document.all("main a"))
    form = client.get(f"/{stage.city.slug}/zusage/{registration_token(done.registration_id)}/weitergeben")
    refused = client.submit(form, {"name": "Nora Neu", "email": "nora@leute.example"})
    assert refused.status_code == 422 and "Ihre Eltern haben noch nicht geantwortet." in refused.visible_text
    agree(stage, done)
    ask_successor(stage, done)
    change(Registration, registration(done.registration_id).id, state=State.AWAITING_GUARDIAN, hold_until=utcnow())
    with pytest.raises(errors.AlreadyEnded):
        take_over(stage, done)
    change(Registration, registration(done.registration_id).id, hold_until=utcnow() + timedelta(hours=1))
    with pytest.raises(minors.ParentsAsked):
        take_over(stage, done)


def test_a_parents_link_says_that_the_details_are_deleted(db_app: Flask, client: Any) -> None:
    stage = open_stage()
    done = stage.guest(minor=YOUNG)
    theirs = found(mails("registration_guardian")[0].body_text, "/zusage/eltern/")
    with entered(Scope.city(stage.city.id)):
        operations.erase(done.registration_id, actor=ANONYMOUS)
    void = client.get(theirs)
    assert void.status_code == 410 and "Die Angaben zu dieser Zusage sind gelöscht." in void.visible_text
