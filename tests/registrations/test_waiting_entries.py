"""Who is entered on a full date waits; and a place that gets free reaches people without mail."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import Scope, entered
from engagement.registrations import operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.queries import people_of
from tests.registrations.support import mails, make_stage, registration
from tests.registrations.test_desk_pages import ENTERED, people, today

pytestmark = pytest.mark.usefixtures("clock")


def test_a_full_date_offers_the_waitlist_in_the_same_form(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(capacity=1)
    stage.guest()
    stage.guest(may_wait=True)
    work = team_client(stage)
    page = work.get(people(stage, "/eintragen"))
    assert "voll: Warteliste, 1 Mensch wartet" in page.visible_text
    nobody = work.submit(page, ENTERED)
    assert nobody.status_code == 422
    assert "Alle Plätze dieses Termins sind vergeben." in nobody.visible_text
    assert nobody.document.one("input[name=name]")["value"] == "Erna Alt"
    unreachable = work.submit(nobody, button="Auf die Warteliste setzen")
    assert "Telefonnummer oder eine E-Mail-Adresse" in unreachable.document.one("#phone-error").text
    slip = work.submit(
        unreachable, {"phone": "0171 3920012"}, button="Auf die Warteliste setzen", follow_redirects=True
    )
    assert slip.document.one("h1").text == "Warteliste: Erna Alt"
    assert "Warteliste: Nummer 2 von 2." in slip.document.one(".slip").text
    listed = work.get(people(stage)).document.all("section.panel tbody")[-1].text
    assert "Erna Alt" in listed
    assert "Sie rufen diesen Menschen an" in listed


def test_a_group_larger_than_the_date_is_not_sent_to_wait(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(capacity=2)
    stage.guest()
    work = team_client(stage)
    page = work.submit(work.get(people(stage, "/eintragen")), ENTERED | {"party_size": "3", "phone": "0171 3920012"})
    page = work.submit(page, button="Auf die Warteliste setzen")
    assert page.status_code == 422
    assert "nicht mehr frei" in page.document.one("#party_size-error").text
    assert "Auf die Warteliste setzen" not in page.visible_text


def test_a_place_for_who_has_no_mail_is_told_to_the_association(
    db_app: Flask, team_client: Any, desk_client: Any
) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    work = team_client(stage)
    page = work.submit(work.get(people(stage, "/eintragen")), ENTERED | {"phone": "0171 3920012"})
    work.submit(page, button="Auf die Warteliste setzen")
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(first, actor=ANONYMOUS)
    call = mails("registration_call")
    assert len(call) == 1
    assert "Ein Platz ist frei für Erna Alt" not in call[0].subject
    assert "ist als Nächstes auf der Warteliste" in call[0].body_text
    first_page = work.get(today(stage))
    assert "Ein Platz ist frei für Erna Alt" in first_page.visible_text
    city = desk_client(stage)
    with entered(Scope.association(stage.association.id)):
        waits = people_of(stage.opportunity.public_id).shifts.items[0].people[0].public_id
    seen = city.get(f"/{stage.city.slug}/stadt/zusagen?q={waits}").visible_text
    assert "Der Verein ruft an." in seen
    work.submit(first_page, button="Erreicht, kommt")
    assert registration(waits).state is RegistrationState.CONFIRMED
