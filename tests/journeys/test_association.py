"""An association comes, writes its first offer, is asked for a change, and is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from engagement.cities.models import City
from engagement.kernel.clock import utcnow
from tests.journeys.conftest import MODERATOR, TOWN, Post, sign_in
from tests.journeys.hands import Hands
from tests.support.factories import PASSWORD
from tests.support.mail import text_of

Somebody = Callable[[], Hands]
HELGA = "helga.brandt@verein.example"
CLUB, OFFER = "Mittagstisch am Markt e. V.", "Hände, die mitkochen"
WISH = "Bitte schreiben Sie noch dazu, wo man sich trifft."


def create_account(helga: Hands, post: Post) -> None:
    helga.go(f"/{TOWN}/")
    helga.at("Was möchten Sie tun?")
    helga.follow("Angebot einstellen")
    helga.at("Hier finden Vereine ihre Leute")
    helga.follow("Konto anlegen")
    helga.at("Konto anlegen")
    helga.write("Ihr Name", "Helga Brandt")
    helga.write("E-Mail", HELGA)
    helga.write("Passwort", PASSWORD)
    helga.press("Konto anlegen")
    helga.at("Bitte schauen Sie in Ihr Postfach")
    helga.go(post.link(HELGA, "Bitte bestätigen Sie Ihre E-Mail-Adresse"))
    helga.at("Adresse bestätigen")
    helga.write("Passwort", PASSWORD)
    helga.press("Bestätigen und einloggen")
    helga.at("Meine Vereine")  # where she was going before she had an account


def enter_association(helga: Hands) -> None:
    helga.follow("Verein eintragen")
    helga.at("Verein eintragen")
    helga.choose("Verein")
    helga.write("Name des Vereins", CLUB)
    helga.write("Was machen Sie?", "Dienstags und donnerstags kochen wir für alle, die nicht allein essen möchten.")
    helga.press("Verein eintragen")
    helga.at("Heute")
    helga.sees("Willkommen.", "Musterstadt hat Ihren Verein noch nicht geprüft.")


def write_offer(helga: Hands, day: date) -> None:
    """The five answers, and nothing more."""
    helga.follow("Angebot schreiben")
    helga.at("Wie möchten Sie anfangen?")
    helga.follow("Leeres Formular")
    helga.at("Neues Angebot")
    helga.write(f"{CLUB} sucht …", OFFER)
    helga.choose("An festen Terminen")
    helga.write("Tag", day)
    helga.write("Von", time(10))
    helga.write("Bis", time(14))
    helga.write("Ort", "Gemeindehaus")
    helga.write("Straße und Hausnummer", "Marktplatz 3")
    helga.write("Postleitzahl", "75015")
    helga.write("Wie viele Menschen?", "4")
    helga.holds("Name", "Helga Brandt")
    helga.holds("E-Mail", HELGA)


def preview_and_submit(helga: Hands) -> None:
    helga.press("Speichern und ansehen")
    helga.at(OFFER)
    helga.sees("So sehen es die Menschen:", "4 Plätze frei", "10–14 Uhr", "Gemeindehaus")
    helga.press("Einreichen")
    helga.sees("Eingereicht. Musterstadt sieht es sich an und schreibt Ihnen.")
    helga.at(OFFER)


def ask_for_a_change(jonas: Hands) -> None:
    sign_in(jonas, MODERATOR)
    jonas.at("Zu prüfen")
    jonas.follow_beginning(OFFER)
    jonas.at(OFFER)
    jonas.sees("Neuer Verein.", CLUB)
    jonas.write("Begründung", WISH)
    jonas.press("Bitte ändern")
    jonas.at("Zu prüfen")
    jonas.sees("Erledigt")


def change_and_submit_again(helga: Hands, post: Post) -> None:
    mail = post.to(HELGA, "Bitte ändern Sie etwas")
    assert WISH in text_of(mail)
    helga.go(post.link(HELGA, "Bitte ändern Sie etwas"))
    helga.at("Angebot bearbeiten")
    helga.sees("Die Stadt schreibt:", WISH)
    helga.holds(f"{CLUB} sucht …", OFFER)
    helga.unfold("Am Tag selbst")
    helga.write("Wo trifft man sich?", "Am Hintereingang, neben der Apotheke")
    helga.press("Einreichen")
    helga.sees("Eingereicht.")


def approve(jonas: Hands) -> None:
    jonas.go(f"/{TOWN}/stadt/")
    jonas.at("Zu prüfen")
    jonas.follow_beginning(OFFER)
    jonas.at(OFFER)
    jonas.sees("Am Hintereingang, neben der Apotheke")
    jonas.press("Freigeben")
    jonas.at("Zu prüfen")
    jonas.sees("Alles erledigt")


def find_it(visitor: Hands, helga: Hands, post: Post) -> None:
    helga.go(post.link(HELGA, "online"))
    helga.at(OFFER)
    visitor.go(f"/{TOWN}/mitmachen/")
    visitor.at("1 Angebot")
    visitor.follow_beginning(OFFER)
    visitor.at(OFFER)
    visitor.sees(CLUB, "Am Hintereingang, neben der Apotheke", "4 Plätze frei")
    visitor.go(f"/{TOWN}/vereine/")
    visitor.sees(CLUB)


def whole_journey(somebody: Somebody, post: Post) -> None:
    helga, jonas = somebody(), somebody()
    create_account(helga, post)
    enter_association(helga)
    write_offer(helga, utcnow().date() + timedelta(days=10))
    preview_and_submit(helga)
    ask_for_a_change(jonas)
    change_and_submit_again(helga, post)
    approve(jonas)
    find_it(somebody(), helga, post)


@pytest.mark.both_engines
def test_first_offer(town: City, engine_kind: str, somebody: Somebody, post: Post) -> None:
    whole_journey(somebody, post)


@pytest.mark.parametrize("way", ["phone", "keyboard", "no script"], indirect=True)
def test_first_offer_in_other_ways(town: City, way: str, somebody: Somebody, post: Post) -> None:
    whole_journey(somebody, post)
