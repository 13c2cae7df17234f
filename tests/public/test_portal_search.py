"""Searching over all towns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication
from engagement.opportunities.search import index_publication
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]


@pytest.fixture
def towns(app: Any, clock: Any) -> None:
    with app.app_context():
        first, second = make_city("adorf", name="Adorf"), make_city("bdorf", name="Bdorf")
        association = make_association(first)
        offer(first, association, title="Garten jäten", starts_in=timedelta(hours=5), fields=["nature"])
        offer(first, association, title="Kuchen backen", starts_in=timedelta(days=9))
        offer(second, make_association(second), title="Garten gießen", starts_in=timedelta(days=1), is_remote=True)
        both = offer(first, association, title="Gärten beider Orte", is_ongoing=True)
        also_in(second, both)
        hidden = make_city("cdorf", name="Cdorf", is_published=False)
        offer(hidden, make_association(hidden), title="Garten verstecken")


def also_in(city: Any, opportunity: Any) -> None:
    """The offer in another town, by a decision of that town."""
    with entered(SYSTEM), writing():
        home = db.session.scalars(sa.select(Publication).where(Publication.opportunity_id == opportunity.id)).one()
        there = Publication(
            opportunity_id=opportunity.id, association_id=opportunity.association_id, city_id=city.id,
            state=PublicationState.PUBLISHED, shown_revision_id=home.shown_revision_id, published_at=utcnow(),
        )  # fmt: skip
        listing = Listing(city_id=city.id, association_id=opportunity.association_id, state=ListingState.VERIFIED)
        db.session.add_all([there, listing])
        db.session.flush()
        revision = home.shown_revision
        assert revision is not None
        index_publication(there, revision, "Verein", None, home_town="Adorf")


def titles(page: Any) -> list[str]:
    return [each.text for each in page.document.all(".results .card__t")]


def links(page: Any) -> list[str]:
    return [each["href"].rsplit("/", 1)[0] for each in page.document.all(".results .card__t a")]


@pytest.mark.usefixtures("towns")
def test_from_the_portal_to_the_hits(client: Any) -> None:
    page = client.submit(client.get("/"), {"q": "Gärten"}, form="form.finder")
    assert page.request.path == "/suche"
    assert page.document.one("h1").text == "3 Angebote in allen Städten"
    assert titles(page) == ["Garten jäten", "Garten gießen", "Gärten beider Orte"]
    places = {card.one(".card__t").text: card.all(".meta li")[-1].text for card in page.document.all(".results .card")}
    assert places["Garten jäten"] == "Adorf, Gemeindehaus"
    assert places["Garten gießen"] == "Bdorf, Von zu Hause"
    assert places["Gärten beider Orte"] == "Adorf, Gemeindehaus, auch in Bdorf"


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Garten jäten", "Garten gießen", "Kuchen backen", "Gärten beider Orte"]),
        ("?stadt=bdorf", ["Garten gießen", "Gärten beider Orte"]),
        ("?stadt=adorf&stadt=bdorf&thema=nature", ["Garten jäten"]),
        ("?wann=heute", ["Garten jäten"]),
        ("?ort=zuhause", ["Garten gießen"]),
        ("?q=backen&stadt=bdorf", []),
        ("?q=%25%22*", ["Garten jäten", "Garten gießen", "Kuchen backen", "Gärten beider Orte"]),
        (
            "?stadt=cdorf&stadt=gibtsnicht&seite=7",
            ["Garten jäten", "Garten gießen", "Kuchen backen", "Gärten beider Orte"],
        ),
    ],
)
def test_criteria_of_a_towns_list_hold_for_all(client: Any, query: str, expected: list[str]) -> None:
    assert titles(client.get(f"/suche{query}")) == expected


@pytest.mark.usefixtures("towns")
def test_a_hit_leads_into_the_showcase_that_was_asked_for(client: Any) -> None:
    assert links(client.get("/suche?q=beider")) == ["/adorf/mitmachen"]
    assert links(client.get("/suche?q=beider&stadt=bdorf")) == ["/bdorf/mitmachen"]
    card = client.get("/suche?q=beider&stadt=bdorf").document.one(".results .card")
    assert card.all(".meta li")[-1].text == "Bdorf, Gemeindehaus, Adorf"  # where it comes from is said there anyway


@pytest.mark.usefixtures("towns")
def test_each_town_has_its_number_and_its_chip(client: Any) -> None:
    page = client.get("/suche?stadt=bdorf")
    panel = page.document.one("form.facets")
    assert [box["value"] for box in panel.all("[name=stadt]")] == ["adorf", "bdorf"]
    assert "Adorf3" in panel.text.replace(" ", "").replace("Angebote", "")
    chips = page.document.all(".chips--set .chip")
    assert [chip["href"] for chip in chips] == ["/suche"]
    assert "Bdorf" in chips[0].text


@pytest.mark.usefixtures("towns")
def test_nothing_found_leads_on(client: Any) -> None:
    page = client.get("/suche?q=Xylophon&stadt=adorf")
    assert page.document.one("h1").text == "Dazu passt noch kein Angebot"
    ways = [link["href"] for link in page.document.all("main a")]
    assert "/suche?stadt=adorf" in ways and "/suche?q=Xylophon" in ways and "/suche" in ways
    assert any(way.startswith("/rueckruf?q=Xylophon") for way in ways)


@pytest.mark.usefixtures("towns")
def test_old_addresses_of_the_portal_lead_here(client: Any) -> None:
    answer = client.get("/?q=Garten")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/suche?q=Garten"


@pytest.mark.usefixtures("towns")
def test_the_search_speaks_english(client: Any) -> None:
    page = client.get("/en/suche?stadt=bdorf")
    assert page.document.one("h1").text == "2 offers"
    assert links(page) == ["/en/bdorf/mitmachen", "/en/bdorf/mitmachen"]


def test_without_towns_it_still_answers(client: Any) -> None:
    assert titles(client.get("/suche")) == []


def test_pages(client: Any, app: Any, statements: Callable[..., Any]) -> None:
    with app.app_context():
        for number in range(2):
            city = make_city(f"ort{number}")
            association = make_association(city)
            for day in range(15):
                offer(city, association, title=f"Tag {day:02}", starts_in=timedelta(days=day + 1))
    first, second = client.get("/suche"), client.get("/suche?seite=2")
    assert len(titles(first)) == 24 and len(titles(second)) == 6
    assert titles(first) + titles(second) == sorted(titles(first) + titles(second))
    with statements() as seen:
        client.get("/suche?seite=2")
    # The towns' marks, dates.
    assert len(seen) == 2
