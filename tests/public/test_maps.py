"""Maps: none without the operator's choice, nothing fetched before a click, and never more than the list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from config import Settings, SettingsError
from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from tests.search.shelf import offer
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_association, make_city, make_user

FOREIGN = "https://karten.example/{z}/{x}/{y}.png"
OWN = "/kacheln/{z}/{x}/{y}.png"
MIDDLE = "49.02000, 8.69000"
HERE, THERE = "49.03610, 8.70610", "49.04000, 8.71000"


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Choose an installation's map for one test; other tests have the same app."""

    def chosen(app: Flask, tiles: str, start: str = "") -> None:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], map_tiles=tiles, map_start=start))

    return chosen


def town(app: Flask) -> dict[str, str]:
    """Four offers, three of them with a point, two of those at the same place."""
    with app.app_context():
        city = make_city("musterstadt")
        association = make_association(city, owner=make_user("verein@leute.example", password=PASSWORD))
        points = {"Kuchen backen": HERE, "Lieder singen": HERE, "Beete pflegen": THERE, "Briefe schreiben": ""}
        ids = {
            title: offer(city, association, title=title, point=point, fields=["nature" if point == THERE else "sport"])
            for title, point in points.items()
        }
    return {title: each.public_id for title, each in ids.items()} | {"association": association.public_id}


def test_without_the_operators_choice_there_is_no_map(app: Flask, client: Any) -> None:
    ids = town(app)
    for path in ("", ids["Kuchen backen"]):
        page = client.get(f"/musterstadt/mitmachen/{path}")
        assert not page.document.all("[data-map]")
        assert "img-src 'self' data:;" in page.headers["Content-Security-Policy"]
    sign_in(client, "musterstadt", "verein@leute.example")
    form = client.get(f"/musterstadt/verein/{ids['association']}/angebote/{ids['Kuchen backen']}/bearbeiten")
    assert [(each["type"], each["value"]) for each in form.document.all("input[name=point]")] == [("hidden", HERE)]


def test_only_pages_with_a_map_name_its_host(app: Flask, client: Any, choose: Callable[..., None]) -> None:
    ids = town(app)
    choose(app, FOREIGN)
    expected = {
        "mitmachen/": True, f"mitmachen/{ids['Kuchen backen']}": True, f"mitmachen/{ids['Briefe schreiben']}": False,
        "": False, "vereine/": False, "konto/einloggen": False,
    }  # fmt: skip
    for path, has_map in [*expected.items(), *expected.items()]:  # the second time from memory
        page = client.get(f"/musterstadt/{path}")
        policy = page.headers["Content-Security-Policy"]
        assert ("img-src https://karten.example 'self' data:;" in policy) is has_map, path
        assert len(page.document.all("[data-map]")) == has_map
        named = [each.get("src", "") + each.get("href", "") for each in page.document.all("img, script, link")]
        assert not [address for address in named if "karten.example" in address]
    assert "Die Karte kommt von karten.example." in client.get("/musterstadt/mitmachen/").visible_text


@pytest.mark.parametrize(
    "tiles", ["http://karten.example/{z}/{x}/{y}", "https://karten.example/{z}", "https://a.b; script-src *//{z}{x}{y}",
              "//karten.example/{z}/{x}/{y}", "javascript:{z}{x}{y}"],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused(tiles: str) -> None:
    with pytest.raises(SettingsError, match="MAP_TILES"):
        Settings.from_environment({"ENGAGEMENT_ENV": "test", "MAP_TILES": tiles})
    with pytest.raises(SettingsError, match="MAP_START"):
        Settings.from_environment({"ENGAGEMENT_ENV": "test", "MAP_START": "Bretten"})
    assert Settings.from_environment({"ENGAGEMENT_ENV": "test", "MAP_TILES": OWN}).map_tiles == OWN


def test_a_map_opens_where_the_town_lies(app: Flask, client: Any, choose: Callable[..., None]) -> None:
    """At its own middle, else where the operator says, else at what it shows; points on the page come first."""
    ids = town(app)
    sign_in(client, "musterstadt", "verein@leute.example")
    form = f"/musterstadt/verein/{ids['association']}/angebote/neu"

    def start(address: str) -> str:
        return str(client.get(address).document.one("[data-map]")["data-start"])

    choose(app, OWN)
    assert start(form) == "49.03610, 8.70610, 49.04000, 8.71000"
    assert start("/musterstadt/mitmachen/") == ""
    assert start("/suche?q=gibtesnicht") == start("/musterstadt/mitmachen/?q=gibtesnicht") == start(form)
    choose(app, OWN, "51.5,10.5,7")
    assert start(form) == start("/suche?q=gibtesnicht") == "51.5,10.5,7"
    with app.app_context(), entered(SYSTEM):
        db.session.execute(sa.update(City).values(map_point=MIDDLE))
        db.session.commit()
    assert start(form) == start("/musterstadt/mitmachen/?q=gibtesnicht") == "49.02000, 8.69000, 13"
    assert start("/suche?q=gibtesnicht") == "51.5,10.5,7"


def test_the_map_shows_what_is_in_the_list_and_only_after_a_click(
    page: Page, app: Flask, live_server: Any, axe: Callable[[Page], None], choose: Callable[..., None]
) -> None:
    town(app)
    choose(live_server.app, OWN)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/musterstadt/mitmachen/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "kacheln" in url or "/map." in url]
    button = page.get_by_role("button", name="Auf der Karte zeigen")
    button.focus()
    page.keyboard.press("Enter")
    pins = page.locator(".map__pin")
    expect(pins).to_have_count(2)
    assert [url for url in asked if "kacheln" in url]
    expect(button).to_have_attribute("aria-expanded", "true")
    both = page.get_by_role("button", name="Lieder singen")
    both.and_(page.locator(".map__pin")).focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup.get_by_role("link")).to_have_count(2)
    on_map = {link.get_attribute("href") for link in popup.get_by_role("link").all()}
    in_list = {link.get_attribute("href") for link in page.locator("#ergebnisse .card__t a").all()}
    assert on_map < in_list
    axe(page)
    page.get_by_label("Natur und Tiere").check()
    expect(pins).to_have_count(1)
    expect(pins).to_have_attribute("aria-label", "Beete pflegen")


def test_an_association_sets_the_point_with_the_keyboard(
    page: Page, app: Flask, live_server: Any, choose: Callable[..., None]
) -> None:
    ids = town(app)
    choose(live_server.app, OWN)
    with app.app_context(), entered(SYSTEM):
        db.session.execute(sa.update(City).values(map_point=MIDDLE))
        db.session.commit()
    page.goto(f"{live_server.url}/musterstadt/konto/einloggen")
    main = page.get_by_role("main")
    main.get_by_label("E-Mail").fill("verein@leute.example")
    main.get_by_label("Passwort", exact=True).fill(PASSWORD)
    main.get_by_role("button", name="Einloggen").click()
    page.wait_for_url("**/verein/**")
    work = f"{live_server.url}/musterstadt/verein/{ids['association']}/angebote"
    page.goto(f"{work}/{ids['Briefe schreiben']}/bearbeiten")
    field = page.get_by_label("Punkt auf der Karte")
    expect(field).to_have_value("")
    page.get_by_role("button", name="Auf der Karte zeigen").click()
    expect(page.locator(".leaflet-tile-pane")).to_be_attached()
    page.locator(".map__box").focus()
    page.keyboard.press("Enter")
    expect(field).to_have_value(
        re.compile(r"^49\.0(199|200)\d, 8\.6(899|900)\d$")
    )  # the middle of the town, to some pixels
    expect(page.locator(".map__pin")).to_have_count(1)
