"""What far.css leaves for later is there for the keyboard, for anchors, for a search in the page, for paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from engagement.cities.models import City
from tests.conftest import PHONE
from tests.journeys.conftest import TOWN
from tests.search.shelf import offer
from tests.support.factories import make_association

NewPage = Callable[..., Any]
FAR = "[...document.querySelectorAll('body *')].filter((part) => getComputedStyle(part).contentVisibility === 'auto')"
#: Whether the browser leaves out what the part holds.
LEFT_OUT = f"{FAR}.filter((part) => !part.firstElementChild?.checkVisibility({{contentVisibilityAuto: true}})).length"
SHIFT = """
window.moved = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) moved += each.value; })
  .observe({type: 'layout-shift', buffered: true});
"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def pages(app: Flask, town: City) -> list[str]:
    """The home, a long list and an offer with a long text."""
    with app.app_context():
        association = make_association(town, name="Landfrauen Musterstadt")
        text = "<p>Wir kochen.</p>" * 40
        made = [
            offer(town, association, title=f"Hände für das Fest {n}", description_html=text, fields=["sport"])
            for n in range(16)
        ]
    return [f"/{TOWN}/", f"/{TOWN}/mitmachen/", f"/{TOWN}/mitmachen/{made[0].public_id}"]


def test_far_parts_are_left_out_at_first_and_nothing_moves_when_they_come(new_page: NewPage, pages: list[str]) -> None:
    page = new_page(**PHONE)
    page.add_init_script(SHIFT)
    for address in pages:
        page.goto(address, wait_until="networkidle")
        assert page.evaluate(LEFT_OUT), f"{address} lays out everything at once"
        for _ in range(100):
            before = page.evaluate("scrollY")
            page.mouse.wheel(0, 400)
            page.evaluate(TWO_FRAMES)
            if page.evaluate("scrollY") == before:
                break
        assert page.evaluate("document.querySelector('.foot li a').checkVisibility({contentVisibilityAuto: true})")
        assert page.evaluate("moved") < 0.01, address


def test_an_anchor_a_word_and_the_keyboard_reach_far_parts(new_page: NewPage, pages: list[str]) -> None:
    page = new_page(**PHONE)
    page.goto(pages[2] + "#worum")
    page.evaluate(TWO_FRAMES)
    assert 0 <= page.evaluate("document.getElementById('worum').getBoundingClientRect().top") < 200
    page.goto(pages[0])
    assert page.evaluate("find('Bescheinigung prüfen')"), "the search in the page finds words of the footer"
    page.goto(pages[1])
    assert page.evaluate(LEFT_OUT)
    last = page.locator(".foot a").last
    page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    page.keyboard.press("Shift+Tab")
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
        if last.evaluate("link => link === document.activeElement"):
            break
    assert {f"Hände für das Fest {n}" for n in range(16)} <= reached
    page.evaluate(TWO_FRAMES)
    assert last.evaluate("link => link.getBoundingClientRect().bottom") <= PHONE["height"]


def test_paper_shows_everything(new_page: NewPage, pages: list[str]) -> None:
    page = new_page()
    for address in pages:
        page.goto(address)
        assert page.evaluate(f"{FAR}.length")
        page.emulate_media(media="print")
        assert not page.evaluate(f"{FAR}.length"), address
        page.emulate_media(media="screen")
