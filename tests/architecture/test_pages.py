"""Every page, opened in Chromium by each role that may: wide and narrow, light and dark, in the towns' themes.

Nothing is wrong with any of them.

walks.py names one address for each kind of page, matrix.py says who looks at it and how. A new GET route fails here
until it stands in the walks, or below them with the reason why it is no page.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from engagement.cities.theme import PRESETS, theme_css
from tests.architecture.matrix import IS_AUDIT, ROLES, SCHEMES, THEMES, WIDTHS, Look, looks_for, own_pages
from tests.architecture.walks import NO_PAGE, WALKS
from tests.support import looking
from tests.support.browsing import Visitors, no_sideways_scroll, run_axe, show_far_parts
from tests.support.showcase import Showcase

# Puts the theme's style sheet in again, which is another one in another look, and waits until it holds.
_DRESSED = """async () => {
  const old = document.querySelector('link[rel=stylesheet][href*="/theme-"]');
  if (!old) return;
  const fresh = old.cloneNode();
  fresh.href = old.href.split('?')[0] + '?look=' + Math.random();
  const loaded = new Promise(done => { fresh.onload = fresh.onerror = done; });
  old.after(fresh);
  await loaded;
  old.remove();
}"""
PATIENCE = 500  # how much of what is wrong is told at once


def test_every_route_is_visited(site: Showcase) -> None:
    visited = {visit.endpoint for walk in WALKS.values() for visit in walk.visits} - {""}
    routes = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert routes - visited - NO_PAGE.keys() == set(), "visit these pages, or say why they are none"
    assert (visited | NO_PAGE.keys()) - routes == set(), "these routes are gone"
    assert visited & NO_PAGE.keys() == set()


@pytest.mark.skipif(IS_AUDIT, reason="an audit looks at everything in each way")
def test_a_few_pages_meet_each_pair_of_ways_to_look() -> None:
    met = {
        pair
        for number in range(24) for look in looks_for(number)
        for pair in itertools.combinations((look.theme, look.scheme, look.width), 2)
    }  # fmt: skip
    ways = (THEMES, SCHEMES, WIDTHS)
    assert {pair for two in itertools.combinations(ways, 2) for pair in itertools.product(*two)} <= met


@pytest.mark.parametrize("walk", WALKS)
def test_pages(browser: Browser, site: Showcase, walk: str) -> None:
    who, visits = WALKS[walk].who, WALKS[walk].visits
    visitors = Visitors(browser, f"http://127.0.0.1:{site.port}")
    problems: list[str] = visitors.problems
    try:
        tab = visitors.open()
        if who:
            tab.context.add_cookies([site.cookie(who)])
        tab.on("response", lambda answer: problems.extend(_missing_part(answer)))
        first = sum(len(each.visits) for name, each in WALKS.items() if name < walk)
        for number, visit in enumerate(visits, first):
            before = len(problems)
            address = visit.address(site)
            problems += _look(tab, address, visit.status, looks_for(number))
            if not who and tab.context.cookies():
                problems.append(f"a visitor has cookies: {tab.context.cookies()}")
            problems[before:] = [f"{visit.endpoint} {address}: {problem}" for problem in problems[before:]]
    finally:
        visitors.close()
    assert not problems, "\n".join(dict.fromkeys(problems))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "visitor"])
def test_pages_of_each_role(browser: Browser, site: Showcase, role: str) -> None:
    """What a role gets otherwise than others, under the header with its own menu. An audit opens everything."""
    own = own_pages(site, role)
    visitors = Visitors(browser, f"http://127.0.0.1:{site.port}")
    problems: list[str] = visitors.problems
    try:
        tab = visitors.open()
        tab.context.add_cookies([site.cookie(ROLES[role])])
        for number, page in enumerate(own):
            before, looks = len(problems), looks_for(number)
            problems += _look(tab, page.address, 200, looks if IS_AUDIT else looks[number % len(looks) :][:1])
            problems[before:] = [f"{page.endpoint} {page.address}: {problem}" for problem in problems[before:]]
    finally:
        visitors.close()
    assert own, f"no page is another one for this role: {role}"
    assert not problems, "\n".join(list(dict.fromkeys(problems))[:PATIENCE])


def _look(tab: Page, address: str, status: int, looks: list[Look]) -> Iterator[str]:
    """Open a page and tell what is wrong with it, in each of its looks."""
    _dress(tab, looks[0])
    answer = tab.goto(address, wait_until="load")
    if answer is None or answer.status != status:
        yield f"answers {answer and HTTPStatus(answer.status)!r}"
        return
    show_far_parts(tab)
    yield from _wrong_title(tab)
    yield from looking.structure(tab)
    yield from looking.moving(tab)
    yield from looking.edgeless_in_forced_colours(tab)
    for look in looks:
        if look is not looks[0]:
            _dress(tab, look)
            tab.evaluate(_DRESSED)
        yield from (f"{look}: {problem}" for problem in _refused(run_axe, tab))
        yield from (f"{look}: {problem}" for problem in looking.small_targets(tab))
    for width in (1280, looking.NARROWEST):
        tab.set_viewport_size({"width": width, "height": 900})
        yield from _refused(no_sideways_scroll, tab)
    yield from looking.cut_by_spacing(tab)


def _dress(tab: Page, look: Look) -> None:
    """The width, the scheme, and the theme of a town for the pages that have one, whichever town they belong to."""
    tab.set_viewport_size({"width": look.width, "height": 900})
    tab.emulate_media(color_scheme=look.scheme)
    theme = PRESETS[look.theme]
    tab.unroute_all()
    tab.route(
        re.compile(r"/theme-[^/]*\.css"), lambda route: route.fulfill(body=theme_css(theme), content_type="text/css")
    )


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
