"""Every page, opened in Chromium by somebody who may: wide and narrow, light and dark, and nothing is wrong with it.

walks.py names one address for each kind of page. A new GET route fails here until it stands there, or below it with the
reason why it is no page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.architecture.walks import NO_PAGE, WALKS
from tests.support.browsing import Visitors, no_sideways_scroll, run_axe
from tests.support.server import LiveServer
from tests.support.showcase import Showcase
from tests.support.stage import Stage

# In the dark only colours are others: what axe-core says of the rest it has said in the light.
COLOURS = ("color-contrast", "link-in-text-block")
LOOKS: list[tuple[int, str, tuple[str, ...]]] = [
    (1280, "light", ()), (1280, "dark", COLOURS), (360, "light", ()), (360, "dark", COLOURS)
]  # fmt: skip
NARROWEST = 320


@pytest.fixture(scope="module")
def site(stages: Callable[[str], Stage]) -> Iterator[Showcase]:
    showcase = Showcase(stages("sqlite"))
    server = LiveServer(showcase.app, showcase.port)
    server.start()
    yield showcase
    server.stop()
    showcase.close()


def test_every_route_is_visited(site: Showcase) -> None:
    visited = {visit.endpoint for walk in WALKS.values() for visit in walk.visits} - {""}
    routes = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert routes - visited - NO_PAGE.keys() == set(), "visit these pages, or say why they are none"
    assert (visited | NO_PAGE.keys()) - routes == set(), "these routes are gone"
    assert visited & NO_PAGE.keys() == set()


@pytest.mark.parametrize("walk", WALKS)
def test_pages(browser: Browser, site: Showcase, walk: str) -> None:
    who, visits = WALKS[walk].who, WALKS[walk].visits
    visitors = Visitors(browser, f"http://127.0.0.1:{site.port}")
    problems: list[str] = visitors.problems
    try:
        tab = visitors.open()
        if who:
            tab.context.add_cookies([site.cookie(who)])  # type: ignore[list-item]
        tab.on("response", lambda answer: problems.extend(_missing_part(answer)))
        for visit in visits:
            before = len(problems)
            address = visit.address(site)
            problems += _look(tab, address, visit.status)
            if not who and tab.context.cookies():
                problems.append(f"a visitor has cookies: {tab.context.cookies()}")
            problems[before:] = [f"{visit.endpoint} {address}: {problem}" for problem in problems[before:]]
    finally:
        visitors.close()
    assert not problems, "\n".join(dict.fromkeys(problems))


def _look(tab: Page, address: str, status: int) -> Iterator[str]:
    """Open a page and tell what is wrong with it, in each of its looks."""
    tab.set_viewport_size({"width": LOOKS[0][0], "height": 900})
    tab.emulate_media(color_scheme="light")
    answer = tab.goto(address, wait_until="load")
    if answer is None or answer.status != status:
        yield f"answers {answer and HTTPStatus(answer.status)!r}"
        return
    yield from _wrong_title(tab)
    for width, scheme, rules in LOOKS:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        yield from (f"{width} px, {scheme}: {problem}" for problem in _refused(run_axe, tab, rules))
    for width in (1280, 360, NARROWEST):
        tab.set_viewport_size({"width": width, "height": 900})
        yield from _refused(no_sideways_scroll, tab)


def _wrong_title(tab: Page) -> Iterator[str]:
    headings = [_plain(text) for text in tab.locator("h1").all_inner_texts()]
    if len(headings) != 1 or not headings[0] or headings[0] not in _plain(tab.title()):
        yield f"the title “{tab.title()}” does not hold the one h1 of {headings}"


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xad", "")).strip()


def _refused(check: Callable[..., None], *given: Any) -> list[str]:
    try:
        check(*given)
    except AssertionError as problem:
        return [str(problem)]
    return []


def _missing_part(answer: Response) -> Iterator[str]:
    if answer.status >= 400 and answer.request.resource_type != "document":
        yield f"its {answer.request.resource_type} {answer.url} answers {answer.status}"
