"""The waitlist as people, and the association, see it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import Scope, entered
from engagement.registrations import operations
from engagement.registrations.links import registration_token
from tests.registrations.support import mails, make_stage, registration
from tests.support.actors import sign_in


def test_wait_be_offered_and_take_it_on_a_page(db_app: Flask, client: Any) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    waits = stage.register(may_wait=True).registration_id
    address = f"/musterstadt/zusage/{registration_token(waits)}"
    page = client.get(address)
    assert page.document.one("h1").text == "Bitte bestätigen Sie, dass Sie warten möchten"
    page = client.submit(page, button="Ja, ich warte", follow_redirects=True)
    assert page.document.one("h1").text == "Sie stehen auf der Warteliste"
    assert "Sie sind Nummer 1 von 1" in page.visible_text
    assert "Platz sicher" not in page.visible_text
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(first, actor=ANONYMOUS)
    page = client.get(address)  # looking changes nothing
    assert registration(waits).state == "offered"
    assert page.document.one("h1").text == "Ein Platz ist für Sie frei"
    page = client.submit(page, button="Ja, ich nehme den Platz", follow_redirects=True)
    assert page.document.one("h1").text == "Ihr Platz ist sicher"
    assert [mail.kind for mail in mails()][-2:] == ["registration_confirmed", "registration_new"]


def test_the_association_sees_the_order(db_app: Flask, client: Any) -> None:
    stage = make_stage(capacity=1)
    stage.guest()
    for name in ("Anna Adler", "Bodo Bär"):
        stage.guest(name=name, may_wait=True)
    sign_in(db_app, client, stage.owner)
    offer = f"{stage.association.public_id}/angebote/{stage.opportunity.public_id}"
    page = client.get(f"/musterstadt/verein/{offer}/zusagen")
    text = page.visible_text
    assert text.index("Anna Adler") < text.index("Bodo Bär")
    assert "Wartet seit" in text
