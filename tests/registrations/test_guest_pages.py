"""Everything that a guest can do by the link in her mail."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_token
from engagement.registrations.models import Participant, Registration
from engagement.registrations.operations import void_links
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage, registration, taken
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")
Clock = time_machine.Traveller


def link(stage: Stagecraft, registration_id: str, end: str = "") -> str:
    return f"/{stage.city.slug}/zusage/{registration_token(registration_id)}{end}"


def mailed(kind: str, part: str) -> str:
    """The path of the link with `part` in the newest mail of a kind."""
    found = re.search(rf"https?://[^/\s]+(\S*{re.escape(part)}\S*)", mails(kind)[-1].body_text)
    assert found
    return found[1]


def test_form_registers_a_group(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    page = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    assert not page.document.one(".further").get("open")
    filled = {"name": "Hanna Keller", "email": "hanna@leute.example", "is_adult": "ja"}
    refused = client.submit(page, filled | {"party_size": "9"})
    assert "So viele Plätze" in refused.visible_text
    assert client.submit(refused, filled | {"party_size": "2"}).status_code == 303
    assert taken(stage.shift) == 2


def test_guest_changes_what_she_has_said(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    page = client.get(link(stage, done.registration_id))
    form = client.get(next(a["href"] for a in page.document.all("a") if a["href"].endswith("/aendern")))
    changed = {
        "name": "Hanna Neu", "phone": "07221 12345", "party_size": "2", "group_name": "Chor", "companions": "Ida Alt",
        "message": "Wir kommen zu zweit.",
    }  # fmt: skip
    answer = client.submit(form, changed, follow_redirects=True)
    assert "Der Verein weiß Bescheid" in answer.visible_text
    assert "Mit dabei: Ida Alt" in answer.visible_text
    row = registration(done.registration_id)
    assert (row.name, row.phone, row.party_size, row.message) == (
        "Hanna Neu", "07221 12345", 2, "Wir kommen zu zweit.",
    )  # fmt: skip
    again = client.submit(form, changed | {"party_size": "99"})
    assert again.status_code == 422
    assert "Ida Alt" in again.get_data(as_text=True)


def test_hand_over_from_page_to_page(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = make_stage()
    done = stage.guest(email="hanna@leute.example")
    old = link(stage, done.registration_id)
    form = client.get(link(stage, done.registration_id, "/weitergeben"))
    answer = client.submit(form, {"name": "Nora Neu", "email": "nora@leute.example"}, follow_redirects=True)
    assert "Nora Neu" in answer.visible_text
    path = mailed("registration_successor", "/zusage/uebernehmen/")
    other = new_client()
    asked = other.get(path)
    assert registration(done.registration_id).name == "Hanna Keller", "looking changes nothing"
    assert other.submit(asked).status_code == 422
    assert other.submit(asked, {"is_old_enough": "y"}).document.one("h1").text == "Sie haben übernommen"
    assert registration(done.registration_id).name == "Nora Neu"
    assert other.get(path).document.one("h1").text == "Das ist nicht mehr offen"
    assert old


def test_old_links_die_when_it_is_handed_over(db_app: Flask, client: Any, clock: Clock) -> None:
    stage = make_stage()
    done = stage.guest(email="hanna@leute.example")
    old = link(stage, done.registration_id)
    client.submit(
        client.get(link(stage, done.registration_id, "/weitergeben")), {"name": "Nora", "email": "nora@leute.example"}
    )
    clock.shift(timedelta(minutes=5))
    client.submit(client.get(mailed("registration_successor", "/zusage/uebernehmen/")), {"is_old_enough": "y"})
    void = client.get(old)
    assert void.status_code == 410 and "hat inzwischen jemand anderes übernommen" in void.visible_text
    assert client.get(mailed("registration_confirmed", "/zusage/")).status_code == 200


def test_old_links_die_when_the_account_has_another_address(db_app: Flask, client: Any, clock: Clock) -> None:
    stage, person = make_stage(), make_user("hanna@leute.example")
    done = stage.guest(email="hanna@leute.example")
    old = link(stage, done.registration_id)
    clock.shift(timedelta(minutes=5))
    void_links(person.id)
    assert client.get(old).status_code == 410
    assert client.get(link(stage, done.registration_id)).status_code == 200


def test_own_data_to_read_and_to_take(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest(email="hanna@leute.example", message="Bis bald!", party_size=2)
    page = client.get(link(stage, done.registration_id, "/daten"))
    for words in ("hanna@leute.example", "Bis bald!", "Hanna Keller"):
        assert words in page.visible_text
    file = json.loads(client.get(link(stage, done.registration_id, "/daten.json")).data)
    assert (file["name"], file["people"], file["email"]) == ("Hanna Keller", 2, "hanna@leute.example")


@pytest.mark.both_engines
def test_deleting_calls_off_and_leaves_nobody(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest(email="hanna@leute.example", message="Bis bald!")
    page = client.get(link(stage, done.registration_id, "/daten"))
    answer = client.submit(page, button="Ja, absagen und löschen", follow_redirects=True)
    assert "Gelöscht" in answer.visible_text
    row = registration(done.registration_id)
    assert (row.state, row.name, row.message, row.phone) == (RegistrationState.WITHDRAWN, "", "", "")
    assert taken(stage.shift) == 0
    assert kinds()[-1] == "registration_withdrawn_association"
    with entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(Participant.id)).where(Participant.email.is_not(None))) == 0


def test_deleting_what_is_over_keeps_that_it_was(db_app: Flask, client: Any, clock: Clock) -> None:
    stage = make_stage()
    done = stage.guest(email="hanna@leute.example")
    other = stage.guest(email="erna@leute.example")
    clock.shift(timedelta(days=4))
    client.submit(client.get(link(stage, done.registration_id, "/daten")), button="Ja, löschen")
    row = registration(done.registration_id)
    assert (row.state, row.name) == (RegistrationState.CONFIRMED, "")
    assert registration(other.registration_id).name == "Hanna Keller"


def test_lost_links_are_mailed_and_never_shown(db_app: Flask, client: Any) -> None:
    stage = make_stage(shifts=2)
    stage.guest(email="hanna@leute.example")
    stage.guest(email="hanna@leute.example", shift=stage.shifts[1])
    texts, before = set(), len(kinds())
    for email in ("hanna@leute.example", "niemand@leute.example"):
        page = client.get(f"/{stage.city.slug}/zusage/link-verloren")
        texts.add(client.submit(page, {"email": email}).visible_text)
    assert len(texts) == 1
    assert kinds()[before:] == ["registration_links"]
    sent = mails("registration_links")[-1]
    assert (sent.to_email, sent.body_text.count("/zusage/")) == ("hanna@leute.example", 2)
    assert client.get(mailed("registration_links", "/zusage/")).status_code == 200


def test_who_has_lost_her_link_finds_the_way_to_a_new_one(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    town, lost = f"/{stage.city.slug}", f"/{stage.city.slug}/zusage/link-verloren"
    token = registration_token(stage.guest().registration_id)
    broken = (f"{town}/zusage/{token[:-4]}", f"{town}/zusage/{token}/gibt-es-nicht", f"{town}/zusage/")
    for path in broken:
        page = client.get(path)
        assert page.status_code in (400, 404)
        assert page.document.one(f'main a[href="{lost}"]').text == "Links zuschicken", path
    assert client.get(f"{town}/konto/einloggen").document.one(f'main a[href="{lost}"]')
    for path in (f"{town}/", f"{town}/hilfe"):
        assert client.get(path).document.one(f'footer a[href="{lost}"]')
    other = client.get(f"{town}/zusage/eltern/{token}")  # her parents have no registration of their own
    assert other.status_code == 400 and not other.document.all(f'main a[href="{lost}"]')


def test_lost_links_have_an_end(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    stage.guest(email="hanna@leute.example")
    page = client.get(f"/{stage.city.slug}/zusage/link-verloren")
    for _ in range(5):
        assert client.submit(page, {"email": "hanna@leute.example"}).status_code == 200
    assert len(mails("registration_links")) == 3
    for number in range(20):
        last = client.submit(page, {"email": f"e{number}@leute.example"})
    assert last.status_code == 429


def test_what_is_over_has_no_link_to_send(db_app: Flask, client: Any, clock: Clock) -> None:
    stage = make_stage()
    stage.guest(email="hanna@leute.example")
    clock.shift(timedelta(days=5))
    client.submit(client.get(f"/{stage.city.slug}/zusage/link-verloren"), {"email": "hanna@leute.example"})
    assert not mails("registration_links")


def test_what_has_ended_cannot_be_changed(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    change(Registration, registration(done.registration_id).id, state=RegistrationState.WITHDRAWN)
    for end in ("/aendern", "/weitergeben"):
        assert client.get(link(stage, done.registration_id, end)).status_code == 404


def test_team_sees_who_comes_along(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest(party_size=2, group_name="Chor")
    change(Registration, registration(done.registration_id).id, companions=["Ida Alt"])
    sign_in(db_app, client, stage.owner)
    people = f"/{stage.city.slug}/verein/{stage.association.public_id}/angebote/{stage.opportunity.public_id}/zusagen"
    assert "Mit dabei: Ida Alt" in client.get(people).visible_text
    assert "Ida Alt" in client.get(f"{people}/zettel").visible_text
    assert "Ida Alt" in client.get(f"{people}.csv").get_data(as_text=True)
