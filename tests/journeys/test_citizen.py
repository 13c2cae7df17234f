"""Somebody finds an offer and takes part, as a guest and with an account, and calls off again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from engagement.cities.models import City
from tests.journeys.conftest import TOWN, Post, sign_in
from tests.journeys.hands import Hands
from tests.search.shelf import offer
from tests.support.factories import PASSWORD, make_association, make_user
from tests.support.mail import text_of

Somebody = Callable[[], Hands]
OFFER, CLUB = "Kuchenverkäufer für den Adventsmarkt", "Landfrauen Musterstadt"
GUEST, CITIZEN, CONTACT = "rosa.weber@leute.example", "hanna.keller@leute.example", "kontakt@verein.example"


@pytest.fixture
def shelf(app: Flask, town: City) -> None:
    """An offer with five places, and another that nobody looks for."""
    with app.app_context():
        association = make_association(town, name=CLUB, owner=make_user())
        offer(town, association, title=OFFER, contact_email=CONTACT, meeting_point="Am Stand neben dem Rathaus")
        offer(town, association, title="Gärtner für den Schulhof", summary="", description_html="<p>Wir pflanzen.</p>")
        make_user(CITIZEN, name="Hanna Keller", password=PASSWORD)


def find(citizen: Hands) -> None:
    """From the town's home to the offer, with a word of another form than the one that is written there."""
    citizen.go(f"/{TOWN}/")
    citizen.at("Was möchten Sie tun?")
    citizen.write("Was?", "Kuchen verkaufen")
    citizen.press("Finden")
    citizen.at("1 Angebot")
    citizen.sees_not("Gärtner für den Schulhof")
    citizen.follow_beginning(OFFER)
    citizen.at(OFFER)
    citizen.sees(f"{CLUB} sucht", "5 Plätze frei")
    citizen.press("Mitmachen")
    citizen.at("Schön, dass Sie mitmachen")


def register_as_guest(rosa: Hands, post: Post) -> None:
    rosa.press("Mitmachen")
    rosa.sees_error("E-Mail", "Bitte schreiben Sie Ihre E-Mail-Adresse oder Ihre Telefonnummer. Eines genügt.")
    rosa.write("Ihr Name", "Rosa")
    rosa.write("E-Mail", GUEST)
    rosa.choose("Ja")
    rosa.write("Möchten Sie etwas dazu sagen?", "Ich bringe einen Apfelkuchen mit.")
    rosa.write("Ihr Name", "Rosa Weber")  # back once more
    rosa.press("Mitmachen")
    rosa.at("Fast geschafft: Schauen Sie in Ihre E-Mails")
    rosa.go(post.link(GUEST, "Bitte bestätigen"))
    rosa.at("Bestätigen Sie Ihren Platz")
    rosa.sees("Rosa Weber", OFFER)
    rosa.press("Ja, ich mache mit")
    rosa.at("Ihr Platz ist sicher")
    rosa.sees("Danke. Ihr Platz ist jetzt sicher.", "Am Stand neben dem Rathaus")


def call_off(person: Hands) -> None:
    person.unfold("Absagen")
    person.sees("Möchten Sie wirklich absagen?")
    person.press("Ja, absagen")
    person.at("Sie haben abgesagt")


def sees_places(person: Hands, words: str) -> None:
    person.go(f"/{TOWN}/mitmachen/?q=Kuchen")
    person.at("1 Angebot")
    person.sees(words)


def guest_journey(somebody: Somebody, post: Post) -> None:
    rosa = somebody()
    find(rosa)
    register_as_guest(rosa, post)
    sees_places(somebody(), "4 Plätze frei")
    assert "Rosa Weber" in text_of(post.to(CONTACT, "Rosa Weber"))
    mail = post.to(GUEST, "Ihr Platz ist sicher")
    assert "Am Stand neben dem Rathaus" in text_of(mail)
    rosa.go(post.link(GUEST, "Ihr Platz ist sicher"))
    rosa.at("Ihr Platz ist sicher")
    call_off(rosa)
    sees_places(rosa, "5 Plätze frei")


def account_journey(somebody: Somebody, post: Post) -> None:
    hanna = somebody()
    sign_in(hanna, CITIZEN)
    hanna.at("Mein Konto")
    hanna.sees("Noch nichts geplant")
    find(hanna)
    hanna.holds("Ihr Name", "Hanna Keller")
    hanna.choose("Ja")
    hanna.press("Mitmachen")
    hanna.at("Ihr Platz ist sicher")
    post.to(CITIZEN, "Ihr Platz ist sicher")
    hanna.go(f"/{TOWN}/konto/")
    hanna.at("Mein Konto")
    hanna.follow_beginning(OFFER)
    hanna.at("Ihr Platz ist sicher")
    call_off(hanna)
    hanna.go(f"/{TOWN}/konto/")
    hanna.at("Mein Konto")
    hanna.sees("Noch nichts geplant", "abgesagt")
    sees_places(hanna, "5 Plätze frei")


@pytest.mark.both_engines
def test_as_a_guest(shelf: None, engine_kind: str, somebody: Somebody, post: Post) -> None:
    guest_journey(somebody, post)


@pytest.mark.both_engines
def test_with_an_account(shelf: None, engine_kind: str, somebody: Somebody, post: Post) -> None:
    account_journey(somebody, post)


@pytest.mark.parametrize("way", ["phone", "keyboard", "no script"], indirect=True)
def test_as_a_guest_in_other_ways(shelf: None, way: str, somebody: Somebody, post: Post) -> None:
    guest_journey(somebody, post)


@pytest.mark.parametrize("way", ["phone", "keyboard"], indirect=True)
def test_with_an_account_in_other_ways(shelf: None, way: str, somebody: Somebody, post: Post) -> None:
    account_journey(somebody, post)
