"""Saving in the background: what is kept, what is named, and what is never saved this way."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Opportunity
from tests.opportunities.workplace import ANSWERS, FORM, Workplace, stored, value_of
from tests.support import factories as make
from tests.support.client import Page
from tests.support.document import form_values, parse


def send(work: Workplace, page: Page, **values: Any) -> Any:
    """What the script sends: the whole form, to the address that stands at it."""
    form = page.document.one("form.authoring")
    data = form_values(form) | {name: [value] for name, value in values.items()}
    return work.client.post(form["data-autosave"], data=data)


def test_a_new_offer_becomes_one_draft(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    first = send(work, page, title="Hän")
    assert (first.status_code, first.json["state"]) == (200, "saved")
    assert first.json["text"] == "Entwurf gespeichert um 10\N{NO-BREAK SPACE}Uhr."
    second = send(work, page, title="Hände", version=first.json["version"])
    opportunity, publication, _ = stored(app)
    assert (opportunity.title, publication.state) == ("Hände", State.DRAFT)
    assert second.json["edit"] == f"{work.base}/{opportunity.public_id}/bearbeiten"
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Opportunity)) == 1


def test_dates_stay_the_same_dates(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    first = send(work, page, **ANSWERS)
    before = stored(app)[2][0].public_id
    second = send(work, page, **ANSWERS, version=first.json["version"])
    assert second.json["version"] == first.json["version"]
    assert [shift.public_id for shift in stored(app)[2]] == [before]
    # The buttons go on where the background stopped.
    done = work.client.submit(page, ANSWERS | {"version": str(second.json["version"])}, form=FORM, button="Einreichen")
    assert done.status_code == 303
    assert stored(app)[1].state is State.IN_REVIEW


def test_what_cannot_be_read_is_named_and_the_rest_is_kept(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    half = ANSWERS | {"shifts-0-day": "9.", "min_age": "vierz", "contact_email": "helga@"}
    answer = send(work, page, **half)
    assert answer.json["text"].endswith("Noch nicht vollständig: E-Mail, Mindestalter, Termine.")
    opportunity, _, shifts = stored(app)
    assert (opportunity.title, opportunity.min_age, shifts) == (ANSWERS["title"], None, [])


def test_what_was_kept_stays_when_a_field_becomes_unreadable(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    first = send(work, page, **ANSWERS, min_age="16")
    send(work, page, **(ANSWERS | {"shifts-0-begins": "2x"}), min_age="16 J", version=first.json["version"])
    opportunity, _, shifts = stored(app)
    assert (opportunity.min_age, len(shifts)) == (16, 1)


def test_two_people_at_one_offer_are_told(app: Flask, work: Workplace) -> None:
    work.fill(work.client.get(f"{work.base}/neu"), button="Speichern")
    address = f"{work.base}/{stored(app)[0].public_id}/bearbeiten"
    mine, theirs = work.client.get(address), work.client.get(address)
    assert send(work, theirs, title="Von ihnen").status_code == 200
    answer = send(work, mine, title="Von mir")
    assert (answer.status_code, answer.json["state"], answer.json["look"]) == (409, "stale", address)
    assert stored(app)[0].title == "Von ihnen"


@pytest.mark.parametrize("state", [State.PUBLISHED, State.PAUSED])
def test_what_people_see_is_not_saved_in_the_background(app: Flask, work: Workplace, state: State) -> None:
    with app.app_context():
        offer = make.make_opportunity(work.city, work.association, state=state)
    page = work.client.get(f"{work.base}/{offer.public_id}/bearbeiten")
    assert "data-autosave" not in page.document.one("form.authoring").attributes
    values = {"csrf_token": value_of(page, "csrf_token"), "version": "1", "title": "Anders"}
    answer = work.client.post(f"{work.base}/{offer.public_id}/entwurf", data=values)
    assert (answer.status_code, answer.json["state"]) == (409, "published")
    assert stored(app)[0].title == offer.title


def test_without_a_token_nothing_is_saved(app: Flask, work: Workplace) -> None:
    answer = work.client.post(f"{work.base}/entwurf", data={"title": "Hände"})
    assert (answer.status_code, answer.json["state"]) == (400, "signed_out")
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Opportunity)) == 0


def test_an_archived_offer_says_why_not(app: Flask, work: Workplace) -> None:
    with app.app_context():
        offer = make.make_opportunity(work.city, work.association, state=State.ARCHIVED)
    token = value_of(work.client.get(f"{work.base}/neu"), "csrf_token")
    values = {"csrf_token": token, "version": "1", "title": "Anders"}
    answer = work.client.post(f"{work.base}/{offer.public_id}/entwurf", data=values)
    assert (answer.status_code, answer.json["state"]) == (422, "refused")


def test_the_card_beside_the_form_follows_what_is_typed(work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    answered = page.document.all(".beside .answered__yes")
    assert len(answered) < 5
    assert page.document.one(".beside .card__t").text == "Was Sie suchen"
    assert not page.document.all(".beside .card a")  # nothing leads away from what is not saved
    sent = send(work, page, **ANSWERS)
    beside = parse(sent.json["beside"])
    assert beside.one(".card__t").text == ANSWERS["title"]
    assert "Uhr" in beside.one(".card .meta").text
    assert len(beside.all(".answered__yes")) == 5
    again = work.client.get(sent.json["edit"])
    assert again.document.one(".beside .card__t").text == ANSWERS["title"]
    assert len(again.document.all(".beside .answered__yes")) == 5
    for link in again.document.all(".beside nav a"):
        assert again.document.one(link["href"])
