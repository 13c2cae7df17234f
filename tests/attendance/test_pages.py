"""Presence and hours in the browser's words: the door, one's own ledger, papers, files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import page as pdf_checker
import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.attendance.certificates import certificate_token
from engagement.attendance.models import Attendance
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.opportunities.models import Shift
from engagement.registrations.links import registration_token
from engagement.registrations.models import Registration
from tests.attendance.test_operations import actor_of_user, ongoing, over, rows, tick, tick_of
from tests.registrations.support import Stagecraft, change, make_stage, registration
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def team(db_app: Flask, client: Any) -> Callable[[Stagecraft], Any]:
    def enter(stage: Stagecraft) -> Any:
        sign_in(db_app, client, stage.owner)
        return client

    return enter


def work(stage: Stagecraft, end: str) -> str:
    return f"/{stage.city.slug}/verein/{stage.association.public_id}{end}"


def door(stage: Stagecraft) -> str:
    return work(stage, f"/angebote/{stage.opportunity.public_id}/zusagen/termin/{stage.shift.public_id}/dabei")


def link(stage: Stagecraft, registration_id: str, end: str = "") -> str:
    return f"/{stage.city.slug}/zusage/{registration_token(registration_id)}{end}"


def is_accessible(data: bytes) -> bool:
    return bool(pdf_checker.validate_pdf_bytes(data, profile=pdf_checker.ValidationProfile.PDF_UA_1).is_compliant)


def test_saving_confirms_what_is_proposed(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    comes, misses = stage.guest(name="Hanna Keller"), stage.guest(name="Anton Abel")
    over(stage)
    client = team(stage)
    page = client.get(door(stage))
    assert [each.text.split()[0] for each in page.document.all("legend")] == ["Anton", "Hanna"]
    fields = {f"da-{comes.registration_id}": "ja", f"da-{misses.registration_id}": "nein"}
    answer = client.submit(page, fields, follow_redirects=True)
    assert "Gespeichert: 2 Menschen." in answer.visible_text
    assert sorted((row.was_there, row.minutes) for row in rows()) == [(False, None), (True, 120)]
    assert "1 von 2 sind da." in answer.visible_text
    again = client.submit(client.get(door(stage)), {}, follow_redirects=True)
    assert "Nichts wurde geändert." in again.visible_text


def test_what_cannot_be_read_is_kept_beside_its_field(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    over(stage)
    client, key = team(stage), done.registration_id
    page = client.submit(client.get(door(stage)), {f"da-{key}": "ja", f"stunden-{key}": "ein paar"})
    assert page.status_code == 422
    field = page.document.one(f"#stunden-{key}")
    assert field["value"] == "ein paar"
    assert "wie 2 oder 2,5 oder 2:30" in page.document.one(f"#{field['aria-describedby']}").text
    assert rows() == []


def test_a_stale_page_takes_nothing_back(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    first, second = stage.guest(), stage.guest()
    over(stage)
    client = team(stage)
    page = client.get(door(stage))
    tick(stage, tick_of(first.registration_id, minutes=30))  # a colleague, meanwhile
    client.submit(page, {f"da-{second.registration_id}": "ja"})
    assert sorted(row.minutes or 0 for row in rows()) == [30, 120]


def test_too_early_and_cancelled_dates_explain_themselves(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    stage.guest()
    client = team(stage)
    assert "ab drei Stunden vor dem Beginn" in client.get(door(stage)).visible_text
    change(Shift, stage.shift.id, cancelled_at=utcnow())
    assert "Dieser Termin ist abgesagt." in client.get(door(stage)).visible_text


def test_scanning_once_more_keeps_confirmed_hours(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    over(stage)
    client = team(stage)
    address = work(stage, f"/da/{done.registration_id}")
    page = client.get(address)
    tick(stage, tick_of(done.registration_id, minutes=90))
    client.submit(page, button="Ist da")
    assert rows()[0].minutes == 90


def test_hours_of_an_offer_without_dates(db_app: Flask, team: Any) -> None:
    stage, registration_id = ongoing()
    client = team(stage)
    address = work(stage, f"/angebote/{stage.opportunity.public_id}/stunden")
    page = client.get(address)
    wrong = client.submit(page, {"person": registration_id, "hours": "viele"})
    assert wrong.status_code == 422
    assert wrong.document.one("#hours")["value"] == "viele"
    future = (today() + timedelta(days=1)).isoformat()
    late = client.submit(page, {"person": registration_id, "hours": "1,5", "day": future})
    assert "kommt noch" in late.document.one("#day-error").text
    answer = client.submit(page, {"person": registration_id, "hours": "1,5"}, follow_redirects=True)
    assert "Die Stunden sind bestätigt." in answer.visible_text
    assert rows()[0].minutes == 90
    client.submit(answer, button="Ja, entfernen")
    assert rows() == []


def my_page(stage: Stagecraft) -> str:
    return f"/{stage.city.slug}/konto/stunden"


def test_the_ledger_and_its_certificate(db_app: Flask, client: Any) -> None:
    stage, user = make_stage(), make_user(name="Hanna Keller")
    done = stage.register(actor=actor_of_user(user.id))
    over(stage)
    sign_in(db_app, client, user)
    assert "Noch keine Stunden" in client.get(my_page(stage)).visible_text
    tick(stage, tick_of(done.registration_id, minutes=150))
    page = client.get(my_page(stage))
    assert "2,5 Stunden bestätigt, 2,5 davon in den letzten 12 Monaten." in page.visible_text
    assert "Ehrenamtskarte" not in page.visible_text
    paper = client.submit(page, button="Bescheinigung (PDF)")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert is_accessible(paper.get_data())
    nothing = client.submit(page, {"last": (today() - timedelta(days=400)).isoformat()}, button="Bescheinigung (PDF)")
    assert nothing.status_code == 422
    assert "keine bestätigten Stunden" in nothing.visible_text
    client.submit(page, button="Ja, löschen")
    assert rows() == []


def test_the_card_is_hinted_at_from_200_hours(db_app: Flask, client: Any) -> None:
    stage, user = make_stage(), make_user()
    done = stage.register(actor=actor_of_user(user.id))
    over(stage)
    sign_in(db_app, client, user)
    tick(stage, tick_of(done.registration_id, minutes=60))
    row = rows()[0].id
    change(Attendance, row, minutes=200 * 60 - 1)
    assert "Ehrenamtskarte" not in client.get(my_page(stage)).visible_text
    change(Attendance, row, minutes=200 * 60)
    assert "Ehrenamtskarte" in client.get(my_page(stage)).visible_text
    change(Attendance, row, day=today() - timedelta(days=365))
    assert "Ehrenamtskarte" not in client.get(my_page(stage)).visible_text


def test_a_guest_sees_hours_and_gets_the_paper_by_the_link(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    over(stage)
    tick(stage, tick_of(done.registration_id, minutes=60))
    page = client.get(link(stage, done.registration_id))
    assert "Ihre Stunden: 1" in page.visible_text
    assert "Code für den Tag" not in page.visible_text
    assert is_accessible(client.get(link(stage, done.registration_id, "/bescheinigung.pdf")).get_data())


def test_anybody_can_check_a_certificate(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    day = today()
    address = f"/{stage.city.slug}/bescheinigung/" + certificate_token(
        "Nachbarn e. V.", "Hanna Keller", 150, day, day, day
    )
    page = client.get(address)
    assert "2,5" in page.visible_text
    assert "Hanna" not in page.get_data(as_text=True)
    assert "auf diesen Namen ausgestellt" in client.submit(page, {"name": "hanna  keller"}).visible_text
    assert "auf einen anderen Namen" in client.submit(page, {"name": "Hanna Kelter"}).visible_text
    forged = client.get(address[:-3] + "abc")
    assert forged.status_code == 400
    assert forged.document.one("h1").text == "Diese Bescheinigung können wir nicht bestätigen"
    assert forged.document.one("main form")["action"].endswith("/pruefen")


def test_tables_hold_no_formula_and_keep_numbers(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    hostile = '=HYPERLINK("http://boese.example";"Klick")'
    done = stage.guest(name="Hanna Keller", message=hostile)
    over(stage)
    tick(stage, tick_of(done.registration_id, minutes=90))
    client = team(stage)
    address = work(stage, f"/angebote/{stage.opportunity.public_id}/zusagen")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx?termin={stage.shift.public_id}").get_data()))
    cells = {cell.value: cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value is not None}
    assert cells[hostile].data_type == "s"
    assert cells[hostile].hyperlink is None
    assert (cells[1.5].data_type, cells["ja"].data_type) == ("n", "s")
    text = client.get(f"{address}.csv").get_data().decode("utf-8-sig")
    [head, row] = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert f"'{hostile}" in row
    assert row[head.index("Stunden")] == "1,5"
    assert client.get(f"{address}.ods").status_code == 404


def test_my_hours_as_a_file(db_app: Flask, client: Any) -> None:
    stage, user = make_stage(), make_user()
    done = stage.register(actor=actor_of_user(user.id))
    over(stage)
    tick(stage, tick_of(done.registration_id, minutes=90))
    sign_in(db_app, client, user)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{my_page(stage)}.xlsx").get_data()))
    assert [cell.value for cell in book.active[2]][-1] == 1.5


def test_the_sheet_to_sign_names_nobodys_contact(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    done = stage.guest(name="Hanna Keller", email="hanna@leute.example", phone="0171 3920012")
    change(Registration, registration(done.registration_id).id, party_size=2)
    sheet = team(stage).get(work(stage, f"/angebote/{stage.opportunity.public_id}/zusagen/zettel?art=unterschriften"))
    assert "Hanna Keller" in sheet.visible_text
    assert "mit Hanna Keller:" in sheet.visible_text
    assert "hanna@leute.example" not in sheet.get_data(as_text=True)
    assert "3920012" not in sheet.get_data(as_text=True)


def test_the_first_page_leads_to_the_door(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    stage.guest()
    over(stage)
    page = team(stage).get(work(stage, "/"))
    assert "Ein Mensch wartet auf die Stunden." in page.visible_text
    assert page.document.one(f'a[href="{door(stage)}"]')


def test_own_data_tell_of_the_hours(db_app: Flask, client: Any) -> None:
    stage, user = make_stage(), make_user()
    done = stage.register(actor=actor_of_user(user.id))
    over(stage)
    tick(stage, tick_of(done.registration_id, minutes=90))
    sign_in(db_app, client, user)
    data = client.get(f"/{stage.city.slug}/konto/meine-daten.json").get_json()
    assert data["hours"][0]["minutes"] == 90
    with entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 1
