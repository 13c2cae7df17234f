"""Reporting, deciding and complaining, as people see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import CityRole
from engagement.reports.rules import THING_LIMIT
from tests.registrations.support import Stagecraft, mails, make_stage
from tests.reports.support import DOWN, NOTHING, actor, cases, complaints, decide, file, staff
from tests.support.actors import sign_in
from tests.support.factories import make_staff, make_user

pytestmark = pytest.mark.usefixtures("clock")
FILLED = {"category": "wrong", "text": "Die Uhrzeit ist falsch."}
RULED = {"measure": "take_down", "ground": "wrong_data", "reason": "Die Angaben sind falsch, mehrfach geprüft."}


def at(stage: Stagecraft, end: str) -> str:
    return f"/{stage.city.slug}{end}"


@pytest.fixture
def desk(db_app: Flask, new_client: Callable[[], Any]) -> Callable[..., Any]:
    def enter(stage: Stagecraft, role: CityRole = CityRole.MODERATOR) -> Any:
        client = new_client()
        sign_in(db_app, client, make_staff(stage.city, role, name="Rita Rathaus"))
        return client

    return enter


def link_in(mail: Any, part: str) -> str:
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", mail.body_text)
    assert found
    return found[1]


def test_offer_and_association_lead_to_the_form(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    for end in (f"/mitmachen/{stage.opportunity.public_id}", f"/vereine/{stage.association.public_id}"):
        links = [link["href"] for link in client.get(at(stage, end)).document.all("main a")]
        assert at(stage, f"{end}/melden") in links
        assert client.get(at(stage, f"{end}/melden")).document.one("h1").text == "Problem melden"


def test_visitor_reports_and_gets_a_receipt(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    page = client.get(at(stage, f"/mitmachen/{stage.opportunity.public_id}/melden"))
    answer = client.submit(page, FILLED, follow_redirects=True)
    assert answer.document.one("h1").text == "Ihre Meldung ist angekommen"
    assert "keine E-Mail-Adresse angegeben, deshalb kann keine Antwort kommen" in answer.visible_text
    assert answer.headers["Cache-Control"] == "no-store"
    assert cases()[0].reports_count == 1
    with_mail = client.submit(page, FILLED | {"text": "Auch der Ort ist falsch.", "email": "erna@leute.example"},
                              follow_redirects=True)  # fmt: skip
    assert "schreiben Ihnen, was entschieden wurde" in with_mail.visible_text


def test_gaps_and_limits_are_said_and_input_kept(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    page = client.get(at(stage, f"/vereine/{stage.association.public_id}/melden"))
    answer = client.submit(page, {"text": "Falsch hier drin", "email": "keine"})
    assert answer.status_code == 422
    assert [link["href"] for link in answer.document.all(".errors a")] == ["#category", "#email"]
    assert answer.document.one("textarea[name=text]").raw.strip() == "Falsch hier drin"
    illegal = client.submit(page, FILLED | {"category": "illegal"})
    assert "nach bestem Wissen stimmen" in illegal.document.one("#is_sincere-error").text
    for turn in range(THING_LIMIT - 1):
        client.submit(page, FILLED | {"text": f"Die Angabe {turn} ist falsch."})
    client.submit(page, FILLED | {"text": "Die letzte Angabe ist falsch."})
    assert client.submit(page, FILLED | {"text": "Noch eine Angabe ist falsch."}).status_code == 429


def test_staff_decide_from_the_queue(db_app: Flask, desk: Any) -> None:
    stage = make_stage()
    file(stage, name="Erna Alt", email="erna@leute.example", text="Hier steht Unsinn über uns.")
    work = desk(stage)
    queue = work.get(at(stage, "/stadt/"))
    [link] = queue.document.all(".queue a")
    page = work.get(link["href"], follow_redirects=True)
    for words in ("Hier steht Unsinn über uns.", "Erna Alt", "So war es zu sehen", "Wir verkaufen Kuchen"):
        assert words in page.document.one("main").text
    refused = work.submit(page, RULED | {"ground": ""})
    assert refused.status_code == 422
    assert refused.document.one("#ground-error").text
    assert refused.document.one("textarea[name=reason]").raw.strip() == RULED["reason"]
    done = work.submit(page, RULED, follow_redirects=True)
    assert "Entschieden." in done.document.one(".notices").text
    late = work.submit(page, RULED)
    assert late.status_code == 409
    assert "Rita Rathaus" in work.get(at(stage, f"/stadt/meldungen/{cases()[0].public_id}")).document.one("main").text
    assert "entschieden" in work.get(at(stage, "/stadt/meldungen?stand=decided")).document.one("main").text


def test_both_sides_read_the_decision_and_complain(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    file(stage, email="erna@leute.example", name="Erna Alt")
    decide(stage, DOWN, staff(stage))
    mine = client.get(link_in(mails("report_decided")[0], "/meldung/"))
    assert mine.document.one("h1").text == "Entschieden: Ihre Meldung"
    assert DOWN.reason in mine.visible_text
    empty = client.submit(mine, {"text": ""})
    assert empty.status_code == 422
    sent = client.submit(mine, {"text": "Das reicht mir nicht, bitte prüfen."}, follow_redirects=True)
    assert "Ihre Beschwerde ist angekommen." in sent.document.one(".notices").text
    assert "Das reicht mir nicht" in sent.visible_text
    theirs = client.get(link_in(mails("report_statement")[0], "/begruendung/"))
    for words in (DOWN.reason, "Keine. Ein Mensch hat entschieden.", "Eine Meldung, die uns erreicht hat"):
        assert words in theirs.visible_text
    for secret in ("Erna", "erna@", "reicht mir nicht"):
        assert secret not in theirs.get_data(as_text=True)
    client.submit(theirs, {"text": "Unser Text setzt niemanden herab."})
    assert [each.side.value for each in complaints()] == ["reporter", "association"]


def test_a_colleague_decides_on_the_complaint(db_app: Flask, client: Any, desk: Any) -> None:
    stage = make_stage()
    file(stage, email="erna@leute.example")
    decide(stage, DOWN, staff(stage))
    page = client.get(link_in(mails("report_statement")[0], "/begruendung/"))
    client.submit(page, {"text": "Unser Text setzt niemanden herab."})
    work = desk(stage)
    [link] = [each for each in work.get(at(stage, "/stadt/meldungen")).document.all(".rows a")
              if "beschwerde" in each["href"]]  # fmt: skip
    case = work.get(link["href"])
    missing = work.submit(case, {"outcome": "anders", "reason": "Der Text ist in Ordnung."}, button="Entscheiden")
    assert missing.status_code == 422
    done = work.submit(case, {"outcome": "anders", "measure": "none", "reason": "Der Text ist in Ordnung."},
                       button="Entscheiden", follow_redirects=True)  # fmt: skip
    assert "Entschieden." in done.document.one(".notices").text
    assert "Die Entscheidung wurde geändert." in work.get(link["href"]).visible_text
    assert complaints()[0].is_changed


def test_who_decided_first_is_told_so_and_hands_over(db_app: Flask, client: Any, new_client: Any) -> None:
    stage, _neighbour = make_stage(), make_stage("nachbarstadt")
    leader = make_staff(stage.city, CityRole.ADMINISTRATOR, name="Rita Rathaus")
    file(stage)
    decide(stage, DOWN, actor(leader))
    client.submit(client.get(link_in(mails("report_statement")[0], "/begruendung/")), {"text": "Das stimmt so nicht."})
    work = new_client()
    sign_in(db_app, work, leader)
    page = work.get(at(stage, f"/stadt/meldungen/beschwerde/{complaints()[0].public_id}"))
    assert "Sie haben hier schon entschieden." in page.visible_text
    assert not page.document.all("input[name=outcome]")
    assert work.submit(page, {"town": ""}, button="Weitergeben").status_code == 422
    done = work.submit(page, {"town": "nachbarstadt"}, button="Weitergeben", follow_redirects=True)
    assert "Jetzt entscheidet die andere Stadt." in done.document.one(".notices").text
    there = new_client()
    sign_in(db_app, there, make_staff(_neighbour.city))
    assert there.get(f"/nachbarstadt/stadt/meldungen/beschwerde/{complaints()[0].public_id}").status_code == 200


def test_the_platform_sees_complaints_of_all_cities(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = make_stage()
    done = file(stage, email="erna@leute.example")
    decide(stage, NOTHING, staff(stage))
    assert done.report_id
    client.submit(client.get(link_in(mails("report_decided")[0], "/meldung/")), {"text": "Das ist nicht richtig so."})
    work = new_client()
    sign_in(db_app, work, make_user(is_platform_admin=True))
    [link] = work.get("/plattform/beschwerden").document.all(".rows a")
    page = work.get(link["href"])
    answer = work.submit(page, {"outcome": "bleibt", "reason": "Wir sehen es wie die Stadt."}, button="Entscheiden",
                         follow_redirects=True)  # fmt: skip
    assert "Entschieden." in answer.document.one(".notices").text
    assert complaints()[0].is_changed is False


def test_strangers_see_nothing(db_app: Flask, client: Any, desk: Any) -> None:
    stage, other = make_stage(), make_stage("anderstadt")
    file(stage)
    case = cases()[0].public_id
    assert desk(other).get(at(other, f"/stadt/meldungen/{case}")).status_code == 404
    assert client.get(at(stage, "/meldung/falsch")).status_code in (400, 404, 410)
    sign_in(db_app, client, stage.owner)
    assert client.get(at(stage, f"/stadt/meldungen/{case}")).status_code == 404
