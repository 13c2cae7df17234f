"""What a name may be, what is said where it is none, and that no name becomes a formula in what is saved."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from engagement.registrations.models import Registration
from tests.registrations.support import change, count_registrations, make_stage, registration
from tests.registrations.test_desk_pages import ENTERED, people

pytestmark = pytest.mark.usefixtures("clock")
FILLED = {"email": "hanna@leute.example", "is_adult": "ja"}
NO_NAMES = {
    '=HYPERLINK("http://boese.example";"Klick")': "Bitte schreiben Sie hier nur einen Namen",
    '=HYPERLINK("boese";"Klick")': "nicht mit einem Gleichheitszeichen beginnen",
    "=1+1": "nicht mit einem Gleichheitszeichen beginnen",
    "\t=1+1": "nicht mit einem Gleichheitszeichen beginnen",
    "@SUM(1)": "keines der Zeichen @ < >",
    "Anna\rTitel": "Bitte schreiben Sie hier nur einen Namen",
    "+49 171 3920012": "Bitte schreiben Sie hier einen Namen mit Buchstaben.",
    "-": "Bitte schreiben Sie hier einen Namen mit Buchstaben.",
}
NAMES = ["Nguyễn Thị Lan", "O’Brien-Müller", "Ж. Иванова", "李雷", "أحمد", "Anna (genannt Änne)", "-ung, Max", "J. R."]


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_said_beside_the_field(db_app: Flask, client: Any, name: str) -> None:
    stage = make_stage()
    form = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    answer = client.submit(form, FILLED | {"name": name})
    assert answer.status_code == 422
    assert NO_NAMES[name] in answer.document.one("#name-error").text
    field = answer.document.one("input[name=name]")
    assert (field["aria-invalid"], field["value"].strip()) == ("true", name.strip())
    assert "#name" in [link["href"] for link in answer.document.all(".errors a")]
    assert answer.document.one("input[name=email]")["value"] == FILLED["email"]
    assert count_registrations() == 0


@pytest.mark.parametrize("name", NO_NAMES)
def test_the_same_where_somebody_is_entered(db_app: Flask, team_client: Any, name: str) -> None:
    stage = make_stage()
    work = team_client(stage)
    answer = work.submit(work.get(people(stage, "/eintragen")), ENTERED | {"name": name})
    assert (answer.status_code, count_registrations()) == (422, 0)
    assert NO_NAMES[name] in answer.document.one("#name-error").text


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_the_world_are_taken(db_app: Flask, client: Any, name: str) -> None:
    stage = make_stage()
    form = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    assert client.submit(form, FILLED | {"name": name}).status_code == 303


def test_a_group_may_be_called_by_a_number(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    form = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    more = {"name": "Hanna Keller", "party_size": "3", "group_name": "10/3"}
    assert client.submit(form, FILLED | more).status_code == 303


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)"]
)
def test_no_name_becomes_a_formula(db_app: Flask, team_client: Any, name: str) -> None:
    """Whatever stands in the database, by whichever way it came there."""
    stage = make_stage()
    row = registration(stage.guest().registration_id)
    change(Registration, row.id, name=name, group_name=name, message=name, companions=[name], phone=name)
    work = team_client(stage)
    text = work.get(people(stage, ".csv")).get_data().decode("utf-8-sig")
    [saved] = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    for column in ("Name", "Nachricht", "Gruppe", "Mit dabei", "Telefon"):
        assert saved[column] == f"'{name}", column
    sheet = load_workbook(io.BytesIO(work.get(people(stage, ".xlsx")).get_data())).worksheets[0]
    cells = [cell for cells in sheet.iter_rows(min_row=2) for cell in cells if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    plain = name.replace("\r", "\n")  # a spreadsheet knows one kind of line break
    assert sum(str(cell.value).replace("_x000D_", "\n").replace("\r", "\n") == plain for cell in cells) == 5
