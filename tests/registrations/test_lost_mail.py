"""Mails to somebody come back: her own page says what that means for her, and what she can do."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.notifications.operations import mark_dead
from engagement.notifications.queries import is_dead
from engagement.notifications.rules import TooManyRetries
from engagement.registrations import operations
from engagement.registrations.enums import CallTopic
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.links import registration_token
from engagement.registrations.models import CallTask
from engagement.workflows.retry_mail import retry_address_of
from tests.registrations.support import Stagecraft, make_stage, registration
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")
LOST = "weg@leute.example"
TITLE = "Unsere E-Mails an Sie kommen zurück."


def lose(email: str = LOST) -> None:
    with entered(SYSTEM):
        mark_dead(email, "550 5.1.1", is_reported=True)


def page_of(stage: Stagecraft, registration_id: str) -> str:
    return f"/{stage.city.slug}/zusage/{registration_token(registration_id)}"


def linked(page: Any, end: str) -> list[str]:
    """The addresses that the notice offers."""
    return [a["href"] for a in page.document.all("main .notice a") if a["href"].endswith(end)]


def waiting(stage: Stagecraft, **values: Any) -> str:
    """Of somebody who waits, after the one place was taken."""
    stage.guest()
    done = stage.guest(email=LOST, may_wait=True, **values)
    assert done.state is State.WAITLISTED
    return done.registration_id


@pytest.mark.both_engines
def test_who_is_passed_on_the_waitlist_reads_it_and_can_mend_it(db_app: Flask, client: Any) -> None:
    stage = make_stage(capacity=1)
    hers = waiting(stage)
    assert TITLE not in client.get(page_of(stage, hers)).visible_text
    lose()
    page = client.get(page_of(stage, hers))
    assert TITLE in page.visible_text and LOST in page.visible_text
    assert "geht ein freier Platz an die nächste Person" in page.visible_text
    assert "schreiben wir Ihnen" not in page.document.one("main").text
    number = client.get(linked(page, "/aendern")[0])
    assert client.submit(number, {"phone": "07221 12345"}).status_code == 303
    page = client.get(page_of(stage, hers))
    assert "ruft der Verein Sie an" in page.visible_text
    assert not linked(page, "/aendern")
    again = client.submit(page, button="Das Postfach geht wieder", follow_redirects=True)
    assert TITLE not in again.visible_text and not is_dead(LOST)


def test_who_has_a_place_reads_that_changes_do_not_reach_her(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    hers = stage.guest(email=LOST).registration_id
    lose()
    page = client.get(page_of(stage, hers))
    assert "Sie erfahren nichts von Änderungen." in page.visible_text
    assert linked(page, "/weitergeben")
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(hers, actor=ANONYMOUS)
    assert TITLE not in client.get(page_of(stage, hers)).visible_text


@pytest.mark.both_engines
def test_a_guest_goes_on_with_another_address(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    hers = stage.guest(email=LOST, name="Hanna Keller").registration_id
    lose()
    row = registration(hers)
    with entered(SYSTEM), writing():
        db.session.add(
            CallTask(
                city_id=stage.city.id, association_id=stage.association.id, registration_id=row.id,
                topic=CallTopic.MOVED,
            )
        )  # fmt: skip
    form = client.get(linked(client.get(page_of(stage, hers)), "/weitergeben")[0])
    assert "Nur Ihre E-Mail-Adresse ist neu?" in form.visible_text
    assert client.submit(form, {"name": "Hanna Keller", "email": "neu@leute.example"}).status_code == 303
    with entered(Scope.city(stage.city.id)):
        operations.take_over(hers, email="neu@leute.example", is_old_enough=True, actor=ANONYMOUS)
    assert TITLE not in client.get(page_of(stage, hers)).visible_text
    with entered(SYSTEM):
        assert db.session.scalars(sa.select(CallTask.done_at)).one() is not None, "nobody need call her any more"


def test_an_account_changes_its_address(db_app: Flask, client: Any) -> None:
    stage, user = make_stage(), make_user(LOST)
    sign_in(db_app, client, user)
    offer = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    assert client.submit(offer, {"is_adult": "ja"}).status_code == 303
    lose()
    mine = client.get(f"/{stage.city.slug}/konto/")
    hers = next(a["href"] for a in mine.document.all("main a") if "/zusage/" in a["href"])
    page = client.get(hers)
    assert linked(page, "/adresse")


@pytest.mark.both_engines
def test_trying_again_has_an_end(db_app: Flask, client: Any) -> None:
    stage = make_stage(capacity=1)
    hers = waiting(stage)
    with entered(Scope.city(stage.city.id)):
        retry_address_of(hers)  # nothing is wrong: no try is counted
        for _time in range(3):
            lose()
            retry_address_of(hers)
            assert not is_dead(LOST)
        lose()
        with pytest.raises(TooManyRetries):
            retry_address_of(hers)
    page = client.submit(client.get(page_of(stage, hers)), button="Das Postfach geht wieder", follow_redirects=True)
    assert "heute schon mehrmals versucht" in page.visible_text and is_dead(LOST)


def test_another_towns_registration_is_not_there(db_app: Flask, client: Any) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    hers = stage.guest(email=LOST).registration_id
    lose()
    answer = client.post(f"/{other.city.slug}/zusage/{registration_token(hers)}/mails")
    assert answer.status_code == 404 and is_dead(LOST)
    assert registration(hers).state is State.CONFIRMED
