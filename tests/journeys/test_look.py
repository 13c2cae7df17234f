"""An administrator gives her town another look, by keyboard alone: try, mend, publish, and take it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from engagement.cities.models import City
from engagement.core.actor import CityRole
from tests.journeys.conftest import TOWN, sign_in
from tests.journeys.hands import Hands
from tests.support.factories import PASSWORD, make_staff

Somebody = Callable[[], Hands]
KATJA = "katja.ernst@stadt.example"
YELLOW, COLOUR = "#f4c400", "Farbe von Knöpfen und Links"


@pytest.mark.parametrize("way", ["keyboard", "phone"], indirect=True)
def test_another_look(app: Flask, town: City, way: str, somebody: Somebody) -> None:
    with app.app_context():
        make_staff(town, CityRole.ADMINISTRATOR, email=KATJA, name="Katja Ernst", password=PASSWORD)
    katja = somebody()
    sign_in(katja, KATJA)
    katja.at("Zu prüfen")
    katja.go(f"/{TOWN}/stadt/einstellungen/aussehen")
    katja.at("Einstellungen: Aussehen")
    text = katja.page.locator("input[type=text]#action")
    katja.enter(text, YELLOW)
    katja.write("Leitspruch", "ist dabei")
    katja.sees("Schlecht zu lesen")
    katja.press("Stattdessen")
    expect(text).not_to_have_value(YELLOW)
    expect(katja.main.locator("#action-part .kern-error")).to_have_count(0)
    expect(text).to_be_focused()  # the button is gone, she goes on at its colour
    katja.sees("Die Vorschau zeigt Ihren Entwurf.")
    first = katja.main.locator(".look__order li").first
    name = first.locator("span").first.inner_text()
    katja.activate(first.get_by_role("button"))
    expect(first).not_to_contain_text(name)
    katja.press("Veröffentlichen")
    katja.sees("Veröffentlicht.")
    visitor = somebody()
    visitor.go(f"/{TOWN}/")
    expect(visitor.page.locator(".brand").first).to_contain_text("ist dabei")
    katja.follow("Früheres Aussehen")
    katja.at("Früheres Aussehen")
    katja.press("Dieses Aussehen wieder aufnehmen")
    katja.sees("wieder online")
    visitor.page.reload()
    expect(visitor.page.locator(".brand").first).not_to_contain_text("ist dabei")
