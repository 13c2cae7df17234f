"""The page of one offer."""

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
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Shift
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city, make_opportunity

pytestmark = pytest.mark.usefixtures("clock")
EVERYTHING: dict[str, Any] = {
    "title": "Menschen, die Kaffee ausschenken", "summary": "Samstags im Bürgertreff.",
    "description_html": "<h3>So läuft es</h3><p>Um zwei decken wir die Tische.</p>", "fields": ["social", "leisure"],
    "target_groups": ["seniors"], "schedule_note": "Samstags, 14 Uhr", "location_name": "Bürgertreff",
    "street": "Ooser Straße 4", "postcode": "76530", "town": "Musterstadt", "meeting_point": "Eingang im Hof",
    "recognise_us": "Grüne Schürzen", "bring_along": "Warme Schuhe", "step_free": True, "min_age": 14,
    "extended_background_check": True, "background_check_reason": "Kinder sind dabei.", "measles_proof": True,
    "german_level": "little", "skills": "Geduld", "requirements_note": "Bitte pünktlich.", "allowance": "Kuchen",
    "insurance": "ja", "travel_costs": "Bus", "training": "ein Nachmittag", "contact_name": "Helga Brandt",
    "contact_email": "helga@verein.example", "contact_phone": "0157 0000 4711",
}  # fmt: skip


@pytest.fixture
def city(app: Any, clock: Any) -> Any:
    with app.app_context():
        return make_city("musterstadt")


@pytest.fixture
def association(app: Any, city: Any) -> Any:
    with app.app_context():
        return make_association(city, name="Nachbarschaftshilfe", purpose="Wir helfen seit 1998.")


def show(app: Any, city: Any, association: Any, **values: Any) -> str:
    with app.app_context():
        return f"/{city.slug}/mitmachen/{offer(city, association, **values).public_id}"


def test_everything_is_said(client: Any, app: Any, city: Any, association: Any) -> None:
    text = client.get(show(app, city, association, district="Nordstadt", **EVERYTHING)).visible_text
    for words in (
        "Nachbarschaftshilfe sucht", "Menschen, die Kaffee ausschenken", "Samstags im Bürgertreff.", "So läuft es",
        "Samstags, 14 Uhr", "Bürgertreff, Ooser Straße 4, 76530 Musterstadt, Nordstadt", "Stufenlos.",
        "Ältere Menschen", "Deutsch reicht", "Geduld", "Mindestalter 14 Jahre", "Erweitertes Führungszeugnis",
        "Kinder sind dabei.",
        "Masern", "Warme Schuhe", "Bitte pünktlich.", "Kuchen", "Geld für Ihre Kosten: Bus", "der Verein gibt an: ja",
        "ein Nachmittag", "Eingang im Hof", "Grüne Schürzen", "Helga Brandt", "Wir helfen seit 1998.",
    ):  # fmt: skip
        assert words in text, words


def test_contact_details_are_shown_only_where_the_person_wants_it(
    client: Any, app: Any, city: Any, association: Any
) -> None:
    hidden = client.get(show(app, city, association, **EVERYTHING))
    assert "helga@verein.example" not in hidden.text
    assert "0157" not in hidden.text
    assert "nach Ihrer Zusage" in hidden.visible_text
    shown = client.get(show(app, city, association, **EVERYTHING, contact_public=True))
    assert shown.document.one('a[href="mailto:helga@verein.example"]')
    assert "0157 0000 4711" in shown.visible_text


def test_the_first_date_with_a_place_is_chosen(client: Any, app: Any, city: Any, association: Any) -> None:
    address = show(app, city, association, shifts=3, capacity=2)
    with app.app_context(), entered(SYSTEM), writing():
        first = db.session.scalars(sa.select(Shift).order_by(Shift.starts_at)).first()
        assert first is not None
        first.taken = 2
    page = client.get(address)
    radios = page.document.all(".join input[name=shift]")
    assert not any("disabled" in radio.attributes for radio in radios)  # a full date has a waitlist
    assert ["checked" in radio.attributes for radio in radios] == [False, True, False]
    assert "Warteliste" in page.document.all(".shift")[0].text
    form = page.document.one(".join form")
    assert form["action"] == f"{address}/zusagen"
    assert form["method"] == "get"
    assert page.document.one(".bar a.kern-btn")["href"] == f"{address}/zusagen?shift={radios[1]['value']}"


def test_a_date_that_has_begun_cannot_be_chosen(client: Any, app: Any, city: Any, association: Any, clock: Any) -> None:
    address = show(app, city, association, shifts=2, starts_in=timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    assert len(client.get(address).document.all(".join input[name=shift]")) == 1


def test_a_date_may_carry_a_note(client: Any, app: Any, city: Any, association: Any) -> None:
    address = show(app, city, association, shifts=1)
    with app.app_context(), entered(SYSTEM), writing():
        db.session.scalars(sa.select(Shift)).one().note = "Für alle, die früh aufstehen"
    assert client.get(address).document.one(".shift__note").text == "Für alle, die früh aufstehen"


def test_the_page_can_be_passed_on(client: Any, app: Any, city: Any, association: Any) -> None:
    page = client.get(show(app, city, association, title="Kuchen & Kaffee"))
    address = page.document.one(".share input")["value"]
    assert address == page.document.one("link[rel=canonical]")["href"]
    assert page.document.one(".share a")["href"].startswith("mailto:?subject=Kuchen%20%26%20Kaffee&body=http")


def test_a_full_offer_has_a_waitlist(client: Any, app: Any, city: Any, association: Any) -> None:
    page = client.get(show(app, city, association, capacity=1, taken=1))
    assert page.document.one(".join h2").text == "Alle Plätze sind vergeben"
    assert "Auf die Warteliste" in page.document.one(".join form").text
    assert not page.document.all(".bar")


def test_an_ongoing_offer_asks_for_interest(client: Any, app: Any, city: Any, association: Any) -> None:
    page = client.get(show(app, city, association, is_ongoing=True, people_needed=4))
    assert "4 Menschen werden gesucht." in page.document.one(".join").text
    assert page.document.one(".join__b button").text == "Ich habe Interesse"
    assert not page.document.all(".join__b input")


@pytest.mark.parametrize(
    ("state", "status", "heading"),
    [
        (PublicationState.PAUSED, 200, "Dieses Angebot macht Pause"),
        (PublicationState.WITHDRAWN, 410, "Dieses Angebot ist vorbei"),
        (PublicationState.EXPIRED, 410, "Dieses Angebot ist vorbei"),
        (PublicationState.ARCHIVED, 410, "Dieses Angebot ist vorbei"),
    ],
)
def test_what_is_not_shown_any_more_explains_itself(
    client: Any, app: Any, city: Any, association: Any, state: PublicationState, status: int, heading: str
) -> None:
    page = client.get(show(app, city, association, state=state, **EVERYTHING, contact_public=True))
    assert page.status_code == status
    assert page.document.one("h1").text == heading
    assert "Helga" not in page.visible_text
    assert page.document.one('meta[name="robots"]')["content"] == "noindex"


def test_an_offer_of_a_suspended_association_is_not_shown(client: Any, app: Any, city: Any, association: Any) -> None:
    address = show(app, city, association)
    with app.app_context(), entered(SYSTEM), writing():
        db.session.scalars(sa.select(Listing)).one().state = ListingState.SUSPENDED
    page = client.get(address)
    assert page.document.one("h1").text == "Dieses Angebot ist zurzeit nicht zu sehen"
    assert page.document.one('meta[name="robots"]')["content"] == "noindex"


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.IN_REVIEW, PublicationState.REJECTED])
def test_what_was_never_shown_does_not_exist(
    client: Any, app: Any, city: Any, association: Any, state: PublicationState
) -> None:
    with app.app_context():
        opportunity = make_opportunity(city, association, state=state)
    assert client.get(f"/{city.slug}/mitmachen/{opportunity.public_id}").status_code == 404


def test_another_towns_offer_does_not_exist_here(client: Any, app: Any, city: Any) -> None:
    with app.app_context():
        other = make_city("andersstadt")
        opportunity = offer(other, make_association(other))
    assert client.get(f"/andersstadt/mitmachen/{opportunity.public_id}").status_code == 200
    assert client.get(f"/{city.slug}/mitmachen/{opportunity.public_id}").status_code == 404


def test_what_machines_read(client: Any, app: Any, city: Any, association: Any) -> None:
    address = show(app, city, association, **EVERYTHING)
    page = client.get(address + "?utm_source=mail")
    assert page.document.one('link[rel="canonical"]')["href"].endswith(address)
    assert page.document.one('meta[name="description"]')["content"] == "Samstags im Bürgertreff."
    assert page.document.one('meta[property="og:title"]')["content"].startswith("Nachbarschaftshilfe sucht: ")


def test_related_offers_share_the_main_field_first(client: Any, app: Any, city: Any, association: Any) -> None:
    address = show(app, city, association, title="Dieses", fields=["sport"])
    show(app, city, association, title="Anderes Thema", fields=["church"], starts_in=timedelta(days=1))
    show(app, city, association, title="Gleiches Thema", fields=["sport"], starts_in=timedelta(days=6))
    show(app, city, association, title="Voll", fields=["sport"], capacity=1, taken=1)
    page = client.get(address)
    assert [each.text for each in page.document.all(".cards .card__t")] == ["Gleiches Thema", "Anderes Thema"]
    assert "3 weitere Angebote" in page.visible_text


def test_statements_do_not_grow(
    client: Any, app: Any, city: Any, association: Any, statements: Callable[..., Any]
) -> None:
    address = show(app, city, association, shifts=1, district="Nordstadt")
    show(app, city, association)
    counted = []
    for _ in range(2):
        for _ in range(2):
            with statements() as seen:
                client.get(address)
            counted.append(len(seen))
        show(app, city, association, shifts=3)
        show(app, city, association, shifts=3)
    # City; offer, dates; dates of the related. After a change of the town's shelf three more, and their cards;
    # where the page was kept, the city once more.
    assert counted == [8, 4, 9, 4]
