"""The heart in Chromium: kept by the browser without an account, in place with one, taken over after signing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.search.shelf import offer
from tests.support.factories import PASSWORD, make_association, make_city, make_user


@pytest.fixture
def address(app: Any, live_server: Any) -> str:
    with app.app_context():
        city = make_city("musterstadt")
        association = make_association(city)
        offer(city, association, title="Tore schießen", fields=["sport"])
        offer(city, association, title="Lieder singen", fields=["culture"])
        make_user("erna@leute.example", password=PASSWORD)
    return f"{live_server.url}/musterstadt"


def test_without_an_account_the_browser_keeps_the_list(
    phone_page: Page, address: str, axe: Callable[[Page], None]
) -> None:
    page = phone_page
    page.goto(f"{address}/mitmachen/")
    heart = page.get_by_role("button", name="Merken: Tore schießen")
    heart.focus()
    page.keyboard.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status").filter(has_text="Gemerkt.")).to_be_attached()
    page.get_by_role("link", name="Eingrenzen").click()
    page.get_by_label("Sport und Bewegung").check()
    page.get_by_role("button", name="1 Angebot zeigen").click()
    expect(heart).to_have_attribute("aria-pressed", "true")  # also after the list was replaced
    assert not page.context.cookies()
    page.goto(f"{address}/merkliste/")
    expect(page.get_by_role("link", name="Tore schießen")).to_be_visible()
    expect(page.get_by_role("link", name="Lieder singen")).to_have_count(0)
    axe(page)
    page.get_by_role("button", name="Merken: Tore schießen").click()
    page.goto(f"{address}/merkliste/")
    expect(page.get_by_role("heading", name="Noch nichts gemerkt")).to_be_visible()


def test_what_was_kept_before_signing_in_is_taken_over(page: Page, address: str, axe: Callable[[Page], None]) -> None:
    page.goto(f"{address}/mitmachen/")
    page.get_by_role("button", name="Merken: Lieder singen").click()
    page.get_by_role("link", name="Lieder singen").click()
    button = page.get_by_role("button", name="Merken", exact=True)
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto(f"{address}/konto/einloggen")
    page.get_by_label("E-Mail").fill("erna@leute.example")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Einloggen").click()
    expect(page.get_by_text("und zwar 1.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="In die Merkliste übernehmen").click()
    expect(page.get_by_text("1 Angebot steht jetzt auf Ihrer Merkliste.")).to_be_visible()
    assert page.evaluate("localStorage.getItem('merkliste')") is None
    page.get_by_role("button", name="Merken: Lieder singen").click()
    expect(page.get_by_role("button", name="Merken: Lieder singen")).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.get_by_role("heading", name="Noch nichts gemerkt")).to_be_visible()
