"""A person writes first, from the page of her registration."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.messages import rules
from engagement.messages.links import thread_token
from engagement.messages.models import Message, MessageThread
from engagement.messages.operations import begin_thread
from engagement.registrations import operations as registrations
from engagement.registrations.links import registration_token
from tests.messages.test_messages import tell, write
from tests.registrations.support import Stagecraft, mails, make_stage
from tests.support.actors import sign_in

pytestmark = pytest.mark.usefixtures("clock")


def begin(stage: Stagecraft, registration_id: str, text: str = "Gibt es Parkplätze?", key: str = "b1") -> str:
    with entered(Scope.city(stage.city.id)):
        return begin_thread(
            registration_id, city_id=stage.city.id, text=text, form_key=key, network="192.0.2.1"
        )  # fmt: skip


def numbers() -> tuple[int, int]:
    with entered(SYSTEM):
        return tuple(  # type: ignore[return-value]  # two of them
            db.session.scalar(sa.select(sa.func.count()).select_from(each)) for each in (MessageThread, Message)
        )


@pytest.mark.both_engines
def test_a_message_reaches_the_team_by_one_mail(db_app: Flask) -> None:
    stage = make_stage()
    one = stage.guest().registration_id
    thread = begin(stage, one)
    assert begin(stage, one) == thread
    assert numbers() == (1, 1)
    assert (tell(), tell()) == (1, 0)
    (mail,) = mails("message_answers")
    assert mail.subject == "Es gibt eine neue Nachricht"
    assert "Gibt es Parkplätze?" in mail.body_text
    assert "leute.example" not in mail.body_text
    assert begin(stage, one, "Und einen Bus?", "b2") == thread
    write(stage)
    assert numbers() == (1, 3)


@pytest.mark.both_engines
def test_who_may_not_begin(db_app: Flask) -> None:
    stage, elsewhere = make_stage(), make_stage("anderswo")
    held = stage.register().registration_id
    with pytest.raises(rules.CannotBegin):
        begin(stage, held)
    comes = stage.guest().registration_id
    with pytest.raises(NotFound):
        begin(elsewhere, comes)
    with pytest.raises(rules.TextNeeded):
        begin(stage, comes, "  ")
    with entered(Scope.city(stage.city.id)):
        registrations.withdraw(comes, actor=ANONYMOUS)
    with pytest.raises(rules.CannotBegin):
        begin(stage, comes)
    assert numbers() == (0, 0)


def test_it_is_limited(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_stage()
    one = stage.guest().registration_id
    monkeypatch.setattr(rules, "BEGINNINGS", 2)
    for number in range(2):
        begin(stage, one, key=f"b{number}")
    with pytest.raises(rules.TooManyMessages):
        begin(stage, one, key="b9")


def test_from_the_page_of_the_registration(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = make_stage()
    token = registration_token(stage.guest(name="Hanna Keller").registration_id)
    page = client.get(f"/{stage.city.slug}/zusage/{token}")
    address = page.document.one(f"a[href=/{stage.city.slug}/zusage/{token}/nachricht]")["href"]
    form = client.get(address)
    empty = client.submit(form, {"text": ""})
    assert empty.status_code == 422
    long = client.submit(form, {"text": "x" * (rules.MAX_TEXT + 1)})
    assert long.status_code == 422
    assert long.document.one("#text-error").text
    sent = client.submit(form, {"text": "Gibt es Parkplätze?"}, follow_redirects=True)
    assert "Abgeschickt." in sent.visible_text
    assert "Gibt es Parkplätze?" in sent.visible_text
    assert "/nachricht/" in client.get(address).location
    team = new_client()
    sign_in(db_app, team, stage.owner)
    root = f"/{stage.city.slug}/verein/{stage.association.public_id}/nachrichten"
    inbox = team.get(root)
    assert "Hanna Keller" in inbox.visible_text
    thread = team.get(inbox.document.one("ul.rows a")["href"])
    assert "Problem melden" in thread.visible_text
    team.submit(thread, {"text": "Ja, im Hof."}, form="main form.fields", follow_redirects=True)
    assert "Ja, im Hof." in client.get(client.get(address).location).visible_text


def test_a_registration_that_has_ended_offers_no_form(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    held = registration_token(stage.register().registration_id)
    assert "/nachricht" not in client.get(f"/{stage.city.slug}/zusage/{held}").document.text
    assert client.get(f"/{stage.city.slug}/zusage/{held}/nachricht").location.endswith(held)


def test_details_deleted_take_the_conversation_along(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=2, capacity=5)
    first = stage.guest(email="ida@leute.example")
    second = stage.guest(email="ida@leute.example", shift=stage.shifts[1])
    elsewhere = make_stage("andernorts", shifts=3)
    elsewhere.guest(email="ida@leute.example", shift=elsewhere.shifts[2])
    path = f"/musterstadt/nachricht/{thread_token(begin(stage, first.registration_id))}"
    with entered(Scope.city(stage.city.id)):
        registrations.erase(first.registration_id, actor=ANONYMOUS)
    assert client.get(path).status_code == 200, "her other date is about the same offer"
    with entered(Scope.city(stage.city.id)):
        registrations.erase(second.registration_id, actor=ANONYMOUS)
    assert client.get(path).status_code == 404
    assert numbers() == (0, 0)
