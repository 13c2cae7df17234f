"""„Wer kommt“ with many dates: one line a date, the next one open, and the way back to where a button was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from engagement.accounts.models import User
from engagement.accounts.passwords import hash_password
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.registrations.enums import RegistrationState
from engagement.registrations.queries import people_of
from engagement.registrations.queries.people import SHIFTS_A_PAGE
from tests.registrations.support import Stagecraft, change, make_stage, registration
from tests.registrations.test_desk_pages import people
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

frozen = pytest.mark.usefixtures("clock")  # a browser lives in real time


def opened(page: Any) -> list[str]:
    return [each["id"] for each in page.document.all("section.panel") if each.all("details.people__date[open]")]


def anchors(stage: Stagecraft) -> list[str]:
    return [f"termin-{each.public_id}" for each in stage.shifts]


@frozen
def test_few_dates_stand_open(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=3)
    page = team_client(stage).get(people(stage))
    assert opened(page) == anchors(stage)
    assert not page.document.all(".people__fold")


@frozen
def test_of_many_the_next_one_is_open_and_all_say_how_they_stand(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=12, capacity=2)
    stage.guest(shift=stage.shifts[4], name="Hanna Keller")
    stage.guest(shift=stage.shifts[4])
    stage.guest(shift=stage.shifts[4], may_wait=True)
    stage.register(email="", phone="0171 3920011", shift=stage.shifts[6])
    page = team_client(stage).get(people(stage))
    assert opened(page) == anchors(stage)[:1]
    lines = [each.text for each in page.document.all(".people__date summary.panel__h")]
    assert len(lines) == 12
    assert "2 von 2 Plätzen vergeben · Warteliste: 1" in lines[4]
    assert "Bitte anrufen" in lines[6]
    # All are on the page, so that paper has them.
    assert "Hanna Keller" in page.document.one("main").text
    months = page.document.all(".people__months a")
    assert [each.text.replace("\xa0", " ") for each in months] == ["Mai 2026", "Juni 2026", "Juli 2026"]
    assert months[1]["href"].removeprefix("#") in anchors(stage)
    everybody = team_client(stage).get(page.document.one(".people__fold a")["href"])
    assert opened(everybody) == anchors(stage)
    assert opened(team_client(stage).get(everybody.document.one(".people__fold a")["href"])) == anchors(stage)[:1]


@frozen
def test_a_button_leads_back_to_its_date(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=8, approval_required=True)
    asked = stage.guest(shift=stage.shifts[5]).registration_id
    work = team_client(stage)
    answer = work.submit(work.get(people(stage)), button="Zusagen")
    assert answer.location.endswith(f"#{anchors(stage)[5]}")
    page = work.get(answer.location)
    assert opened(page) == [anchors(stage)[5]]
    assert registration(asked).state is RegistrationState.CONFIRMED
    gone = work.submit(page, button="Ja, absagen")
    assert gone.location.endswith(f"#{anchors(stage)[5]}")
    stale = work.submit(page, button="Ja, absagen")
    assert (stale.status_code, opened(stale)) == (422, [anchors(stage)[5]])


@frozen
@pytest.mark.both_engines
def test_a_date_is_found_on_its_page(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=SHIFTS_A_PAGE + 2)
    with entered(Scope.association(stage.association.id)):
        found = people_of(stage.opportunity.public_id, shift_id=stage.shifts[-1].public_id)
        assert (found.shifts.number, [each.shift_id for each in found.shifts.items][-1]) == (
            2, stage.shifts[-1].public_id
        )  # fmt: skip
        assert people_of(stage.opportunity.public_id, shift_id=stage.shifts[0].public_id).shifts.number == 1
        assert people_of(stage.opportunity.public_id, shift_id="unknown").shifts.number == 1
    page = team_client(stage).get(people(stage, f"?termin={stage.shifts[-1].public_id}"))
    assert anchors(stage)[-1] in opened(page)


def test_paper_unfolds_every_date(app: Flask, phone_page: Page, axe: Callable[[Page], None]) -> None:
    page = phone_page
    with app.app_context(), entered(SYSTEM):
        stage = make_stage(shifts=8)
        stage.guest(shift=stage.shifts[5], name="Hanna Keller")
        change(User, stage.owner.id, password_hash=hash_password(PASSWORD))
        address, town, email = people(stage), stage.city.slug, stage.owner.email
    page.goto(f"/{town}/konto/einloggen")
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Einloggen").click()
    page.wait_for_url(lambda url: "einloggen" not in url)
    page.goto(address)
    axe(page)
    row, menu = page.get_by_text("Hanna Keller", exact=True), page.locator(".people__date .people__end").nth(5)
    expect(row).to_be_hidden()
    page.emulate_media(media="print")
    expect(row).to_be_visible()
    expect(menu).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator(".people__date summary.panel__h").nth(5).click()
    expect(row).to_be_visible()
    expect(menu).to_be_visible()


@frozen
def test_printing_the_list_has_every_date(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=SHIFTS_A_PAGE + 2)
    stage.guest(shift=stage.shifts[-1], name="Letzte Person")
    sheet = team_client(stage).get(people(stage, "/zettel"))
    assert len(sheet.document.all(".paper-sheet__date")) == SHIFTS_A_PAGE + 2
    assert "Letzte Person" in sheet.visible_text
