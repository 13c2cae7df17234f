"""„Barriere melden“, as visitors and staff see it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.barriers.queries import barrier_page
from engagement.core.scope import Scope, entered
from tests.support.actors import sign_in
from tests.support.factories import make_city, make_staff

pytestmark = pytest.mark.usefixtures("clock")
TEXT = "Ich komme mit der Tastatur nicht in das Feld."


def only(city: Any) -> Any:
    with entered(Scope.city(city.id)):
        [one] = barrier_page(city.id, 1).items
        return one


def test_visitor_reports_and_reads_the_answer(db_app: Flask, client: Any, new_client: Any) -> None:
    city = make_city()
    page = client.get(f"/{city.slug}/barriere-melden")
    sent = client.submit(page, {"text": TEXT, "page": "Startseite", "email": "gast@leute.example"})
    assert sent.status_code == 303
    receipt = client.get(sent.headers["Location"])
    assert receipt.document.one("h1").text == "Ihre Meldung ist angekommen"
    assert "1. Juni 2026" in receipt.visible_text
    work = new_client()
    sign_in(db_app, work, make_staff(city))
    listed = work.get(f"/{city.slug}/stadt/barrieren")
    assert TEXT in listed.visible_text
    one = work.get(listed.document.one(".rows a")["href"])
    empty = work.submit(one, {"kind": "mail", "text": ""}, button="Speichern")
    assert empty.status_code == 422
    done = work.submit(
        one, {"kind": "mail", "text": "Wir haben es geändert."}, button="Speichern", follow_redirects=True
    )
    assert "Gesendet." in done.document.one(".notices").text
    later = client.get(sent.headers["Location"])
    assert later.document.one("h1").text == "Unsere Antwort auf Ihre Meldung"
    assert "Wir haben es geändert." in later.visible_text


def test_notes_and_calls_stay_with_the_staff(db_app: Flask, client: Any, new_client: Any) -> None:
    city = make_city()
    sent = client.submit(client.get(f"/{city.slug}/barriere-melden"), {"text": TEXT})
    assert "Merken Sie sich deshalb die Adresse" in client.get(sent.headers["Location"]).visible_text
    work = new_client()
    sign_in(db_app, work, make_staff(city))
    one = work.get(f"/{city.slug}/stadt/barrieren/{only(city).public_id}")
    assert not one.document.all("input[value=mail]"), "there is no address"
    work.submit(one, {"kind": "note", "text": "Nur für uns."}, button="Speichern")
    assert "Nur für uns." not in client.get(sent.headers["Location"]).visible_text


def test_gaps_are_said_and_kept(db_app: Flask, client: Any) -> None:
    page = client.get(f"/{make_city().slug}/barriere-melden")
    answer = client.submit(page, {"text": "", "name": "Erna", "email": "keine"})
    assert answer.status_code == 422
    assert [link["href"] for link in answer.document.all(".errors a")] == ["#text", "#email"]
    assert answer.document.one("#name")["value"] == "Erna"


def test_the_page_from_which_one_comes_is_filled_in(db_app: Flask, client: Any) -> None:
    city = make_city()
    here = f"/{city.slug}/barriere-melden"

    def came(path: str, host: str = "localhost") -> str:
        page = client.get(here, headers={"Referer": f"http://{host}{path}"})
        return str(page.document.one("#page").get("value"))

    assert came(f"/{city.slug}/mitmachen/?q=garten") == f"/{city.slug}/mitmachen/"
    assert came(f"/en/{city.slug}/mitmachen/") == f"/en/{city.slug}/mitmachen/"
    assert came(f"/{city.slug}/barriere/geheim") == "", "a signed link is somebody's own"
    assert came(f"/{city.slug}/mitmachen/", "anderswo.example") == ""
    assert came(here) == ""


def test_every_page_leads_there(db_app: Flask, client: Any) -> None:
    city = make_city()
    links = {link["href"] for link in client.get(f"/{city.slug}/").document.all("a")}
    ways = {f"/{city.slug}/{end}" for end in ("barriere-melden", "leichte-sprache", "gebaerdensprache")}
    assert ways <= links
    assert client.get(f"/{city.slug}/seite/leichte-sprache").headers["Location"] == f"/{city.slug}/leichte-sprache"
    assert client.get(f"/{city.slug}/barriere/falsch").status_code == 400


def test_on_a_citys_own_domain(db_app: Flask, client: Any) -> None:
    make_city("dorf", domain="mitmachen.dorf.example")
    client.host = "mitmachen.dorf.example"
    page = client.get("/leichte-sprache")
    assert page.document.one("h1").text == "Leichte Sprache"
    assert "/barriere-melden" in {link["href"] for link in page.document.all("footer a")}
    sent = client.submit(client.get("/barriere-melden"), {"text": TEXT})
    assert client.get(sent.headers["Location"]).status_code == 200


def test_another_citys_report_is_not_there(db_app: Flask, client: Any, new_client: Any) -> None:
    city, there = make_city(), make_city("anderstadt")
    sent = client.submit(client.get(f"/{city.slug}/barriere-melden"), {"text": TEXT})
    assert client.get(sent.headers["Location"].replace(city.slug, there.slug)).status_code == 404


def test_a_foreign_page_cannot_send_the_form(db_app: Flask, client: Any) -> None:
    city = make_city()
    answer = client.post(
        f"/{city.slug}/barriere-melden", data={"text": TEXT}, headers={"Origin": "https://boese.example"}
    )
    assert answer.status_code in (400, 403)
    with entered(Scope.city(city.id)):
        assert barrier_page(city.id, 1).total == 0
