"""Whom to call: on the first page, on what is printed and in what is saved, for groups, younger people and accounts."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.notifications.operations import mark_dead
from engagement.registrations import operations
from engagement.registrations.enums import EntryWay
from engagement.registrations.operations import Details, Minor, Person
from tests.registrations.support import Stagecraft, make_stage, registration
from tests.registrations.test_desk_pages import people, today
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")
PARENT = "vera@eltern.example"
YOUNG = Minor(14, "14–15", "Vera Keller", PARENT)


def tels(page: Any, label: str) -> list[str]:
    return [each["href"] for each in page.document.all(f"[aria-labelledby={label}] a.tel")]


def with_account(stage: Stagecraft, **values: Any) -> str:
    user = make_user("mia@leute.example", name="Mia Neu", phone="07221 555010")
    with entered(SYSTEM):
        actor = actor_of(user.id)
    return stage.register(actor=actor, name="Mia Neu", email="", **values).registration_id


def agreed(stage: Stagecraft, **values: Any) -> str:
    done = stage.guest(name="Ida Keller", email="ida@leute.example", minor=YOUNG, **values).registration_id
    with entered(Scope.city(stage.city.id)):
        operations.agree(done, email=PARENT, actor=ANONYMOUS)
    return done


def test_an_account_is_called_on_its_own_number(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(approval_required=True)
    with_account(stage)
    page = team_client(stage).get(today(stage))
    assert tels(page, "answer") == ["tel:+497221555010"]


def test_interest_has_a_number_too(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(is_ongoing=True)
    done = with_account(stage)
    with entered(Scope.association(stage.association.id)):
        if registration(done).state.value == "pending":
            operations.accept(done, actor=stage.owner_actor)
    assert tels(team_client(stage).get(today(stage)), "answer") == ["tel:+497221555010"]


def test_an_offered_place_whose_mail_came_back_is_a_call_to_the_account(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    with_account(stage, may_wait=True)
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(first, actor=ANONYMOUS)
    mark_dead("mia@leute.example", "550 5.1.1 No such user")
    operations.pass_on_undelivered()
    page = team_client(stage).get(today(stage))
    assert "Ein Platz ist frei für Mia Neu" in page.visible_text
    assert tels(page, "calls") == ["tel:+497221555010"]


def test_younger_people_have_the_parent_beside_them(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(approval_required=True, admits_minors=True, min_age=14)
    agreed(stage)
    panel = team_client(stage).get(today(stage)).document.one("[aria-labelledby=answer]")
    assert "14–15 Jahre" in panel.text
    assert "Bitte sprechen Sie mit den Eltern: Vera Keller vera@eltern.example" in panel.text
    assert panel.one(f'a[href="mailto:{PARENT}"]').text == PARENT


def test_a_group_has_its_contact_person(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(approval_required=True)
    stage.guest(name="Karla Kurz", party_size=3, group_name="Klasse 10 b", phone="0171 3920012")
    page = team_client(stage).get(today(stage))
    panel = page.document.one("[aria-labelledby=answer]").text
    assert "3 Personen, Klasse 10 b. Karla Kurz spricht für die Gruppe." in panel
    assert tels(page, "answer") == ["tel:+491713920012"]


def test_somebody_to_be_told_without_a_number(db_app: Flask, team_client: Any) -> None:
    stage = make_stage()
    with entered(Scope.association(stage.association.id)):
        operations.enter(
            stage.opportunity.public_id, city_id=stage.city.id, shift_id=stage.shift.public_id,
            person=Person("Erna Alt"), way=EntryWay.PAPER, actor=stage.owner_actor,
        )  # fmt: skip
        operations.cancel_for_shift(stage.opportunity.id, stage.shift.id, reason="Regen", actor=stage.owner_actor)
    panel = team_client(stage).get(today(stage)).document.one("[aria-labelledby=calls]")
    assert "Erna Alt" in panel.text
    assert "Es ist keine Telefonnummer bekannt." in panel.text


@pytest.fixture
def full_list(db_app: Flask) -> Stagecraft:
    """One of each: an account, a young person, a group with names, somebody who was entered."""
    stage = make_stage(capacity=20, admits_minors=True, min_age=14)
    with_account(stage)
    agreed(stage)
    group = stage.guest(name="Karla Kurz", party_size=3, group_name="Klasse 10 b", email="karla@leute.example")
    with entered(Scope.city(stage.city.id)):
        details = Details("Karla Kurz", "0171 3920012", "", 3, "Klasse 10 b", ("Ben Bunt",))
        operations.change_details(group.registration_id, details, actor=ANONYMOUS)
    with entered(Scope.association(stage.association.id)):
        operations.enter(
            stage.opportunity.public_id, city_id=stage.city.id, shift_id=stage.shift.public_id,
            person=Person("Erna Alt", phone="07221 555020"), way=EntryWay.PAPER, note="Zettel vom Basar",
            actor=stage.owner_actor,
        )  # fmt: skip
    return stage


def test_the_printed_list_says_whom_to_call(full_list: Stagecraft, team_client: Any) -> None:
    sheet = team_client(full_list).get(people(full_list, "/zettel"))
    rows = {row.all("td")[1].text.split(" (")[0].split("3 ")[0].strip(): row for row in sheet.document.all("tbody tr")}
    text = {name: row.text for name, row in rows.items()}
    assert set(text) == {"Mia Neu", "Ida Keller", "Karla Kurz", "Erna Alt"}
    assert "07221 555010" in text["Mia Neu"]
    assert "14–15 Jahre" in text["Ida Keller"]
    assert "Eltern: Vera Keller vera@eltern.example" in text["Ida Keller"]
    assert "Klasse 10 b" in text["Karla Kurz"]
    assert "Ben Bunt" in text["Karla Kurz"]
    assert "Zettel vom Basar" in text["Erna Alt"]
    assert "tel:+497221555020" in [each["href"] for each in rows["Erna Alt"].all("a.tel")]


def test_the_sheet_to_sign_has_a_line_for_everybody(full_list: Stagecraft, team_client: Any) -> None:
    sheet = team_client(full_list).get(people(full_list, "/zettel?art=unterschriften"))
    lines = [row.all("td")[0].text for row in sheet.document.all("tbody tr")]
    assert [line for line in lines if line.strip()] == [
        "Mia Neu", "Ida Keller (14–15 Jahre)", "Karla Kurz, Klasse 10 b", "Ben Bunt mit Karla Kurz",
        "mit Karla Kurz:", "Erna Alt",
    ]  # fmt: skip


def test_the_tables_to_save_have_the_same(full_list: Stagecraft, team_client: Any) -> None:
    work = team_client(full_list)
    text = work.get(people(full_list, ".csv")).get_data().decode("utf-8-sig")
    rows = {row["Name"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert rows["Mia Neu"]["Telefon"] == "07221 555010"
    assert (rows["Ida Keller"]["Alter"], rows["Ida Keller"]["Eltern oder Vormund"]) == (
        "14–15 Jahre", f"Vera Keller {PARENT}"
    )  # fmt: skip
    assert (rows["Karla Kurz"]["Wie viele?"], rows["Karla Kurz"]["Gruppe"], rows["Karla Kurz"]["Mit dabei"]) == (
        "3", "Klasse 10 b", "Ben Bunt"
    )  # fmt: skip
    assert rows["Erna Alt"]["Eingetragen"] == "auf Papier. Zettel vom Basar"
    book = load_workbook(io.BytesIO(work.get(people(full_list, ".xlsx")).get_data()))
    head, *cells = book.worksheets[0].iter_rows(values_only=True)
    saved = {row[1]: dict(zip(head, row, strict=True)) for row in cells}
    for name, row in rows.items():
        assert {key: str(value or "") for key, value in saved[name].items()} == row


def test_at_the_door_the_number_of_the_account_is_there(full_list: Stagecraft, team_client: Any, clock: Any) -> None:
    clock.move_to(full_list.shift.starts_at)
    page = team_client(full_list).get(people(full_list, f"/termin/{full_list.shift.public_id}/dabei"))
    assert "07221 555010" in page.visible_text
