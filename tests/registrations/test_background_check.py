"""The letter for the extended certificate of good conduct."""

from __future__ import annotations

from typing import Any

import page
import pytest
from flask import Flask

from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_token
from engagement.registrations.models import Registration
from tests.registrations.support import Stagecraft, change, mails, make_stage, registration
from tests.support.actors import sign_in

pytestmark = pytest.mark.usefixtures("clock")
NEEDED = {"extended_background_check": True, "background_check_reason": "Sie sind mit Kindern allein."}


def letter(stage: Stagecraft, registration_id: str) -> str:
    return f"/{stage.city.slug}/zusage/{registration_token(registration_id)}/fuehrungszeugnis.pdf"


def test_who_takes_part_gets_an_accessible_letter(db_app: Flask, client: Any) -> None:
    stage = make_stage(**NEEDED)
    done = stage.guest()
    shown = client.get(f"/{stage.city.slug}/zusage/{registration_token(done.registration_id)}")
    link = next(a for a in shown.document.all("a") if a["href"].endswith("/fuehrungszeugnis.pdf"))
    answer = client.get(link["href"])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    found = page.validate_pdf_bytes(answer.data, profile=page.ValidationProfile.PDF_UA_1)
    assert found.is_compliant, [(each.rule_id, each.message) for each in found.failures]


def test_mail_leads_to_the_letter(db_app: Flask, client: Any) -> None:
    stage = make_stage(**NEEDED)
    done = stage.guest()
    told = next(mail for mail in mails() if mail.kind == "registration_confirmed")
    assert letter(stage, done.registration_id).rsplit("/", 2)[2] in told.body_text
    assert "fuehrungszeugnis.pdf" in told.body_html
    assert "fuehrungszeugnis" not in next(mail for mail in mails() if mail.kind == "registration_hold").body_text


def test_without_need_there_is_no_letter(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    assert client.get(letter(stage, done.registration_id)).status_code == 404
    assert "fuehrungszeugnis" not in next(mail for mail in mails() if mail.kind == "registration_confirmed").body_text


@pytest.mark.parametrize("state", [RegistrationState.PENDING, RegistrationState.WITHDRAWN])
def test_only_who_takes_part_is_vouched_for(db_app: Flask, client: Any, state: RegistrationState) -> None:
    stage = make_stage(**NEEDED)
    done = stage.guest()
    change(Registration, registration(done.registration_id).id, state=state)
    assert client.get(letter(stage, done.registration_id)).status_code == 404


def test_team_has_the_letter_beside_the_name(db_app: Flask, client: Any) -> None:
    stage, other = make_stage(**NEEDED), make_stage("andernorts", **NEEDED)
    done, foreign = stage.guest(), other.guest()
    sign_in(db_app, client, stage.owner)
    people = f"/{stage.city.slug}/verein/{stage.association.public_id}/angebote/{stage.opportunity.public_id}/zusagen"
    shown = client.get(people)
    link = next(a for a in shown.document.all("a") if a["href"].endswith("/fuehrungszeugnis.pdf"))
    assert done.registration_id in link["href"]
    assert client.get(link["href"]).mimetype == "application/pdf"
    assert client.get(f"{people}/{foreign.registration_id}/fuehrungszeugnis.pdf").status_code == 404
