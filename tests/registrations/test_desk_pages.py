"""The pages around calls and entries: for visitors, associations and staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import joinedload

from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication
from engagement.opportunities.search import index_publication
from engagement.registrations import operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.queries import people_of, registration_of_reference
from engagement.registrations.rules import CALLER_LIMIT
from tests.registrations.support import (
    Stagecraft,
    change,
    change_publication,
    count_registrations,
    kinds,
    make_stage,
    registration,
    taken,
)
from tests.support.actors import sign_in

pytestmark = pytest.mark.usefixtures("clock")
CALLED = {"name": "Erna Alt", "email": "", "phone": "0171 3920012", "is_adult": "ja"}
ENTERED = {"name": "Erna Alt", "way": "phone", "is_adult": "ja"}


def people(stage: Stagecraft, end: str = "") -> str:
    association, offer = stage.association.public_id, stage.opportunity.public_id
    return f"/{stage.city.slug}/verein/{association}/angebote/{offer}/zusagen{end}"


def today(stage: Stagecraft) -> str:
    return f"/{stage.city.slug}/verein/{stage.association.public_id}/"


def register(client: Any, stage: Stagecraft, **values: str) -> Any:
    page = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    return client.submit(page, CALLED | values)


def test_visitor_registers_by_phone_and_gets_a_slip(db_app: Flask, client: Any) -> None:
    stage = make_stage(starts_in=timedelta(days=10), contact_phone="07221 5550", contact_public=True)
    page = client.get(register(client, stage).location)
    assert page.document.one("h1").text == "Der Verein ruft Sie an"
    assert "Bis Do., 7. Mai 2026 ist Ihr Platz für Sie reserviert." in page.visible_text.replace("\xa0", " ")
    slip = page.document.one(".slip").text
    with entered(Scope.city(stage.city.id)):
        number = page.document.all(".slip dd")[-1].text
        [known] = registration_of_reference(stage.city.id, number).items
    assert known.name == "Erna Alt"
    assert "07221 5550" in slip
    assert "Erna" not in page.get_data(as_text=True)
    assert "3920012" not in page.get_data(as_text=True)


def test_a_private_number_is_not_on_the_slip_but_the_towns_is(db_app: Flask, client: Any) -> None:
    stage = make_stage(contact_phone="07221 5550")
    page = client.get(register(client, stage).location)
    assert "07221 5550" not in page.get_data(as_text=True)
    assert "07000 0000-1" in page.document.one(".slip").text


def test_result_is_the_same_for_a_known_number(db_app: Flask, new_client: Any) -> None:
    stage = make_stage()
    texts = []
    for _turn in range(2):
        client = new_client()
        texts.append(client.get(register(client, stage).location).visible_text)
    assert texts[0] == texts[1]
    assert (count_registrations(), kinds()) == (1, ["registration_call"])


def test_neither_is_said_at_the_email_and_input_kept(db_app: Flask, client: Any) -> None:
    answer = register(client, make_stage(), phone="")
    assert answer.status_code == 422
    assert [link["href"] for link in answer.document.all(".errors a")] == ["#email"]
    assert "Eines genügt." in answer.document.one("#email-error").text
    assert answer.document.one("input[name=name]")["value"] == "Erna Alt"


def test_a_wrong_number_is_said_at_the_phone(db_app: Flask, client: Any) -> None:
    answer = register(client, make_stage(), phone="12345")
    assert answer.status_code == 422
    assert "mit der Vorwahl" in answer.document.one("#phone-error").text
    assert answer.document.one("input[name=phone]")["value"] == "12345"


def test_one_network_cannot_ask_for_calls_without_end(db_app: Flask, client: Any) -> None:
    stage = make_stage(capacity=50)
    for turn in range(CALLER_LIMIT):
        assert register(client, stage, phone=f"030 23125 {100 + turn}").status_code == 303
    assert register(client, stage, phone="030 23125 200").status_code == 429
    assert register(client, stage, phone="", email="erna@leute.example").status_code == 303


def test_calling_from_the_list(db_app: Flask, client: Any, team_client: Any) -> None:
    stage = make_stage()
    register(client, stage)
    work = team_client(stage)
    page = work.get(people(stage))
    row = page.document.one("section.panel tbody").text
    assert "Bitte anrufen" in row
    assert page.document.one("section.panel tbody a.tel")["href"] == "tel:+491713920012"
    again = work.submit(page, button="Nicht erreicht", follow_redirects=True)
    assert "Ein Versuch" in again.document.one("section.panel tbody").text
    done = work.submit(again, button="Erreicht, kommt", follow_redirects=True)
    assert "Notiert: Diese Person kommt." in done.document.one(".notices").text
    assert taken(stage.shift) == 1


def test_calling_from_today(db_app: Flask, client: Any, team_client: Any) -> None:
    stage = make_stage()
    register(client, stage)
    work = team_client(stage)
    page = work.get(today(stage))
    assert "Erna Alt möchte mitmachen" in page.document.one("[aria-labelledby=calls]").text
    done = work.submit(page, button="Erreicht, kommt nicht", follow_redirects=True)
    assert done.document.one("h1").text == "Heute"
    assert not done.document.all("[aria-labelledby=calls]")
    assert taken(stage.shift) == 0


def test_stale_call_explains_itself(db_app: Flask, client: Any, team_client: Any) -> None:
    stage = make_stage()
    register(client, stage)
    work = team_client(stage)
    page = work.get(people(stage))
    work.submit(page, button="Erreicht, kommt")
    answer = work.submit(page, button="Erreicht, kommt nicht")
    assert answer.status_code == 422
    assert "wurde schon angerufen" in answer.document.one(".notice--danger").text
    assert work.post(people(stage, "/xxxx/anruf"), data={"anruf": "x"}).status_code in (400, 404)


def test_who_cannot_be_mailed_is_called_and_ticked_off(db_app: Flask, client: Any, team_client: Any) -> None:
    stage = make_stage(approval_required=True)
    register(client, stage)
    with entered(Scope.association(stage.association.id)):
        found = operations.accept(_only(stage), actor=stage.owner_actor)
    assert found.state is RegistrationState.CONFIRMED
    work = team_client(stage)
    page = work.get(today(stage))
    assert "Sie haben dieser Person zugesagt." in page.document.one("[aria-labelledby=calls]").text
    later = work.submit(page, button="Nicht erreicht", follow_redirects=True)
    assert "Ein Versuch" in later.document.one("[aria-labelledby=calls]").text
    done = work.submit(later, button="Bescheid gesagt", follow_redirects=True)
    assert not done.document.all("[aria-labelledby=calls]")
    stale = work.submit(later, button="Bescheid gesagt", follow_redirects=True)
    assert "hat schon jemand Bescheid gesagt" in stale.document.one(".notices").text


def _only(stage: Stagecraft) -> str:
    with entered(Scope.association(stage.association.id)):
        return people_of(stage.opportunity.public_id).shifts.items[0].people[0].public_id


def test_entering_somebody_and_printing(db_app: Flask, team_client: Any) -> None:
    stage = make_stage()
    work = team_client(stage)
    page = work.get(people(stage, "/eintragen"))
    assert "checked" in page.document.one("input[name=shift]").attributes
    answer = work.submit(page, ENTERED | {"party_size": "2", "note": "Zettel"}, follow_redirects=True)
    assert answer.document.one("h1").text == "Bestätigung für Erna Alt"
    assert "Diese Person bekommt keine E-Mail." in answer.visible_text
    listed = work.get(people(stage)).document.one("section.panel tbody").text
    assert "2 Personen" in listed
    assert "Zusage am Telefon, eingetragen von Elke Vogt" in listed
    assert taken(stage.shift) == 2


def test_what_is_missing_is_said_and_kept(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(capacity=2)
    work = team_client(stage)
    page = work.get(people(stage, "/eintragen"))
    gaps = work.submit(page, {"name": "", "party_size": "99"})
    assert gaps.status_code == 422
    assert [link["href"] for link in gaps.document.all(".errors a")] == ["#name", "#party_size", "#way", "#is_adult"]
    many = work.submit(page, ENTERED | {"party_size": "3"})
    assert many.status_code == 422
    assert "nicht mehr frei" in many.document.one("#party_size-error").text
    assert many.document.one("input[name=name]")["value"] == "Erna Alt"


def test_calling_off_from_the_list(db_app: Flask, team_client: Any) -> None:
    stage = make_stage()
    done = stage.guest(email="erna@leute.example")
    work = team_client(stage)
    page = work.get(people(stage))
    answer = work.submit(page, button="Ja, absagen", follow_redirects=True)
    assert "Für diese Person abgesagt." in answer.document.one(".notices").text
    assert registration(done.registration_id).state is RegistrationState.WITHDRAWN
    assert kinds()[-1] == "registration_withdrawn_for"
    stale = work.submit(page, button="Ja, absagen")
    assert stale.status_code == 422
    assert stale.document.one(".notice--danger").text


def make_findable(stage: Stagecraft) -> None:
    with entered(SYSTEM), writing():
        statement = sa.select(Publication).where(Publication.opportunity_id == stage.opportunity.id)
        publication = db.session.scalars(statement.options(joinedload(Publication.shown_revision))).one()
        assert publication.shown_revision is not None
        index_publication(publication, publication.shown_revision, stage.association.name, None)


def test_the_desk_finds_enters_and_calls_off(db_app: Flask, desk_client: Any) -> None:
    stage = make_stage()
    make_findable(stage)
    work = desk_client(stage)
    found = work.get(f"/{stage.city.slug}/stadt/zusagen?q=kuchen")
    link = found.document.one("[aria-labelledby=found] a")["href"]
    answer = work.submit(work.get(link), ENTERED, follow_redirects=True)
    assert answer.document.one("h1").text == "Bestätigung für Erna Alt"
    number = answer.document.all(".slip dd")[-1].text
    known = work.get(f"/{stage.city.slug}/stadt/zusagen?q={number}")
    assert "Erna Alt" in known.document.one("main").text
    gone = work.submit(known, button="Ja, absagen", follow_redirects=True)
    assert "Abgesagt." in gone.document.one(".notices").text
    assert taken(stage.shift) == 0
    assert work.submit(known, button="Ja, absagen").status_code == 422


def test_the_desk_enters_only_for_what_the_city_shows(db_app: Flask, desk_client: Any) -> None:
    stage = make_stage()
    change(Opportunity, stage.opportunity.id, title="x")
    change_publication(stage.opportunity, state=PublicationState.PAUSED)
    address = f"/{stage.city.slug}/stadt/zusagen/{stage.opportunity.public_id}/eintragen"
    assert desk_client(stage).get(address).status_code == 404


def test_strangers_enter_nobody(db_app: Flask, client: Any) -> None:
    stage, other = make_stage(), make_stage("anderstadt")
    sign_in(db_app, client, other.owner)
    assert client.get(people(stage, "/eintragen")).status_code == 404
    assert client.get(f"/{stage.city.slug}/stadt/zusagen").status_code == 404
