"""The portal, and what machines ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.cities.models import City
from engagement.cities.theme import PRESETS
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def towns(app: Any, clock: Any) -> None:
    with app.app_context():
        first = make_city("adorf", name="Adorf", intro="Musik und Rosen: Kommen Sie!",
                          theme=PRESETS["bretten"].to_dict())  # fmt: skip
        association = make_association(first)
        offer(first, association, title="Garten jäten", starts_in=timedelta(hours=5))
        offer(first, association, title="Kuchen backen", starts_in=timedelta(days=9))
        make_city("bdorf", name="Bdorf")
        hidden = make_city("cdorf", name="Cdorf", is_published=False)
        offer(hidden, make_association(hidden), title="Garten gießen")


@pytest.mark.usefixtures("towns")
def test_the_portal_shows_the_published_towns(client: Any) -> None:
    page = client.get("/")
    cards = page.document.all(".town")
    assert [card.one("h2 a").text for card in cards] == ["Adorf", "Bdorf"]
    assert [card.one("h2 a")["href"] for card in cards] == ["/adorf/", "/bdorf/"]
    assert [card["data-city"] for card in cards] == ["adorf", "bdorf"]
    assert [card["data-character"] for card in cards] == ["gable", "neutral"]
    assert "Musik und Rosen." in cards[0].text
    assert "2 Angebote, 1 diese Woche" in cards[0].text
    assert "Fängt gerade an" in cards[1].text
    assert [lane.text for lane in page.document.all(".lane b")] == ["Garten jäten"]


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize("address", ["/suche", "/rueckruf", "/konto/einloggen", "/kein-ort/"])
def test_every_page_of_the_portal_leads_to_what_the_law_asks_for(client: Any, address: str) -> None:
    assert "/#impressum" in [link["href"] for link in client.get(address).document.all(".foot__end a")]
    towns = client.get("/").document.one("#impressum").all("div")
    assert [town.one("h2").text for town in towns] == ["Adorf", "Bdorf"]
    pages = ["seite/impressum", "seite/datenschutz", "seite/barrierefreiheit", "barriere-melden"]
    for town, slug in zip(towns, ("adorf", "bdorf"), strict=True):
        assert [each["href"] for each in town.all("a")] == [f"/{slug}/{page}" for page in pages]


def themes_link(page: Any) -> str:
    found = [link["href"] for link in page.document.all('link[rel="stylesheet"]') if "/themes-" in link["href"]]
    assert len(found) == 1
    return str(found[0])


@pytest.mark.usefixtures("towns")
def test_one_sheet_holds_the_themes_of_all_towns(client: Any, app: Any) -> None:
    link = themes_link(client.get("/"))
    sheet = client.get(link)
    assert '[data-city="adorf"]{' in sheet.text
    assert '[data-city="cdorf"]' not in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]
    assert client.get(link, headers={"If-None-Match": sheet.headers["ETag"]}).status_code == 304
    with app.app_context(), entered(SYSTEM), writing():
        db.session.scalars(sa.select(City).where(City.slug == "bdorf")).one().theme_version = "2"
    assert themes_link(client.get("/")) != link
    assert "no-cache" in client.get(link).headers["Cache-Control"]


def test_a_portal_without_towns_still_answers(client: Any) -> None:
    assert client.get("/").status_code == 200


def test_an_unknown_town_is_a_page(client: Any) -> None:
    page = client.get("/nirgendwo/")
    assert page.status_code == 404
    assert page.document.one("h1").text == "Diese Seite finden wir nicht"


def test_statements_do_not_grow(client: Any, app: Any, statements: Callable[..., Any]) -> None:
    counted = []
    for names in (["adorf"], ["bdorf", "cdorf"]):
        with app.app_context():
            for name in names:
                city = make_city(name)
                offer(city, make_association(city), starts_in=timedelta(hours=5))
        client.get("/")  # after a change each town is read once
        with statements() as seen:
            client.get("/")
        counted.append(len(seen))
    assert counted[0] == counted[1]


@pytest.mark.usefixtures("towns")
def test_site_maps(client: Any) -> None:
    index = client.get("/sitemap.xml")
    assert index.mimetype == "application/xml"
    assert "/adorf/sitemap.xml" in index.text
    assert "cdorf" not in index.text
    assert client.get("/adorf/sitemap.xml").text.count("<loc>") == 4 * len(("de", "en"))


def test_robots(client: Any, make_app: Callable[..., Any]) -> None:
    assert "Disallow: /*/konto/" in client.get("/robots.txt").text
    assert "Sitemap: http" in client.get("/robots.txt").text
    demo = make_app(environment="demo").test_client()
    assert demo.get("/robots.txt").get_data(as_text=True) == "User-agent: *\nDisallow: /\nAllow: /*.ics$\n"


def test_the_icon_for_those_who_ask_without_reading(client: Any) -> None:
    assert client.get("/favicon.ico").status_code == 302
