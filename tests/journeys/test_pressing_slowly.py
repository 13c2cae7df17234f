"""A draft saves itself while somebody presses a button slowly: the button stays under the finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from engagement.cities.models import City
from tests.journeys.conftest import sign_in
from tests.journeys.hands import Hands
from tests.support.factories import PASSWORD, make_association, make_user

HELGA, CLUB, OFFER = "helga.brandt@verein.example", "Mittagstisch am Markt", "Hände, die mitkochen"


@pytest.mark.parametrize("way", ["desk", "phone"], indirect=True)
@pytest.mark.parametrize("button", ["Speichern und ansehen", "Speichern"])
def test_what_is_said_moves_no_button(
    app: Flask, town: City, way: str, button: str, somebody: Callable[[], Hands]
) -> None:
    with app.app_context():
        make_association(town, owner=make_user(HELGA, name="Helga Brandt", password=PASSWORD), name=CLUB)
    helga = somebody()
    sign_in(helga, HELGA)
    helga.follow("Angebot schreiben")
    helga.follow("Leeres Formular")
    helga.write(f"{CLUB} sucht …", OFFER)
    target = helga.main.get_by_role("button", name=button, exact=True).filter(visible=True).last
    target.scroll_into_view_if_needed()
    helga.page.evaluate("() => document.fonts.ready")  # the page has its shape
    target.hover()
    helga.page.mouse.down()
    helga.sees("Entwurf gespeichert um")
    helga.page.mouse.up()
    helga.at(OFFER if button == "Speichern und ansehen" else "Angebot bearbeiten")
