"""A city's own host in Chromium: pages, styles and a registration; signing in leads to the platform's host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.factories import make_association, make_city, make_opportunity, make_user


def test_a_visitor_of_the_citys_own_host(app: Flask, new_page: Callable[..., Page], live_server: Any) -> None:
    with app.app_context():
        city = make_city("bretten", name="Bretten")
        offer = make_opportunity(city, make_association(city, owner=make_user()))
    port = urlsplit(live_server.url).port
    host = f"http://bretten.localhost:{port}"
    page = new_page()
    page.goto(f"{host}/")
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Mitmachen").click()
    expect(page).to_have_url(f"{host}/mitmachen/")
    sheets = page.evaluate("[...document.styleSheets].map(sheet => sheet.cssRules.length)")
    assert len(sheets) == 3 and all(sheets), "the styles of the product, for paper, and the theme of the city are there"
    page.goto(f"{host}/mitmachen/{offer.public_id}/zusagen")
    page.get_by_label("Ihr Name").fill("Rosa Weber")
    page.get_by_label("E-Mail").fill("rosa@leute.example")
    page.locator("label[for=is_adult]").click()
    page.get_by_role("button", name="Mitmachen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fast geschafft")
    assert page.url.startswith(f"{host}/mitmachen/{offer.public_id}/")
    assert page.context.cookies() == []
    page.get_by_role("link", name="Einloggen").first.click()
    expect(page).to_have_url(f"http://localhost:{port}/bretten/konto/einloggen")
