"""An association's page in the workplace of a city, as a browser sees it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.associations.test_pages import Town
from tests.support.accounts import mails_to
from tests.support.actors import sign_in
from tests.support.client import CheckingClient


@pytest.fixture
def town(app: Flask) -> Town:
    town = Town(app)
    town.offer(title="Kuchen verkaufen")
    return town


@pytest.fixture
def staff(town: Town, client: CheckingClient) -> CheckingClient:
    sign_in(town.app, client, town.moderator)
    return client


def file_of(town: Town) -> str:
    return f"/musterstadt/stadt/vereine/{town.mine.public_id}"


def test_the_directory_leads_to_the_file(town: Town, staff: CheckingClient) -> None:
    page = staff.get("/musterstadt/stadt/vereine")
    assert file_of(town) in [link.get("href") for link in page.document.all("td a")]
    page = staff.get(file_of(town))
    for said in ("Chor Süd", "Kuchen verkaufen", "mara@leute.example", "chor@verein.example"):
        assert said in page.visible_text


def test_suspending_asks_for_reasons_and_is_lifted_again(town: Town, staff: CheckingClient, new_client: Any) -> None:
    address = f"{file_of(town)}/sperren"
    page = staff.submit(staff.get(address), {"facts": "Es war niemand da."}, button="Sperren und Begründung schicken")
    assert page.status_code == 422
    assert "Es war niemand da." in page.get_data(as_text=True)
    page = staff.get(address)
    done = staff.submit(
        page, {"ground": "wrong_data", "facts": "Am 3. Mai war wieder niemand da."},
        button="Sperren und Begründung schicken", follow_redirects=True,
    )  # fmt: skip
    assert "Gesperrt. Das Team bekommt eine E-Mail." in done.visible_text
    assert "Am 3. Mai war wieder niemand da." in done.visible_text
    visitor = new_client()
    assert visitor.get(f"/musterstadt/vereine/{town.mine.public_id}").status_code == 404
    assert "Kuchen verkaufen" not in visitor.get("/musterstadt/mitmachen/").visible_text
    owner = new_client()
    sign_in(town.app, owner, town.me)
    today = owner.get(town.work()).visible_text
    assert "hat Ihren Verein gesperrt" in today and "Am 3. Mai war wieder niemand da." in today
    offers = owner.get(f"{town.work()}angebote/").visible_text
    assert "zeigt Ihre Angebote zurzeit nicht" in offers
    file = staff.get(file_of(town))
    assert "Dieser Verein ist gesperrt." in file.visible_text and "nicht gezeigt" in file.visible_text
    assert "veröffentlicht" not in file.document.one("section[aria-labelledby=offers]").text
    assert not any(a.text == "So sehen es andere" for a in file.document.all("a")), "there is nothing to see"
    assert "Dieser Verein ist schon gesperrt." in staff.get(address).visible_text
    page = staff.get(f"{file_of(town)}/wieder-zeigen")
    done = staff.submit(page, {"note": "Danke!"}, button="Sperre aufheben", follow_redirects=True)
    assert "Chor Süd ist nicht mehr gesperrt." in done.visible_text
    assert visitor.get(f"/musterstadt/vereine/{town.mine.public_id}").status_code == 200
    assert "Danke!" in mails_to(town.app, town.me.email)[-1].body_text


def test_a_stale_page_is_refused(town: Town, staff: CheckingClient) -> None:
    page = staff.get(f"{file_of(town)}/sperren")
    town.suspend(town.mine)
    answer = staff.submit(
        page, {"ground": "law", "facts": "Ein ganzer langer Satz."}, button="Sperren und Begründung schicken"
    )
    assert answer.status_code == 422
    assert "schon gesperrt" in answer.visible_text


def test_an_offer_of_a_suspended_association_says_so_and_no_more(town: Town, client: CheckingClient) -> None:
    with town.app.app_context():
        from engagement.core.scope import SYSTEM, entered
        from engagement.extensions import db
        from engagement.opportunities.models import Opportunity

        with entered(SYSTEM):
            offer = db.session.query(Opportunity).one().public_id
    town.suspend(town.mine)
    page = client.get(f"/musterstadt/mitmachen/{offer}")
    assert page.status_code == 200
    assert "zurzeit nicht zu sehen" in page.visible_text
    assert "Kuchen verkaufen" not in page.visible_text
