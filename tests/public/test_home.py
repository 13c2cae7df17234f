"""The home page of a town, full and empty, its own pages and its style sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.cities.models import City, CityPage
from engagement.cities.theme import PRESETS
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city, make_user

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def city(app: Any, clock: Any) -> Any:
    with app.app_context():
        return make_city("musterstadt", name="Musterstadt")


def fill(app: Any, city: Any, number: int = 1) -> None:
    with app.app_context():
        association = make_association(city, name="Grüne Hände e. V.", owner=make_user())
        for index in range(number):
            offer(city, association, title=f"Heute {index}", starts_in=timedelta(hours=5 + index), fields=["sport"])
            offer(city, association, title=f"Einmal {index}", starts_in=timedelta(days=10 + index), fields=["nature"],
                  time_patterns=["once"])  # fmt: skip
            offer(city, association, title=f"Neu {index}", is_ongoing=True, fields=["church"], time_patterns=["weekly"],
                  is_remote=True)  # fmt: skip


def test_a_town_shows_what_it_has(client: Any, app: Any, city: Any) -> None:
    fill(app, city)
    page = client.get("/musterstadt/")
    document = page.document
    assert document.one("h1").text == "Was möchten Sie tun?"
    assert [tile.one("a").text for tile in document.all(".tile")] == [
        "Sport und Bewegung", "Kirche und Glauben", "Natur und Tiere",
    ]  # fmt: skip
    assert [card.text for card in document.all(".cards .card__t")] == ["Heute 0"]
    assert [lane.text for lane in document.all(".lane b")] == ["Einmal 0", "Neu 0"]
    assert [figure.one("b").text for figure in document.all(".figure")] == ["3", "1", "1"]
    assert [org.one("a").text for org in document.all(".org")] == ["Grüne Hände e. V."]
    assert [chip.text for chip in document.all(".hero__quick .chip")] == [
        "Heute",
        "Einmal ausprobieren",
        "Von zu Hause",
    ]


def test_the_ways_of_the_home_page_lead_to_offers(client: Any, app: Any, city: Any) -> None:
    fill(app, city)
    page = client.get("/musterstadt/")
    ways = [each["href"] for each in page.document.all(".hero__quick .chip, .tile a, .head .more")]
    assert len(ways) > 5
    for way in ways:
        following = client.get(way)
        assert following.status_code == 200
        if "/mitmachen/" in way:
            assert following.document.all(".results .card"), way


def test_the_question_leads_to_the_list(client: Any, app: Any, city: Any) -> None:
    fill(app, city)
    found = client.submit(client.get("/musterstadt/"), {"q": "heute"}, form="form.finder")
    assert [each.text for each in found.document.all(".card__t")] == ["Heute 0"]


def test_a_new_town_looks_inviting(client: Any, city: Any) -> None:
    page = client.get("/musterstadt/")
    assert page.status_code == 200
    assert "Musterstadt fängt gerade an" in page.visible_text
    assert not page.document.all(".tile, .figure, .card")
    assert page.document.one('.section a[href="/musterstadt/verein/neu"]').text == "Verein eintragen"


def test_without_a_date_this_week_the_next_ones_are_shown(client: Any, app: Any, city: Any) -> None:
    with app.app_context():
        offer(city, make_association(city), title="Nächste Woche", starts_in=timedelta(days=8))
    page = client.get("/musterstadt/")
    headings = [each.text for each in page.document.all("h2")]
    assert "Demnächst" in headings
    assert "Diese Woche" not in headings


def test_statements_do_not_grow(client: Any, app: Any, city: Any, statements: Callable[..., Any]) -> None:
    counted = []
    for number in (1, 3):
        fill(app, city, number)
        with statements() as seen:
            client.get(f"/musterstadt/?stand={number}")  # another address: no page is kept for it
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_the_towns_pages(client: Any, app: Any, city: Any) -> None:
    with app.app_context(), entered(SYSTEM), writing():
        values = {"title": "Wir über uns", "source": "Wir sind **da**."}
        db.session.add(CityPage(city_id=city.id, slug="wir", **values))
    page = client.get("/musterstadt/seite/wir")
    assert page.document.one("h1").text == "Wir über uns"
    assert page.document.one(".prose strong").text == "da"
    assert client.get("/musterstadt/seite/impressum").status_code == 200
    assert client.get("/musterstadt/seite/gibtsnicht").status_code == 404


def test_pages_of_another_town_do_not_exist_here(client: Any, app: Any, city: Any) -> None:
    with app.app_context():
        other = make_city("andersstadt")
        with entered(SYSTEM), writing():
            db.session.add(CityPage(city_id=other.id, slug="wir", title="Wir", source="Text"))
    assert client.get("/musterstadt/seite/wir").status_code == 404


def test_the_style_sheet_is_kept_for_ever_under_its_version(client: Any, app: Any, city: Any) -> None:
    with app.app_context(), entered(SYSTEM), writing():
        town = db.session.scalars(sa.select(City).where(City.id == city.id)).one()
        town.theme, town.theme_version = PRESETS["bretten"].to_dict(), "v7"
    links = [link["href"] for link in client.get("/musterstadt/").document.all('link[rel="stylesheet"]')]
    (link,) = [each for each in links if "theme" in each]
    assert link == "/musterstadt/theme-v7.css"
    sheet = client.get(link)
    assert sheet.mimetype == "text/css"
    assert "--t-action:#9a3a1b" in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]
    again = client.get(link, headers={"If-None-Match": sheet.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    old = client.get("/musterstadt/theme-v6.css")
    assert old.text == sheet.text
    assert "no-cache" in old.headers["Cache-Control"]


def test_a_theme_that_cannot_be_read_gives_the_neutral_one(client: Any, app: Any, city: Any) -> None:
    with app.app_context(), entered(SYSTEM), writing():
        db.session.scalars(sa.select(City).where(City.id == city.id)).one().theme = {"character": "zickzack"}
    sheet = client.get("/musterstadt/theme-1.css")
    assert sheet.status_code == 200
    assert PRESETS["neutral"].light.action in sheet.text


def test_a_town_in_preparation_is_not_for_search_engines(client: Any, app: Any, city: Any) -> None:
    assert not client.get("/musterstadt/").document.all('meta[name="robots"]')
    with app.app_context(), entered(SYSTEM), writing():
        db.session.scalars(sa.select(City).where(City.id == city.id)).one().is_published = False
    page = client.get("/musterstadt/")
    assert page.document.one('meta[name="robots"]')["content"] == "noindex"
    assert not page.document.all('link[rel="canonical"]')
