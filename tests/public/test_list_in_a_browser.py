"""The panel of the list in Chromium: with script, on a phone, and without script by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engagement.cities.queries import city_by_slug
from engagement.core.scope import SYSTEM, entered
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city


@pytest.fixture
def list_address(app: Any, live_server: Any) -> str:
    with app.app_context():
        city = make_city("musterstadt")
        association = make_association(city)
        offer(city, association, title="Tore schießen", fields=["sport"], starts_in=timedelta(days=2))
        offer(city, association, title="Lieder singen", fields=["culture"], starts_in=timedelta(days=3))
        offer(city, association, title="Sport und Lieder", fields=["sport", "culture"], starts_in=timedelta(days=4))
    return f"{live_server.url}/musterstadt/mitmachen/"


def test_the_list_follows_the_panel(page: Page, list_address: str, axe: Callable[[Page], None]) -> None:
    page.goto(list_address)
    page.evaluate("window.same = true")  # gone when the page is loaded anew
    page.get_by_label("Sport und Bewegung").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 Angebote")
    expect(page.get_by_role("status").filter(has_text="2 Angebote")).to_be_attached()
    expect(page.get_by_label("Sport und Bewegung")).to_be_focused()
    expect(page).to_have_url(f"{list_address}?thema=sport")
    page.get_by_label("Reihenfolge").select_option("neu")
    expect(page.locator(".card__t").first).to_have_text("Sport und Lieder")
    page.get_by_role("link", name="Sport und Bewegung entfernen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 Angebote")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_label("Was?").fill("Lieder")
    page.get_by_label("Was?").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 Angebote")
    expect(page).to_have_url(f"{list_address}?sortierung=neu&q=Lieder")
    expect(page.get_by_label("Was?")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 Angebote")
    assert page.evaluate("window.same")
    axe(page)


def test_pages_of_the_list_turn_in_place(page: Page, app: Any, list_address: str) -> None:
    with app.app_context():
        with entered(SYSTEM):
            city = city_by_slug("musterstadt")
        assert city is not None
        association = make_association(city)
        for number in range(24):
            offer(city, association, title=f"Weiteres {number}", fields=["nature"], starts_in=timedelta(days=9))
    page.goto(list_address)
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Weiter", exact=True).click()
    expect(page).to_have_url(f"{list_address}?seite=2")
    expect(page.locator(".card")).to_have_count(3)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert page.evaluate("window.same")


def test_on_a_phone_the_panel_is_a_sheet(phone_page: Page, list_address: str, axe: Callable[[Page], None]) -> None:
    phone_page.goto(list_address)
    expect(phone_page.get_by_label("Sport und Bewegung")).to_be_hidden()
    phone_page.get_by_role("link", name="Eingrenzen").click()
    axe(phone_page)
    phone_page.get_by_label("Sport und Bewegung").check()
    phone_page.get_by_role("button", name="2 Angebote zeigen").click()
    expect(phone_page.get_by_label("Sport und Bewegung")).to_be_hidden()
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("2 Angebote")


def test_without_script_a_button_does(new_page: Callable[..., Page], list_address: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(list_address)
    page.get_by_label("Kultur und Musik").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="3 Angebote zeigen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 Angebote")
