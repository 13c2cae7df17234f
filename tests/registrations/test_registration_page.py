"""The page behind the mailed link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.tokens import sign
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations import operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_token
from engagement.registrations.models import Registration
from engagement.registrations.operations import Outcome, expire_holds
from tests.registrations.support import (
    Stagecraft,
    change,
    count_registrations,
    kinds,
    make_stage,
    registration,
    taken,
)

pytestmark = pytest.mark.usefixtures("clock")
CONTACT = {"contact_phone": "0157 0000 4711", "recognise_us": "Grüne Schürzen."}
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def address(stage: Stagecraft, done: Outcome) -> str:
    return f"/{stage.city.slug}/zusage/{registration_token(done.registration_id)}"


def test_looking_changes_nothing(db_app: Flask, client: Any) -> None:
    """Mail scanners open links: nothing happens before the button."""
    stage = make_stage()
    done = stage.register()
    page = client.get(address(stage, done))
    assert page.document.one("h1").text == "Bestätigen Sie Ihren Platz"
    assert "Bis 10.30 Uhr" in page.visible_text.replace("\xa0", " ")
    assert registration(done.registration_id).state is RegistrationState.HELD
    assert kinds() == ["registration_hold"]


def test_contact_appears_once_confirmed(db_app: Flask, client: Any) -> None:
    stage = make_stage(**CONTACT)
    done = stage.register()
    page = client.get(address(stage, done))
    assert "helga@verein.example" not in page.visible_text
    assert "4711" not in page.visible_text
    answer = client.submit(page, button="Ja, ich mache mit", follow_redirects=True)
    assert answer.document.one("h1").text == "Ihr Platz ist sicher"
    assert "Danke. Ihr Platz ist jetzt sicher." in answer.document.one(".notices").text
    for words in ("helga@verein.example", "0157 0000 4711", "Grüne Schürzen.", "Gemeindehaus"):
        assert words in answer.visible_text


def test_key_stays_out_of_caches_and_other_hosts(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    answer = client.get(address(stage, stage.register()))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_withdrawing_asks_first_and_frees_the_place(db_app: Flask, client: Any) -> None:
    stage = make_stage(**CONTACT)
    done = stage.guest()
    page = client.get(address(stage, done))
    assert "Möchten Sie wirklich absagen?" in page.document.one("main details").text
    answer = client.submit(page, button="Ja, absagen", follow_redirects=True)
    assert answer.document.one("h1").text == "Sie haben abgesagt"
    assert "helga@verein.example" not in answer.visible_text
    assert taken(stage.shift) == 0
    again = client.submit(page, button="Ja, absagen")
    assert again.status_code == 422
    assert "Diese Zusage gilt nicht mehr." in again.visible_text


def test_too_late_and_one_press_tries_again(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(capacity=1)
    done = stage.register()
    page = client.get(address(stage, done))
    clock.shift(timedelta(minutes=31))
    late = client.submit(page, button="Ja, ich mache mit")
    assert late.status_code == 422
    assert "Die 30 Minuten sind vorbei." in late.document.one(".notice--danger").text
    expire_holds()
    answer = client.submit(client.get(address(stage, done)), button="Noch einmal versuchen", follow_redirects=True)
    assert answer.document.one("h1").text == "Ihr Platz ist sicher"
    assert taken(stage.shift) == 1


def test_too_late_and_full(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(capacity=1)
    done = stage.register()
    clock.shift(timedelta(minutes=31))
    page = client.get(address(stage, done))
    assert page.document.one("h1").text == "Die Zeit zum Bestätigen ist vorbei"
    stage.guest()
    answer = client.submit(page, button="Noch einmal versuchen")
    assert answer.status_code == 422
    assert "sind alle Plätze vergeben" in answer.document.one(".notice--danger").text
    assert not answer.document.all("main form")


def test_states_explain_themselves(db_app: Flask, client: Any) -> None:
    stage = make_stage(approval_required=True)
    pending, declined, cancelled = (stage.guest() for _ in range(3))
    with entered(Scope.association(stage.association.id)):
        operations.decline(declined.registration_id, reason="Leider schon voll.", actor=stage.owner_actor)
    change(Registration, registration(cancelled.registration_id).id, state=RegistrationState.CANCELLED)
    texts = [client.get(address(stage, each)).visible_text for each in (pending, declined, cancelled)]
    assert "entscheidet, wer kommt, und antwortet Ihnen" in texts[0]
    assert "Leider schon voll." in texts[1]
    assert "musste absagen" in texts[2]


def test_interest(db_app: Flask, client: Any) -> None:
    stage = make_stage(is_ongoing=True)
    page = client.get(address(stage, stage.register()))
    answer = client.submit(page, button="Ja, ich habe Interesse", follow_redirects=True)
    assert answer.document.one("h1").text == "Ihr Interesse ist angekommen"


def test_after_the_start_nothing_can_be_withdrawn(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    page = client.get(address(stage, done))
    change(Shift, stage.shift.id, starts_at=utcnow() - timedelta(minutes=5))
    answer = client.submit(page, button="Ja, absagen")
    assert answer.status_code == 422
    assert "Der Termin hat schon angefangen." in answer.visible_text
    assert answer.document.one("h1").text == "Sie waren dabei"


def test_link_dies_long_after_the_date_and_with_the_row(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    old, erased = stage.guest(), stage.guest()
    with entered(SYSTEM), writing():
        db.session.execute(sa.delete(Registration).where(Registration.public_id == erased.registration_id))
    assert client.get(address(stage, erased)).status_code == 404
    long_ago = utcnow() - timedelta(days=91)
    change(Shift, stage.shift.id, starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    assert client.get(address(stage, old)).status_code == 404


def test_other_city_does_not_know_it(db_app: Flask, client: Any) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    done = stage.register()
    foreign = f"/{other.city.slug}/zusage/{registration_token(done.registration_id)}"
    assert client.get(foreign).status_code == 404
    assert (
        client.post(foreign, data={"was": "bestaetigen"}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404
    )
    assert registration(done.registration_id).state is RegistrationState.HELD


def test_forged_link_and_unknown_button(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.register()
    assert client.get(f"/{stage.city.slug}/zusage/{sign('another', done.registration_id)}").status_code == 400
    assert client.post(address(stage, done), data={"was": "alles"}, headers=SAME_SITE).status_code == 400
    elsewhere = client.post(address(stage, done), data={"was": "absagen"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    assert registration(done.registration_id).state is RegistrationState.HELD
    assert count_registrations() == 1
