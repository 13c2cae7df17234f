"""What the script adds to components: an editor, a dialog, a preview, short messages. Each works without it too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

GUIDE = "/styleguide?thema=bretten"
EDITOR = "#c-text"


def typed(page: Page) -> str:
    """What the form would send."""
    return page.locator("textarea[name=c-text]").input_value()


def test_the_editor_shows_what_is_stored_and_changes_nothing_by_itself(page: Page) -> None:
    page.goto(GUIDE)
    expect(page.locator(f"{EDITOR} h3")).to_have_text("So läuft der Nachmittag")
    expect(page.locator(f"{EDITOR} li")).to_have_count(3)
    assert typed(page).startswith("### So läuft der Nachmittag\r\n" if "\r" in typed(page) else "### So läuft")
    expect(page.get_by_role("textbox", name="Beschreibung").first).to_be_visible()


def test_formatting_becomes_typed_signs(page: Page) -> None:
    page.goto(GUIDE)
    editor = page.locator(EDITOR)
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Wir backen")
    page.keyboard.press("Enter")
    bar = page.get_by_role("toolbar").first
    bar.get_by_role("button", name="Liste", exact=True).click()
    page.keyboard.type("Brot")
    page.keyboard.press("Enter")
    bar.get_by_role("button", name="Fett").click()
    page.keyboard.type("Kuchen")
    assert typed(page).endswith("Wir backen\n\n- Brot\n- **Kuchen**")


def test_a_link_is_set_by_keyboard(page: Page) -> None:
    page.goto(GUIDE)
    page.locator(EDITOR).click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Plan")
    page.keyboard.press("Control+A")
    bar = page.get_by_role("toolbar").first
    bar.get_by_role("button", name="Fett").focus()
    for _step in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Adresse des Links").first).to_be_focused()
    page.keyboard.type("verein.example/plan")
    page.keyboard.press("Enter")
    expect(page.locator(EDITOR)).to_be_focused()
    assert "[Plan](https://verein.example/plan)" in typed(page)


def test_the_error_summary_and_the_label_lead_to_the_editor(page: Page) -> None:
    page.goto(GUIDE)
    page.locator("#d-text-label").click()
    expect(page.locator("#d-text")).to_be_focused()
    assert page.locator("#d-text").get_attribute("aria-invalid") == "true"


def test_without_script_there_is_a_textarea(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(GUIDE)
    box = page.locator("#c-text")
    assert box.evaluate("element => element.tagName") == "TEXTAREA"
    expect(box).to_be_visible()
    expect(page.locator(".rich__bar")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_link_opens_as_a_dialog(new_page: Callable[..., Page], axe: Callable[[Page], None], width: int) -> None:
    page = new_page(width=width)
    page.goto(GUIDE)
    link = page.get_by_role("link", name="Problem melden")
    link.click()
    dialog = page.locator("dialog:modal")
    expect(dialog).to_be_visible()
    expect(page.get_by_role("dialog", name="Problem melden").first).to_be_visible()
    expect(dialog.locator("h1")).to_have_count(0)
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()


def test_without_script_the_dialog_is_a_page(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(GUIDE)
    page.get_by_role("link", name="Problem melden").click()
    expect(page.locator("h1")).to_have_text("Problem melden")


def test_copying_says_so_in_the_live_region(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(GUIDE)
    page.locator(".share summary").click()
    page.get_by_role("button", name="Kopieren").click()
    region = page.locator("[data-toasts]")
    expect(region).to_contain_text("Kopiert.")
    assert region.get_attribute("role") == "status"
    assert page.evaluate("navigator.clipboard.readText()").endswith("/styleguide?thema=bretten")
    region.get_by_role("button", name="Schließen").click()
    expect(region.locator(".toast")).to_have_count(0)


def test_a_chosen_picture_is_shown_and_a_large_one_given_back(page: Page, tmp_path: Path) -> None:
    page.goto(GUIDE)
    page.locator("form summary", has_text="Mehr angeben").first.click()
    small, large = tmp_path / "fest.png", tmp_path / "riesig.png"
    Image.new("RGB", (640, 320), "#a33").save(small)
    large.write_bytes(small.read_bytes() + b"\0" * (1024 * 1024 + 1))
    field = page.locator("#a-picture")
    field.set_input_files(small)
    chosen = page.locator("#a-picture-chosen")
    expect(chosen).to_contain_text("fest.png")
    canvas = chosen.locator("canvas")
    expect(canvas).to_be_visible()
    assert canvas.evaluate("element => [element.width, element.height]") == [480, 240]
    field.set_input_files(large)
    expect(chosen).to_contain_text("höchstens 1 MB")
    expect(canvas).to_have_count(0)
    assert field.evaluate("element => element.files.length") == 0
