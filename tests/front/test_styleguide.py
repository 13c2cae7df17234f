"""The style guide shows everything, and everything on it is accessible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.support.client import CheckingClient

if TYPE_CHECKING:
    from playwright.sync_api import Page

COMPONENTS = Path(__file__).resolve().parents[2] / "engagement" / "templates" / "components"
THEMES = ("baden-baden", "bretten", "ettlingen", "neutral")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("address", ["/styleguide", "/styleguide/arbeit"])
def test_pages(client: CheckingClient, address: str, theme: str) -> None:
    page = client.get(f"{address}?thema={theme}")
    assert page.status_code == 200
    assert page.document.one("html")["data-character"]


@pytest.mark.parametrize("code", [400, 403, 404, 413, 429, 500, 503])
def test_error_pages_say_what_to_do(client: CheckingClient, code: int) -> None:
    page = client.get(f"/styleguide/fehler/{code}?thema=bretten")
    assert page.status_code == code
    assert page.document.one("h1").text
    assert page.document.all("main a"), "a way on"


def test_errors_are_in_the_title(client: CheckingClient) -> None:
    assert not client.get("/styleguide").document.one("title").text.startswith("Fehler")


def test_every_component_is_shown(app: Flask) -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in (COMPONENTS.parent / "styleguide").glob("*.html"))
    through_others = {"parts", "shortcut_switch", "own_section"}
    missing = [path.stem for path in COMPONENTS.glob("*.html") if f"components/{path.name}" not in shown]
    assert set(missing) <= through_others


def test_not_in_production(make_app: Callable[..., Flask]) -> None:
    from config import Settings

    assert not Settings(environment="production").shows_styleguide
    assert "styleguide" in make_app(environment="development").blueprints


@pytest.mark.parametrize(
    ("theme", "scheme", "width"),
    [("bretten", "light", 1280), ("ettlingen", "dark", 768), ("baden-baden", "light", 360)],
)
def test_accessible(
    new_page: Callable[..., Page], axe: Callable[[Page], None], theme: str, scheme: str, width: int
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    page.goto(f"/styleguide?thema={theme}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        "scrolls sideways"
    )


def test_the_theme_reaches_into_the_pictures(new_page: Callable[..., Page]) -> None:
    page = new_page(width=1280)
    colours = set()
    for theme in THEMES:
        page.goto(f"/styleguide?thema={theme}")
        colours.add(
            page.locator(".tile .pic svg").first.evaluate(
                "element => getComputedStyle(element).getPropertyValue('--p1')"
            )
        )
    assert len(colours) == len(THEMES)


def test_the_panel_is_a_sheet_on_phones(phone_page: Page) -> None:
    phone_page.goto("/styleguide?thema=bretten")
    panel = phone_page.locator("#auswahl")
    assert not panel.is_visible()
    phone_page.locator(".sheet a").click()
    assert panel.is_visible()
    panel.get_by_role("link", name="Schließen").click()
    assert not panel.is_visible()


def test_the_menu_opens_by_keyboard_and_closes_with_escape(phone_page: Page) -> None:
    phone_page.goto("/styleguide?thema=bretten")
    menu = phone_page.locator("details.menu").last
    menu.locator("summary").focus()
    phone_page.keyboard.press("Enter")
    assert menu.get_by_role("link", name="Vereine").is_visible()
    phone_page.keyboard.press("Escape")
    assert not menu.get_by_role("link", name="Vereine").is_visible()
    assert menu.locator("summary").evaluate("element => element === document.activeElement")
