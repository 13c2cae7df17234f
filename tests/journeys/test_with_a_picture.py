"""An offer with a picture, by keyboard alone: forgotten answers, a draft that saves itself, the consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from engagement.cities.models import City
from engagement.kernel.clock import utcnow
from tests.journeys.conftest import sign_in
from tests.journeys.hands import Hands
from tests.support.factories import PASSWORD, make_association, make_user
from tests.support.looks import picture

Somebody = Callable[[], Hands]
HELGA, CLUB, OFFER = "helga.brandt@verein.example", "Mittagstisch am Markt", "Hände, die mitkochen"
SHOWN = "Zwei Frauen schälen Kartoffeln."
CONSENT = "Alle Abgebildeten sind einverstanden"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "kueche.png"
    path.write_bytes(picture())
    return path


def see_what_is_missing(helga: Hands) -> None:
    """Handed in empty: the summary has the focus, and its links lead to the fields."""
    helga.press("Einreichen")
    summary = helga.page.get_by_role("alert")
    expect(summary).to_be_focused()
    helga.activate(summary.get_by_role("link").first)
    first = helga._field(f"{CLUB} sucht …")
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-invalid", "true")


def answer(helga: Hands) -> None:
    helga.write(f"{CLUB} sucht …", OFFER)
    helga.choose("An festen Terminen")
    helga.write("Tag", utcnow().date() + timedelta(days=10))
    helga.write("Von", time(14))
    helga.write("Bis", time(16, 30))
    helga.write("Ort", "Gemeindehaus")
    helga.write("Wie viele Menschen?", "4")
    helga.sees("Entwurf gespeichert um")


def show_a_picture(helga: Hands, photo: Path) -> None:
    """Without the consent it is not handed in, and it is still there when that is said."""
    helga.unfold("Beschreibung und Bild")
    helga.hand_over("Bild", photo)
    helga.sees("Ihre Wahl: kueche.png")
    helga.write("Was zeigt das Bild?", SHOWN)
    helga.press("Einreichen")
    helga.at("Angebot bearbeiten")
    summary = helga.page.get_by_role("alert")
    expect(summary).to_be_focused()
    helga.activate(summary.get_by_role("link").first)
    consent = helga.main.get_by_role("checkbox", name=CONSENT)
    expect(consent).to_be_focused()
    expect(helga.page.locator("img.picture-now")).to_be_visible()
    helga.tick(CONSENT)
    helga.press("Einreichen")
    helga.sees("Eingereicht.")
    helga.at(OFFER)
    expect(helga.page.get_by_role("img", name=SHOWN)).to_be_visible()


@pytest.mark.parametrize("way", ["keyboard"], indirect=True)
def test_an_offer_with_a_picture(app: Flask, town: City, way: str, somebody: Somebody, photo: Path) -> None:
    with app.app_context():
        owner = make_user(HELGA, name="Helga Brandt", password=PASSWORD)
        make_association(town, owner=owner, name=CLUB)
    helga = somebody()
    sign_in(helga, HELGA)
    helga.at("Heute")
    helga.follow("Angebot schreiben")
    helga.follow("Leeres Formular")
    helga.at("Neues Angebot")
    see_what_is_missing(helga)
    answer(helga)
    show_a_picture(helga, photo)
