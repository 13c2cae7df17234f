"""Who comes: the association's list, its answers, its sheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.core.scope import Scope, entered
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations import operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.queries import people_of
from tests.registrations.support import Stagecraft, change, kinds, make_stage, registration, taken
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


def address(stage: Stagecraft, end: str = "") -> str:
    association, offer = stage.association.public_id, stage.opportunity.public_id
    return f"/{stage.city.slug}/verein/{association}/angebote/{offer}/zusagen{end}"


@pytest.fixture
def team(db_app: Flask, client: Any) -> Callable[[Stagecraft], Any]:
    def enter(stage: Stagecraft) -> Any:
        sign_in(db_app, client, stage.owner)
        return client

    return enter


def test_shows_who_comes_and_only_counts_who_has_not_confirmed(db_app: Flask, team: Any) -> None:
    stage = make_stage(shifts=2)
    stage.guest(name="Hanna Keller", email="hanna@leute.example", message="Ich bringe Kuchen mit.")
    stage.register(name="Unbestätigt", email="heimlich@leute.example")
    page = team(stage).get(address(stage))
    panels = page.document.all("section.panel")
    for words in ("Hanna Keller", "hanna@leute.example", "Ich bringe Kuchen mit.", "2 von 5 Plätzen vergeben"):
        assert words in panels[0].text
    assert "1 weiterer Mensch muss noch die E-Mail-Adresse bestätigen." in panels[0].text
    assert "Noch niemand." in panels[1].text
    assert "heimlich" not in page.get_data(as_text=True)
    assert "Unbestätigt" not in page.get_data(as_text=True)


def test_withdrawn_people_are_gone(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    done = stage.guest(name="Hanna Keller")
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(done.registration_id, actor=stage.owner_actor)
    assert "Hanna Keller" not in team(stage).get(address(stage)).visible_text


def test_accepting(db_app: Flask, team: Any) -> None:
    stage = make_stage(approval_required=True)
    done = stage.guest()
    client = team(stage)
    page = client.get(address(stage))
    assert "wartet auf Ihre Antwort" in page.document.one("section.panel h2").text
    answer = client.submit(page, button="Zusagen", follow_redirects=True)
    assert "Zugesagt." in answer.document.one(".notices").text
    assert registration(done.registration_id).state is RegistrationState.CONFIRMED
    assert kinds()[-1] == "registration_accepted"


def test_declining_with_a_reason(db_app: Flask, team: Any) -> None:
    stage = make_stage(approval_required=True)
    done = stage.guest()
    client = team(stage)
    page = client.get(address(stage))
    answer = client.submit(page, {"reason": "Wir sind schon genug."}, button="Ja, ablehnen", follow_redirects=True)
    assert "Abgelehnt." in answer.document.one(".notices").text
    assert registration(done.registration_id).decline_reason == "Wir sind schon genug."
    assert taken(stage.shift) == 0


def test_stale_answer_explains_itself(db_app: Flask, team: Any) -> None:
    stage = make_stage(approval_required=True)
    done = stage.guest()
    client = team(stage)
    page = client.get(address(stage))
    with entered(Scope.association(stage.association.id)):
        operations.decline(done.registration_id, actor=stage.owner_actor)
    answer = client.submit(page, button="Zusagen")
    assert answer.status_code == 422
    assert "Diese Anfrage ist schon beantwortet oder wurde zurückgezogen." in answer.document.one(".errors").text
    assert registration(done.registration_id).state is RegistrationState.DECLINED


def test_far_too_long_reason_is_refused(db_app: Flask, team: Any) -> None:
    stage = make_stage(approval_required=True)
    stage.guest()
    client = team(stage)
    answer = client.submit(client.get(address(stage)), {"reason": "x" * 1001}, button="Ja, ablehnen")
    assert answer.status_code == 422
    assert answer.document.one("#reason").raw.strip() == "x" * 1001
    assert kinds()[-1] == "registration_new"


def test_unknown_answer_and_unknown_person(db_app: Flask, team: Any) -> None:
    stage, other = make_stage(approval_required=True), make_stage("andernorts", approval_required=True)
    client, mine, foreign = team(stage), stage.guest(), other.guest()
    token = client.get(address(stage)).document.all("input[name=csrf_token]")[0]["value"]
    for done, value, status in ((mine, "vielleicht", 400), (foreign, "ja", 404)):
        answer = client.post(
            address(stage, f"/{done.registration_id}"), data={"antwort": value, "csrf_token": token},
            headers={"Sec-Fetch-Site": "same-origin"},
        )  # fmt: skip
        assert answer.status_code == status
    assert registration(foreign.registration_id).state is RegistrationState.PENDING


def test_interest_has_a_list_of_its_own(db_app: Flask, team: Any) -> None:
    stage = make_stage(is_ongoing=True)
    stage.guest(name="Hanna Keller")
    page = team(stage).get(address(stage))
    assert "Hanna Keller" in page.document.one("section.panel").text
    assert page.document.one("section.panel")["aria-label"] == "Menschen mit Interesse"


def test_earlier_dates_have_a_page_of_their_own(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    stage.guest(name="Hanna Keller")
    long_ago = utcnow() - timedelta(days=2)
    change(Shift, stage.shift.id, starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    client = team(stage)
    page = client.get(address(stage))
    assert "Hanna Keller" not in page.visible_text
    link = next(a["href"] for a in page.document.all("main a") if "frueher" in a.get("href"))
    assert "Hanna Keller" in client.get(link).visible_text


def test_dates_come_in_pages(db_app: Flask, team: Any) -> None:
    stage = make_stage(shifts=31)
    client = team(stage)
    assert len(client.get(address(stage)).document.all("section.panel")) == 30
    assert len(client.get(address(stage, "?seite=2")).document.all("section.panel")) == 1


def test_table_opens_in_a_german_spreadsheet(db_app: Flask, team: Any) -> None:
    stage = make_stage(shifts=2)
    stage.guest(
        name="Jürgen Müßig", email="juergen@leute.example", message='=HYPERLINK("https://evil.example";"Kuchen")'
    )
    stage.guest(shift=stage.shifts[1], name="Mara; „die zweite“", email="mara@leute.example")
    stage.register(name="Unbestätigt")
    answer = team(stage).get(address(stage, ".csv"))
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "no-store"
    raw = answer.get_data()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [
        "Termin", "Name", "Wie viele?", "Stand", "E-Mail", "Telefon", "Nachricht", "Zusage vom", "Alter", "Gruppe",
        "Mit dabei", "War da?", "Stunden", "Eltern oder Vormund", "Eingetragen",
    ]  # fmt: skip
    assert [row[1] for row in rows[1:]] == ["Jürgen Müßig", "Mara; „die zweite“"]
    assert rows[1][0] == "Do., 7. Mai 2026, 10–12 Uhr"
    assert rows[1][6].startswith("'=HYPERLINK")
    one = team(stage).get(address(stage, f".csv?termin={stage.shifts[1].public_id}")).get_data(as_text=True)
    assert "Jürgen" not in one
    assert "Mara" in one


def test_sheet_to_print(db_app: Flask, team: Any) -> None:
    stage = make_stage(shifts=2)
    stage.guest(name="Hanna Keller")
    client = team(stage)
    page = client.get(address(stage, f"/zettel?termin={stage.shift.public_id}"))
    assert page.document.one("table").text.count("Hanna Keller") == 1
    assert client.get(address(stage, "/zettel?termin=nirgends")).status_code == 404


def test_cancelling_a_date(db_app: Flask, team: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    client = team(stage)
    page = client.get(address(stage, f"/termin/{stage.shift.public_id}/absagen"))
    assert "1 Mensch hat zugesagt und bekommt eine E-Mail." in page.visible_text
    assert client.submit(page, {"reason": ""}).status_code == 422
    answer = client.submit(page, {"reason": "Es regnet in Strömen."}, follow_redirects=True)
    assert "Der Termin ist abgesagt." in answer.document.one(".notices").text
    assert registration(done.registration_id).state is RegistrationState.CANCELLED
    assert kinds()[-1] == "registration_cancelled"
    again = client.get(address(stage, f"/termin/{stage.shift.public_id}/absagen"), follow_redirects=True)
    assert "Dieser Termin ist schon abgesagt oder vorbei." in again.document.one(".notices").text


def test_strangers_see_nothing(db_app: Flask, client: Any) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    stage.guest(name="Hanna Keller")
    assert client.get(address(stage)).status_code == 302
    sign_in(db_app, client, make_user())
    ends = ("", ".csv", "/zettel", f"/termin/{stage.shift.public_id}/absagen")
    assert {client.get(address(stage, end)).status_code for end in ends} == {404}
    sign_in(db_app, client, other.owner)
    assert {client.get(address(stage, end)).status_code for end in ends} == {404}
    # Her own association's address with somebody else's offer.
    mixed = address(stage).replace(stage.association.public_id, other.association.public_id)
    assert client.get(mixed.replace(stage.city.slug, other.city.slug, 1)).status_code == 404


def test_one_and_three_people_cost_the_same(
    db_app: Flask, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    stage = make_stage(shifts=3)
    counts = []
    for _ in range(2):
        stage.guest()
        stage.guest(shift=stage.shifts[1])
        with entered(Scope.association(stage.association.id)), statements() as seen:
            people_of(stage.opportunity.public_id)
        counts.append(len(seen))
    assert counts == [5, 5]
