"""„Wer kommt“ with many dates: one line a date, the next one open, and the way back to where a button was."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.core.scope import Scope, entered
from engagement.registrations.enums import RegistrationState
from engagement.registrations.queries import people_of
from engagement.registrations.queries.people import SHIFTS_A_PAGE
from tests.registrations.support import Stagecraft, make_stage, registration
from tests.registrations.test_desk_pages import people

pytestmark = pytest.mark.usefixtures("clock")


def opened(page: Any) -> list[str]:
    return [each["id"] for each in page.document.all("section.panel") if each.all("details.people__date[open]")]


def anchors(stage: Stagecraft) -> list[str]:
    return [f"termin-{each.public_id}" for each in stage.shifts]


def test_few_dates_stand_open(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=3)
    page = team_client(stage).get(people(stage))
    assert opened(page) == anchors(stage)
    assert not page.document.all(".people__fold")


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


def test_printing_the_list_has_every_date(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=SHIFTS_A_PAGE + 2)
    stage.guest(shift=stage.shifts[-1], name="Letzte Person")
    sheet = team_client(stage).get(people(stage, "/zettel"))
    assert len(sheet.document.all(".paper-sheet__date")) == SHIFTS_A_PAGE + 2
    assert "Letzte Person" in sheet.visible_text
