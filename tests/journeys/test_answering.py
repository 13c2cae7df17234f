"""Somebody asks for a place, and the association answers: by keyboard alone, and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from engagement.cities.models import City
from tests.journeys.conftest import TOWN, Post, sign_in
from tests.journeys.hands import Hands
from tests.search.shelf import offer
from tests.support.factories import PASSWORD, make_association, make_user

Somebody = Callable[[], Hands]
OFFER = "Vorleserin für die Kita Regenbogen"
HANNA, HELGA = "hanna.keller@leute.example", "helga.brandt@verein.example"


@pytest.mark.parametrize("way", ["keyboard", "phone"], indirect=True)
def test_the_association_says_yes(app: Flask, town: City, way: str, somebody: Somebody, post: Post) -> None:
    with app.app_context():
        association = make_association(town, owner=make_user(HELGA, password=PASSWORD))
        address = offer(town, association, title=OFFER, contact_email=HELGA, approval_required=True).public_id
        make_user(HANNA, name="Hanna Keller", password=PASSWORD)
    hanna, helga = somebody(), somebody()
    sign_in(hanna, HANNA)
    hanna.at("Mein Konto")
    hanna.go(f"/{TOWN}/mitmachen/{address}")
    hanna.at(OFFER)
    hanna.press("Mitmachen")
    hanna.at("Schön, dass Sie mitmachen")
    hanna.choose("Ja")
    hanna.press("Mitmachen")
    hanna.at("Ihre Anfrage ist angekommen")

    sign_in(helga, HELGA)
    helga.at("Heute")
    helga.sees("Hanna Keller möchte mitmachen")
    helga.follow("Antworten")
    helga.sees("Hanna Keller")
    helga.press("Zusagen")
    helga.sees("Zugesagt. Die E-Mail ist unterwegs.")
    hanna.go(post.link(HANNA, "Sie sind dabei"))
    hanna.at("Ihr Platz ist sicher")
