"""Logo, hours and contacts as a browser sees them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from tests.associations.test_details import png
from tests.associations.test_pages import Town
from tests.support.actors import sign_in
from tests.support.client import CheckingClient


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)


@pytest.fixture
def owner(town: Town, client: CheckingClient) -> CheckingClient:
    sign_in(town.app, client, town.me)
    return client


def public(town: Town, client: CheckingClient) -> Any:
    return client.get(f"/musterstadt/vereine/{town.mine.public_id}")


def test_hours_are_written_as_on_a_door_and_read_in_words(town: Town, owner: CheckingClient, new_client: Any) -> None:
    page = owner.get(town.work("profil/oeffnungszeiten"))
    refused = owner.submit(page, {"mon": "9-12", "tue": "immer", "note": "Bitte klingeln"}, button="Speichern")
    assert refused.status_code == 422
    assert "Bitte schreiben Sie es so" in refused.visible_text
    assert refused.document.one("#tue").get("value") == "immer"
    written = {"mon": "9-12, 14-18:30", "tue": "9-12, 14-18:30", "sat": "10-12", "note": "Bitte klingeln"}
    done = owner.submit(page, written, button="Speichern", follow_redirects=True)
    assert "Montag bis Dienstag 9–12 und 14–18:30 Uhr" in done.visible_text
    text = public(town, new_client()).visible_text
    for said in ("Öffnungszeiten", "Montag bis Dienstag", "9–12 und 14–18:30 Uhr", "Samstag", "Bitte klingeln"):
        assert said in text
    stale = owner.submit(page, {"mon": "1-2"}, button="Speichern")
    assert (stale.status_code, "inzwischen" in stale.visible_text) == (422, True)


def test_contacts_are_added_ordered_and_shown_where_they_wish(
    town: Town, owner: CheckingClient, new_client: Any
) -> None:
    page = owner.get(town.work("profil/ansprechpersonen/neu"))
    assert owner.submit(page, {"name": "Elke Vogt"}, button="Speichern").status_code == 422
    person = {"name": "Elke Vogt", "task": "Vorsitz", "phone": "07252 1234"}
    owner.submit(page, person, button="Speichern")
    owner.submit(page, {"name": "Udo Ott", "email": "udo@verein.example", "is_public": "y"}, button="Speichern")
    listed = owner.get(town.work("profil/ansprechpersonen"))
    assert [each.text for each in listed.document.all(".rows b")] == ["Elke Vogt", "Udo Ott"]
    moved = owner.submit(listed, button="Nach oben", follow_redirects=True)
    assert [each.text for each in moved.document.all(".rows b")] == ["Udo Ott", "Elke Vogt"]
    visitor = new_client()
    text = public(town, visitor).visible_text
    assert "Udo Ott" in text and "udo@verein.example" in text and "Elke" not in text
    (edit, *_) = [each.get("href") for each in moved.document.all(".rows a") if each.text == "Ändern"]
    form = owner.get(edit)
    values = {"name": "Udo Ott", "phone": "07252 999999"}
    owner.submit(form, values | {"is_public": None}, button="Speichern")
    assert "Udo" not in public(town, visitor).visible_text
    owner.submit(owner.get(town.work("profil/ansprechpersonen")), button="Ja, entfernen")
    assert "Udo" not in owner.get(town.work("profil/ansprechpersonen")).visible_text


def test_a_logo_stands_on_the_page_and_in_the_directory(town: Town, owner: CheckingClient, new_client: Any) -> None:
    address = town.work("profil/logo")
    page = owner.get(address)
    assert "Bitte wählen Sie eine Datei." in owner.submit(page, {"alt": "x"}, button="Speichern").visible_text
    bad = owner.submit(page, {"picture": (io.BytesIO(b"kein Bild"), "x.png")}, button="Speichern")
    assert (bad.status_code, "kein Bild" in bad.visible_text) == (422, True)
    owner.submit(page, {"picture": (io.BytesIO(png()), "logo.png"), "alt": "Ein roter Baum"}, button="Speichern")
    visitor = new_client()
    shown = public(town, visitor).document.one(".about__head .logo img")
    assert shown.get("alt") == "Ein roter Baum"
    assert visitor.get(shown.get("src")).mimetype == "image/webp"
    assert visitor.get("/musterstadt/vereine/").document.one(".orglist .logo img").get("alt") == ""
    assert visitor.get("/musterstadt/").document.all(".orgs .logo")
    done = owner.submit(owner.get(address), button="Ja, entfernen", follow_redirects=True)
    assert "Das Logo ist entfernt." in done.visible_text
    assert public(town, visitor).document.all(".about__head .logo") == []
