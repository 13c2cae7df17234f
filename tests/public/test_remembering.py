"""What is drawn once: pieces of pages, bounded, and kept with what they were made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import g
from markupsafe import Markup

from engagement.web import remembering
from engagement.web.addressing import known_url, page_addresses
from engagement.web.remembering import (
    MOST_OF_ONE,
    Pieces,
    keep_with,
    remembered_around,
    remembered_each,
    remembered_here,
)
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city

TEMPLATES = Path(__file__).parents[2] / "engagement" / "templates"


def test_pieces_are_bounded_in_number_and_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST_LENGTH", 100)
    pieces = Pieces()
    for number in range(50):
        assert pieces.keep(number, Markup("x" * 30)) == "x" * 30
        assert sum(len(text) for text in pieces.values()) <= 100 and number in pieces
    assert list(pieces) == [47, 48, 49], "what is longest there goes first"
    pieces.keep(49, Markup("y" * 30))
    assert list(pieces) == [47, 48, 49], "the same piece once more takes no further room"


def test_a_value_keeps_a_few_pieces() -> None:
    made: dict[int, str] = {}
    for number in range(3 * MOST_OF_ONE):
        assert keep_with(made, number, str(number)) == str(number)
        assert len(made) <= MOST_OF_ONE


def test_a_template_that_is_given_more_globals_still_sees_them(app: Any) -> None:
    """Importing is quick where all names are known, and right where they are not."""
    with app.test_request_context("/"):
        source = "{% from 'components/tag.html' import tag %}{{ tag('eins') }}"
        environment = app.jinja_env
        assert "eins" in environment.from_string(source).render()
        assert "eins" in environment.from_string(source, globals={"colour": "blue"}).render()
        assert "eins" in environment.from_string(source).render()


class Macro:
    """Counts how often it is drawn."""

    name = "piece"

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, *values: Any) -> Markup:
        self.drawn += 1
        return Markup("|").join(getattr(value, "word", value) for value in values)


@dataclass(frozen=True)
class Item:
    word: str
    made: dict[Any, Any] = field(default_factory=dict, compare=False)


def test_what_people_type_is_put_in_each_time_and_escaped(app: Any) -> None:
    macro = Macro()
    with app.test_request_context("/"):
        assert remembered_around(("Chor",), macro, "a") == "Chor|a"
        assert remembered_around(("<b>&",), macro, "a") == "&lt;b&gt;&amp;|a"
        assert macro.drawn == 1
        assert remembered_around(("",), macro, "a") == "|a"
        assert macro.drawn == 2, "a piece may look different where nothing was typed"
        assert remembered_around(("1", "2"), macro, "a") == "1|2|a"


def test_no_two_macros_that_are_remembered_share_a_name() -> None:
    """A piece is found by its macro's name."""
    sources = {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    calls = r"remembered(?:_each|_here)?\((\w+)|remembered_around\((?:\([^()]*\)|\w+), (\w+)"
    named = {one or other for text in sources.values() for one, other in re.findall(calls, text)}
    assert {"card", "list_panel", "_pages", "offer_page"} <= named
    places = {name: [p.name for p, text in sources.items() if f"macro {name}(" in text] for name in named}
    assert {name: found for name, found in places.items() if len(found) != 1} == {}


def test_the_first_of_several_is_told(app: Any) -> None:
    macro, items = Macro(), [Item("eins"), Item("zwei")]
    with app.test_request_context("/"):
        assert remembered_each(macro, items, "x") == "eins|x|Truezwei|x|False"
        assert remembered_each(macro, items, "x") == "eins|x|Truezwei|x|False"
        assert macro.drawn == 2
        remembered_each(macro, items[1:], "x")
        assert macro.drawn == 3, "now the second comes first"


def test_a_piece_with_addresses_and_days_is_of_its_visit_and_day(app: Any, clock: Any) -> None:
    macro = Macro()
    for language, host in (("/", "a.example"), ("/", "b.example"), ("/en/", "a.example"), ("/", "a.example")):
        with app.test_request_context(language, base_url=f"http://{host}"):
            g.city_slug = "stadt"
            remembered_here(macro, "text")
    assert macro.drawn == 3
    clock.shift(24 * 60 * 60)
    with app.test_request_context("/", base_url="http://a.example"):
        g.city_slug = "stadt"
        remembered_here(macro, "text")
        assert macro.drawn == 4
        g.city_slug = "dorf"
        remembered_here(macro, "text")
        assert macro.drawn == 5


@pytest.mark.parametrize(
    ("values", "first", "before"),
    [
        ({}, "/x/mitmachen/", "/x/mitmachen/?seite="),
        ({"q": "a=-0-&b"}, "/x/mitmachen/?q=a%3D-0-%26b", "/x/mitmachen/?q=a%3D-0-%26b&seite="),
        (
            {"thema": ["sport", "civic"]}, "/x/mitmachen/?thema=sport&thema=civic",
            "/x/mitmachen/?thema=sport&thema=civic&seite=",
        ),
    ],
)  # fmt: skip
def test_one_address_serves_all_pages(app: Any, values: dict[str, Any], first: str, before: str) -> None:
    with app.test_request_context("/x/"):
        g.city_slug = "x"
        assert page_addresses("public.opportunities", values, "seite") == (first, before, "")
        g.shows_draft = True  # its parameter comes last
        behind = page_addresses("public.opportunities", {}, "seite")
        assert behind == ("/x/mitmachen/?entwurf=1", "/x/mitmachen/?seite=", "&entwurf=1")


def test_an_address_is_known_for_each_form_of_visit(app: Any) -> None:
    found = set()
    for path in ("/x/", "/en/x/", "/x/"):
        with app.test_request_context(path):
            found.add(known_url("public.opportunities", city="x"))
    assert found == {"/x/mitmachen/", "/en/x/mitmachen/"}


def test_the_frame_of_each_page_leads_back_to_it(app: Any, client: Any) -> None:
    """Its pieces are the town's; the page's own address and the other language are put into them."""
    with app.app_context():
        city = make_city("musterstadt")
        association = make_association(city)
        for number in range(30):
            offer(city, association, title=f"Hilfe {number}")
    for query in ("", "?seite=2", "?q=Hilfe&seite=2", "?q=%22%3Cb%3E"):
        page = client.get(f"/musterstadt/mitmachen/{query}").document
        assert page.one("#merken [name=zurueck]")["value"] == f"/musterstadt/mitmachen/{query}"
        assert {link["href"] for link in page.all("a[hreflang=en]")} == {f"/en/musterstadt/mitmachen/{query}"}
    pages = client.get("/musterstadt/mitmachen/?q=Hilfe").document
    assert [link["href"] for link in pages.all(".pages__a")] == [
        "/musterstadt/mitmachen/?q=Hilfe", "/musterstadt/mitmachen/?q=Hilfe&seite=2",
        "/musterstadt/mitmachen/?q=Hilfe&seite=2",
    ]  # fmt: skip
    assert client.get("/musterstadt/mitmachen/?q=%22%3Cb%3E").document.one("#finder-q")["value"] == '"<b>'
