"""An offer goes to a second town, is refused there, comes again, and a change is looked at by each town for itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from engagement.cities.models import City
from engagement.opportunities.enums import PublicationState
from tests.journeys.conftest import MODERATOR, TOWN, Post, sign_in
from tests.journeys.hands import Hands
from tests.support.factories import PASSWORD, make_association, make_city, make_opportunity, make_staff, make_user
from tests.support.mail import text_of

Somebody = Callable[[], Hands]
NEXT, NEIGHBOUR = "nebenan", "ulla.berg@nebenan.example"
HELGA, OFFER = "helga.brandt@verein.example", "Hände, die mitkochen"
REASON = "Bitte schreiben Sie noch, wie man mit dem Bus zu Ihnen kommt."


@pytest.fixture
def kitchen(app: Flask, town: City) -> str:
    """An association with a draft, and a town next door; the address of its list."""
    with app.app_context():
        neighbour = make_city(NEXT, name="Nebenan")
        make_staff(neighbour, email=NEIGHBOUR, name="Ulla Berg", password=PASSWORD)
        helga = make_user(HELGA, name="Helga Brandt", password=PASSWORD)
        association = make_association(town, owner=helga, name="Mittagstisch")
        make_opportunity(town, association, state=PublicationState.DRAFT, title=OFFER)
    return f"/{TOWN}/verein/{association.public_id}/angebote/"


def ulla_signs_in(somebody: Somebody) -> Hands:
    ulla = somebody()
    ulla.go(f"/{NEXT}/konto/einloggen")
    ulla.write("E-Mail", NEIGHBOUR)
    ulla.write("Passwort", PASSWORD)
    ulla.press("Einloggen")
    ulla.at("Zu prüfen")
    return ulla


def to_the_offer(helga: Hands, kitchen: str) -> None:
    helga.go(kitchen)
    helga.at("Angebote")
    helga.follow(OFFER)


def two_towns_journey(somebody: Somebody, post: Post, kitchen: str) -> None:
    helga, jonas = somebody(), somebody()
    sign_in(helga, HELGA)
    helga.at("Heute")
    to_the_offer(helga, kitchen)
    helga.follow("Bearbeiten")
    helga.at("Angebot bearbeiten")
    helga.sees("Wo soll Ihr Angebot noch stehen?")
    helga.tick("Nebenan")
    helga.press("Einreichen")
    helga.sees("Musterstadt und Nebenan sehen es sich an")

    sign_in(jonas, MODERATOR)
    jonas.at("Zu prüfen")
    jonas.follow_beginning(OFFER)
    jonas.at(OFFER)
    jonas.press("Freigeben")
    jonas.sees("Alles erledigt")

    ulla = ulla_signs_in(somebody)
    ulla.follow_beginning(OFFER)
    ulla.at(OFFER)
    ulla.write("Begründung", REASON)
    ulla.press("Bitte ändern")
    ulla.sees("Alles erledigt")
    assert "Nebenan" in text_of(post.to(HELGA, OFFER))

    to_the_offer(helga, kitchen)
    helga.sees("Nebenan schreibt:", REASON, "Zur Seite in Musterstadt")
    helga.follow("Bearbeiten")
    helga.sees("Dieses Angebot ist online.", "Erst nach der Prüfung durch Musterstadt")
    helga.unfold("Am Tag selbst")
    helga.write("Wo trifft man sich?", "Vor der Küche. Bus 5 hält davor.")
    helga.press("Änderungen einreichen")
    helga.sees("jetzt zu sehen in: Musterstadt", "Nebenan sieht es sich an")

    jonas.go(f"/{TOWN}/stadt/")
    jonas.sees("Schon online, bitte einmal ansehen")
    jonas.follow(OFFER)
    jonas.sees("Was sich online geändert hat", "Bus 5 hält davor.")
    jonas.press("Gesehen, in Ordnung")
    jonas.sees("Als gesehen abgehakt.")

    ulla.go(f"/{NEXT}/stadt/")
    ulla.follow_beginning(OFFER)
    ulla.press("Freigeben")
    ulla.sees("Alles erledigt")
    citizen = somebody()
    for slug in (TOWN, NEXT):
        citizen.go(f"/{slug}/mitmachen/")
        citizen.follow_beginning(OFFER)
        citizen.sees("Bus 5 hält davor.")


def test_two_towns(kitchen: str, somebody: Somebody, post: Post) -> None:
    two_towns_journey(somebody, post, kitchen)
