"""„Wir rufen Sie an“, as visitors and staff see it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.callbacks.queries import callback_page
from engagement.core.scope import Scope, entered
from tests.registrations.support import kinds
from tests.support.actors import sign_in
from tests.support.factories import make_city, make_staff

pytestmark = pytest.mark.usefixtures("clock")
FILLED = {"name": "Erna Alt", "phone": "0171 3920012", "wish": "Kochen"}


def only(city: Any) -> Any:
    with entered(Scope.city(city.id)):
        [one] = callback_page(city.id, 1).items
        return one


def test_visitor_leaves_a_number(db_app: Flask, client: Any) -> None:
    city = make_city()
    page = client.get(f"/{city.slug}/anruf?q=kochen")
    assert page.document.one("textarea[name=wish]").raw.strip() == "kochen"
    answer = client.submit(page, FILLED, follow_redirects=True)
    assert answer.document.one("h1").text == "Wir rufen Sie bald an"
    assert "Erna" not in answer.get_data(as_text=True)
    assert (only(city).name, kinds()) == ("Erna Alt", ["callback_new"])


def test_gaps_are_said_and_kept(db_app: Flask, client: Any) -> None:
    page = client.get(f"/{make_city().slug}/anruf")
    answer = client.submit(page, {"wish": "Kochen", "phone": "123", "name": ""})
    assert answer.status_code == 422
    assert [link["href"] for link in answer.document.all(".errors a")] == ["#name"]
    answer = client.submit(page, FILLED | {"phone": "123"})
    assert "mit der Vorwahl" in answer.document.one("#phone-error").text
    assert answer.document.one("textarea[name=wish]").raw.strip() == "Kochen"


def test_the_portal_asks_for_the_town(db_app: Flask, client: Any) -> None:
    make_city()
    there = make_city("anderstadt")
    page = client.get("/rueckruf")
    missing = client.submit(page, FILLED)
    assert (missing.status_code, missing.document.one(".errors a")["href"]) == (422, "#town")
    answer = client.submit(page, FILLED | {"town": "anderstadt"}, follow_redirects=True)
    assert answer.document.one("h1").text == "Wir rufen Sie bald an"
    assert only(there).name == "Erna Alt"
    assert client.post("/rueckruf", data=FILLED | {"town": "nirgendwo"}).status_code == 422


def test_lists_home_and_portal_lead_there(db_app: Flask, client: Any) -> None:
    city = make_city()
    links = [link["href"] for link in client.get(f"/{city.slug}/mitmachen/?q=xyzzy").document.all("main a")]
    assert f"/{city.slug}/anruf?q=xyzzy" in links
    assert f"/{city.slug}/anruf" in [link["href"] for link in client.get(f"/{city.slug}/").document.all("main a")]
    assert "/rueckruf" in [link["href"] for link in client.get("/").document.all("main a")]


def test_staff_work_through_the_list(db_app: Flask, client: Any, new_client: Any) -> None:
    city = make_city()
    client.submit(client.get(f"/{city.slug}/anruf"), FILLED)
    work = new_client()
    sign_in(db_app, work, make_staff(city, name="Rita Rathaus"))
    page = work.get(f"/{city.slug}/stadt/anrufe")
    assert page.document.one(".rows a.tel")["href"] == "tel:+491713920012"
    one = work.get(page.document.all(".rows a")[0]["href"])
    assert one.document.one("h1").text == "Erna Alt"
    mine = work.submit(one, button="Ich kümmere mich", follow_redirects=True)
    assert "Sie kümmern sich jetzt darum." in mine.document.one(".notices").text
    nothing = work.submit(mine, {"text": ""}, button="Eintragen")
    assert nothing.status_code == 422
    done = work.submit(mine, {"call": "erreicht", "state": "placed", "text": "Küche"}, button="Eintragen",
                       follow_redirects=True)  # fmt: skip
    assert "Angerufen, erreicht. Jetzt: vermittelt. Küche" in done.document.one(".log").text
    assert "Niemand wartet auf einen Anruf" in work.get(f"/{city.slug}/stadt/anrufe").visible_text
    assert "Erna Alt" in work.get(f"/{city.slug}/stadt/anrufe?stand=placed").visible_text


def test_receipts_are_signed(db_app: Flask, client: Any) -> None:
    assert client.get(f"/{make_city().slug}/anruf/falsch").status_code in (400, 404, 410)
