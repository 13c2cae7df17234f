"""The list of offers: addresses, panel, chips, empty results."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.search.shelf import offer
from tests.support.factories import make_association, make_city

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def city(app: Any, clock: Any) -> Any:
    with app.app_context():
        city = make_city("musterstadt")
        association = make_association(city, name="Grüne Hände e. V.")
        offer(city, association, title="Beete jäten", starts_in=timedelta(hours=4), fields=["nature"],
              target_groups=["families"], district="Nordstadt", time_patterns=["weekly"])  # fmt: skip
        offer(city, association, title="Kuchen backen", starts_in=timedelta(days=9), fields=["social", "leisure"],
              target_groups=["seniors"], district="Kernstadt", capacity=3, taken=3)  # fmt: skip
        offer(city, association, title="Briefe schreiben", is_ongoing=True, is_remote=True, fields=["social"],
              schedule_note="Wann Sie mögen")  # fmt: skip
        return city


def titles(page: Any) -> list[str]:
    return [each.text for each in page.document.all(".results .card__t")]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Beete jäten", "Briefe schreiben", "Kuchen backen"]),
        ("q=Jaeten", ["Beete jäten"]),
        ("thema=social", ["Briefe schreiben", "Kuchen backen"]),
        ("thema=social&thema=nature&fuer=families", ["Beete jäten"]),
        ("ort=nordstadt&ort=zuhause", ["Beete jäten", "Briefe schreiben"]),
        ("wann=heute", ["Beete jäten"]),
        ("wann=tage&von=2026-05-10&bis=2026-05-20", ["Kuchen backen"]),
        ("von=2026-05-20&bis=2026-05-10", ["Kuchen backen"]),
        ("sortierung=neu", ["Briefe schreiben", "Kuchen backen", "Beete jäten"]),
        # What does not exist (any more) narrows nothing.
        ("thema=magie&ort=atlantis&wann=gestern&von=morgen&sortierung=egal&seite=-3&zeit=", 3),
        ("von=0001-01-01&bis=9999-12-31", 3),
        ("seite=abc", 3),
        ("seite=99", 3),
    ],
)
def test_every_state_has_an_address(client: Any, query: str, expected: list[str] | int) -> None:
    page = client.get(f"/musterstadt/mitmachen/?{query}")
    assert page.status_code == 200
    assert (len(titles(page)) if isinstance(expected, int) else titles(page)) == expected


@pytest.mark.usefixtures("city")
def test_the_panel_keeps_words_and_the_finder_keeps_the_panel(client: Any) -> None:
    page = client.get("/musterstadt/mitmachen/?q=Hände&thema=social&thema=nature")
    narrowed = client.submit(page, {"fuer": "seniors"}, form="form.facets")
    assert titles(narrowed) == ["Kuchen backen"]
    assert narrowed.document.one("#finder-q")["value"] == "Hände"
    asked = client.submit(narrowed, {"q": "Briefe"}, form="form.finder")
    assert titles(asked) == []
    assert [chip.text.removesuffix(" entfernen") for chip in asked.document.all(".chip--on")] == [
        "„Briefe“", "Soziales", "Natur und Tiere", "Ältere Menschen",
    ]  # fmt: skip


@pytest.mark.usefixtures("city")
def test_each_chip_takes_its_value_away(client: Any) -> None:
    page = client.get("/musterstadt/mitmachen/?q=Garten&wann=woche&fuer=families&ort=nordstadt")
    for chip in page.document.all(".chip--on"):
        following = client.get(chip["href"])
        assert len(following.document.all(".chip--on")) == 3
    cleared = client.get(page.document.one(".chips--set .more")["href"])
    assert len(titles(cleared)) == 3


@pytest.mark.usefixtures("city")
def test_nothing_found_offers_ways_on(client: Any) -> None:
    page = client.get("/musterstadt/mitmachen/?q=Xylophon&wann=heute")
    links = {each.text: each["href"] for each in page.document.all(".empty a")}
    assert set(links) == {"Ohne „Xylophon“", "Ohne „Heute“", "Alle Angebote", "07000 0000-1"}
    assert links["07000 0000-1"].startswith("tel:")
    assert titles(client.get(links["Ohne „Xylophon“"])) == ["Beete jäten"]


@pytest.mark.usefixtures("city")
def test_a_full_offer_says_so_and_an_ongoing_one_says_when(client: Any) -> None:
    cards = client.get("/musterstadt/mitmachen/").document.all(".results .card")
    assert "Alle Plätze vergeben" in cards[2].text
    assert "Wann Sie mögen" in cards[1].text
    assert "Von zu Hause" in cards[1].text


@pytest.mark.usefixtures("city")
def test_numbers_stand_beside_every_choice(client: Any) -> None:
    page = client.get("/musterstadt/mitmachen/?thema=social")
    numbers = {
        check.one("label").text: re.findall(r"^\d+", check.all("span")[0].text)[0]
        for check in page.document.all(".facets .check") if check.all("span")
    }  # fmt: skip
    assert numbers["Soziales"] == "2"
    assert numbers["Natur und Tiere"] == "1"
    assert numbers["Heute"] == "0"
    assert numbers["Von zu Hause"] == "1"


def test_pages(client: Any, app: Any) -> None:
    with app.app_context():
        city = make_city("grossstadt")
        association = make_association(city)
        for day in range(25):
            offer(city, association, title=f"Tag {day}", starts_in=timedelta(days=day + 1), fields=["sport"])
    first = client.get("/grossstadt/mitmachen/?thema=sport")
    assert len(titles(first)) == 24
    second = client.get(first.document.one("a[rel=next]")["href"])
    assert titles(second) == ["Tag 24"]
    assert "thema=sport" in second.request.full_path


def test_statements_do_not_grow_with_the_list(client: Any, app: Any, city: Any, statements: Callable[..., Any]) -> None:
    with app.app_context():
        small = make_city("kleinstadt")
        offer(small, make_association(small), district="Nordstadt", shifts=2)
    counted = []
    for slug in ("kleinstadt", city.slug):
        for question in ("", "", "?q=Kuchen", "?q=Kuchen&thema=leisure&seite=1", "?wann=woche"):
            with statements() as seen:
                client.get(f"/{slug}/mitmachen/{question}")
            counted.append(len(seen))
    # City, dates; three more to read the shelf, one for new cards; words are looked for once.
    assert counted == [6, 2, 3, 2, 2] * 2


def test_offers_of_other_towns_are_not_here(client: Any, app: Any) -> None:
    with app.app_context():
        make_city("hier")
        there = make_city("dort")
        offer(there, make_association(there), title="Anderswo")
    assert titles(client.get("/hier/mitmachen/")) == []
    assert titles(client.get("/dort/mitmachen/")) == ["Anderswo"]
