"""Two languages: German without a prefix, English under /en/, by the path alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from engagement.core.links import external_url
from tests.support.client import CheckingClient
from tests.support.factories import make_association, make_city, make_opportunity, make_user

DOMAIN = "mitmachen.bretten.example"


@pytest.fixture
def offer(app: Any) -> Any:
    with app.app_context():
        city = make_city("bretten", name="Bretten", domain=DOMAIN)
        association = make_association(city, owner=make_user())
        make_opportunity(city, association, title="Helpers for the English reading hour", language="en")
        return make_opportunity(city, association, title="Hände für das Fest")


@pytest.fixture
def at(new_client: Callable[[], CheckingClient]) -> Callable[[str], CheckingClient]:
    def visitor(host: str) -> CheckingClient:
        client = new_client()
        client.host = host
        return client

    return visitor


def switches(page: Any) -> set[tuple[str, str, str, str]]:
    return {(link["href"], link["lang"], link["hreflang"], link.text) for link in page.document.all("a[hreflang]")}


def test_the_path_alone_says_the_language(offer: Any, client: Any) -> None:
    for path, language in (("/", "de"), ("/en/", "en"), ("/bretten/", "de"), ("/en/bretten/", "en")):
        page = client.get(path, headers={"Accept-Language": "en" if language == "de" else "de"})
        assert page.status_code == 200 and page.document.one("html")["lang"] == language
    assert "What would you like to do?" in client.get("/en/bretten/").visible_text
    assert client.get("/de/bretten/").status_code == 404


def test_links_stay_in_the_language(offer: Any, client: Any) -> None:
    page = client.get("/en/bretten/")
    others = {link["href"] for link in page.document.all("a[href]") if not link.get("hreflang")}
    inside = {href for href in others if href.startswith("/")}
    assert inside and all(href.startswith("/en/") for href in inside), inside
    assert page.document.all("form[action=/en/bretten/mitmachen/]")
    assert client.get("/en").headers["Location"].endswith("/en/")
    assert client.get("/en/bretten/mitmachen").headers["Location"].endswith("/en/bretten/mitmachen/")
    assert client.get("/en/bretten/konto/").headers["Location"].startswith("/en/bretten/konto/einloggen?next=")


def test_every_page_leads_to_itself_in_the_other_language(offer: Any, client: Any) -> None:
    german = client.get("/bretten/mitmachen/?q=gr%C3%BCn&thema=sport")
    assert switches(german) == {("/en/bretten/mitmachen/?q=gr%C3%BCn&thema=sport", "en", "en", "English")}
    english = client.get("/en/bretten/mitmachen/?q=gr%C3%BCn&thema=sport")
    assert switches(english) == {("/bretten/mitmachen/?q=gr%C3%BCn&thema=sport", "de", "de", "Deutsch")}
    assert switches(client.get("/")) == {("/en/", "en", "en", "English")}
    assert switches(client.get("/en/bretten/gibt-es-nicht")) == {("/bretten/gibt-es-nicht", "de", "de", "Deutsch")}


def test_an_answer_to_a_form_leads_to_a_page_that_exists(offer: Any, client: Any) -> None:
    path = f"/en/bretten/mitmachen/{offer.public_id}/zusagen"
    refused = client.post(path, data={"name": ""})
    assert refused.status_code == 422
    assert switches(refused) == {(path.removeprefix("/en"), "de", "de", "Deutsch")}
    sent = client.post("/en/bretten/konto/bestaetigen", data={"email": "x"})  # a page without a GET
    assert switches(sent) == {("/bretten/", "de", "de", "Deutsch")}


def test_a_notice_does_not_travel_into_the_other_language(offer: Any, client: Any) -> None:
    page = client.get("/bretten/?q=a&hinweis=irgendwas")
    assert {href for href, *_ in switches(page)} == {"/en/bretten/?q=a"}


def test_a_city_on_its_own_domain_speaks_english_too(offer: Any, at: Any, app: Any) -> None:
    page = at(DOMAIN).get("/en/mitmachen/")
    assert page.status_code == 200 and page.document.one("html")["lang"] == "en"
    assert switches(page) == {("/mitmachen/", "de", "de", "Deutsch")}
    assert f"{app.config['BASE_URL']}/en/bretten/konto/einloggen" in [a["href"] for a in page.document.all("a[href]")]
    assert at(DOMAIN).get("/en/bretten/mitmachen/").headers["Location"] == f"http://{DOMAIN}/en/mitmachen/"
    assert at(DOMAIN).get("/en/konto/").headers["Location"] == f"{app.config['BASE_URL']}/en/bretten/konto/"


def test_what_has_no_words_has_one_address(offer: Any, client: Any) -> None:
    sheets = [link["href"] for link in client.get("/en/bretten/").document.all("link[rel=stylesheet]")]
    assert next(href for href in sheets if "theme" in href).startswith("/bretten/theme-")


def test_search_engines_learn_of_both(offer: Any, client: Any, app: Any) -> None:
    base = app.config["BASE_URL"]
    page = client.get("/en/bretten/mitmachen/").document
    assert page.one("link[rel=canonical]")["href"] == f"{base}/en/bretten/mitmachen/"
    assert [(link["hreflang"], link["href"]) for link in page.all("link[rel=alternate][hreflang]")] == [
        ("de", f"{base}/bretten/mitmachen/"), ("en", f"{base}/en/bretten/mitmachen/"),
        ("x-default", f"{base}/bretten/mitmachen/"),
    ]  # fmt: skip
    listed = client.get("/bretten/sitemap.xml").get_data(as_text=True)
    for address in (f"{base}/bretten/mitmachen/{offer.public_id}", f"{base}/en/bretten/mitmachen/{offer.public_id}"):
        assert f"<loc>{address}</loc>" in listed and f'href="{address}"' in listed
    assert client.get("/en/bretten/sitemap.xml").get_data(as_text=True) == listed


def test_dates_numbers_and_refusals_are_english(offer: Any, client: Any) -> None:
    page = client.get(f"/en/bretten/mitmachen/{offer.public_id}")
    assert re.search(r"[A-Z][a-z]{2}, \d{1,2}\W[A-Z][a-z]+ \d{4}", page.visible_text)
    form = client.get(f"/en/bretten/mitmachen/{offer.public_id}/zusagen")
    refused = client.submit(form, {"name": "", "email": "x"})
    assert refused.document.one("title").text.startswith("Error:")
    assert "Please" in refused.visible_text and "Bitte" not in refused.visible_text


def test_words_of_the_town_carry_their_own_language(offer: Any, client: Any) -> None:
    english = client.get(f"/en/bretten/mitmachen/{offer.public_id}")
    assert english.document.one("h1")["lang"] == "de"
    german = client.get(f"/bretten/mitmachen/{offer.public_id}")
    assert not german.document.one("h1").get("lang")
    titles = {a.text: a.get("lang") for a in client.get("/bretten/mitmachen/").document.all(".card__t a")}
    assert titles == {"Helpers for the English reading hour": "en", "Hände für das Fest": ""}


def test_addresses_in_jobs_are_german(db_app: Any) -> None:
    make_city("bretten")
    home = external_url("public.home", city="bretten")
    assert home.endswith("/bretten/") and "/en/" not in home
    assert home.in_language("en").endswith("/en/bretten/")
    assert home.in_language("en").in_language("de") == home
