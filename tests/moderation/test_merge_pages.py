"""Finding, comparing and merging two entries, as staff see it; and where old addresses lead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from engagement.associations.rules import Entry, Likeness, likely_duplicates
from tests.associations.test_pages import Town
from tests.support import factories as make
from tests.support.accounts import mails_to
from tests.support.actors import sign_in
from tests.support.client import CheckingClient


@pytest.fixture
def town(app: Flask) -> Town:
    town = Town(app)
    with app.app_context():
        town.twin = make.make_association(
            town.city, name="Süd-Chor e. V.", website="http://www.chor.example/", street="Neuer Weg 1"
        )
    return town


@pytest.fixture
def staff(town: Town, client: CheckingClient) -> CheckingClient:
    sign_in(town.app, client, town.moderator)
    return client


def test_staff_find_compare_and_merge(town: Any, staff: CheckingClient, new_client: Any) -> None:
    page = staff.get("/musterstadt/stadt/vereine/doppelt")
    assert "Chor Süd" in page.visible_text and "dieselbe Website" in page.visible_text
    ways = [link["href"] for link in page.document.all("main a")]
    assert f"/musterstadt/stadt/vereine/{town.mine.public_id}/zusammenlegen/{town.twin.public_id}" in ways
    assert "Ökohaus" not in page.visible_text
    file = f"/musterstadt/stadt/vereine/{town.mine.public_id}"
    assert "Süd-Chor" in staff.get(file).visible_text
    assert "Süd-Chor" in staff.get(f"{file}/zusammenlegen?q=chor").visible_text
    address = f"{file}/zusammenlegen/{town.twin.public_id}"
    page = staff.get(address)
    assert page.document.one("#teil-address-dort").get("checked") is not None, "what is empty here comes from there"
    done = staff.submit(page, {"teil-name": "dort"}, button="Zusammenlegen", follow_redirects=True)
    assert "Zusammengelegt." in done.visible_text
    assert "Süd-Chor e. V." in done.document.one("h1").text
    assert "Neuer Weg 1" in done.visible_text
    assert "sind jetzt ein Eintrag" in mails_to(town.app, town.me.email)[-1].subject
    visitor, owner = new_client(), new_client()
    old, new = town.twin.public_id, town.mine.public_id
    moved = visitor.get(f"/musterstadt/vereine/{old}")
    assert (moved.status_code, moved.location) == (301, f"/musterstadt/vereine/{new}")
    sign_in(town.app, owner, town.me)
    moved = owner.get(f"/musterstadt/verein/{old}/team")
    assert (moved.status_code, moved.location) == (301, f"/musterstadt/verein/{new}/team")
    assert staff.get(f"/musterstadt/stadt/vereine/{old}").location == file
    again = staff.get(address, follow_redirects=True)
    assert "Beide sind schon ein Eintrag." in again.visible_text


def test_a_stale_comparison_is_not_taken(town: Any, staff: CheckingClient) -> None:
    page = staff.get(f"/musterstadt/stadt/vereine/{town.mine.public_id}/zusammenlegen/{town.twin.public_id}")
    town.change(town.twin, lambda one: setattr(one, "version", 7))
    refused = staff.submit(page, {"teil-website": "dort"}, button="Zusammenlegen")
    assert refused.status_code == 409
    assert "Bitte vergleichen Sie noch einmal." in refused.visible_text
    assert refused.document.one("#teil-website-dort").get("checked") is not None, "the choice stays"
    assert staff.submit(refused, button="Zusammenlegen").status_code == 303


def test_the_way_to_itself_and_to_nobody(town: Any, staff: CheckingClient) -> None:
    file = f"/musterstadt/stadt/vereine/{town.mine.public_id}"
    assert staff.get(f"{file}/zusammenlegen/{town.mine.public_id}").status_code == 404
    assert staff.get(f"{file}/zusammenlegen/unbekannt").status_code == 404
    assert staff.get("/musterstadt/stadt/vereine/unbekannt/zusammenlegen").status_code == 404


def entry(number: int, name: str, **more: str) -> Entry:
    values = {"alternative_names": "", "town": "Bretten", "website": "", "phone": ""} | more
    return Entry(number, str(number), name, **values)


def test_the_entry_with_a_team_comes_first() -> None:
    imported, own = entry(1, "Chor"), replace(entry(2, "Chor e. V."), has_team=True)
    (pair,) = likely_duplicates([imported, own])
    assert (pair.first, pair.second) == (own, imported)


def test_what_looks_alike() -> None:
    entries = [
        entry(1, "Turnverein Bretten e. V."), entry(2, "TURNVEREIN Bretten"), entry(3, "Turnverrein Bretten"),
        entry(4, "Chor", phone="+49 7252 1234"), entry(5, "Singkreis", phone="07252/1234"),
        entry(6, "Tanz", website="https://www.x.example/tanz/"), entry(7, "Ballett", website="http://x.example/tanz"),
        entry(8, "Ganz anders"), entry(9, "Turnverrein Bretten", town="Rastatt"),
        *(entry(20 + n, f"Abteilung {'abcdefgh'[n] * 9}", website="https://dach.example") for n in range(8)),
    ]  # fmt: skip
    found = {(pair.first.id, pair.second.id): set(pair.why) for pair in likely_duplicates(entries)}
    assert found == {
        (1, 2): {Likeness.NAME}, (1, 3): {Likeness.NEAR_NAME}, (2, 3): {Likeness.NEAR_NAME},
        (3, 9): {Likeness.NAME}, (4, 5): {Likeness.PHONE}, (6, 7): {Likeness.WEBSITE},
    }  # fmt: skip
