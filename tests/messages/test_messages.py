"""Messages: to all, to a date, to one; answers by a link; told of together; read by staff after a report alone."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.messages import rules
from engagement.messages.links import thread_token
from engagement.messages.models import Message, MessageThread
from engagement.messages.operations import (
    answer_thread,
    forget_messages,
    mark_read,
    reply,
    tell_of_answers,
    write_to_people,
)
from engagement.notifications.operations import mark_dead
from engagement.registrations import operations as registrations
from engagement.workflows.own_data import own_data
from engagement.workflows.read_reported import read_reported_thread
from tests.registrations.support import Stagecraft, mails, make_stage
from tests.support.actors import sign_in
from tests.support.factories import make_staff, make_user
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("clock")


def write(stage: Stagecraft, text: str = "Bitte kommt etwas früher.", key: str = "k1", **target: Any) -> int:
    with entered(Scope.association(stage.association.id)):
        return write_to_people(stage.opportunity.public_id, text=text, form_key=key, actor=stage.owner_actor, **target)


def thread_ids() -> list[str]:
    with entered(SYSTEM):
        return list(db.session.scalars(sa.select(MessageThread.public_id).order_by(MessageThread.id)))


def answer(stage: Stagecraft, thread_id: str, text: str = "Gern.", key: str = "a1") -> None:
    with entered(Scope.city(stage.city.id)):
        reply(thread_id, city_id=stage.city.id, text=text, form_key=key, network="192.0.2.1")


def tell() -> int:
    with entered(SYSTEM):
        return tell_of_answers()


@pytest.mark.both_engines
def test_each_person_gets_one_mail_of_her_own(db_app: Flask) -> None:
    stage = make_stage(shifts=2)
    first = stage.guest(email="hanna@leute.example")
    stage.guest(email="hanna@leute.example", shift=stage.shifts[-1])
    stage.guest(email="mara@leute.example")
    stage.register(email="unbestaetigt@leute.example")
    gone = stage.guest(email="weg@leute.example")
    with entered(Scope.city(stage.city.id)):
        registrations.withdraw(gone.registration_id, actor=ANONYMOUS)
    assert write(stage) == 2
    assert sorted(mail.to_email for mail in mails("message_new")) == ["hanna@leute.example", "mara@leute.example"]
    for mail in mails("message_new"):
        others = {"hanna@leute.example", "mara@leute.example", stage.owner.email} - {mail.to_email}
        assert mail.reply_to == "" and not any(each in mail.body_text + mail.body_html for each in others)
        assert "Bitte kommt etwas früher." in mail.body_text and "/nachricht/" in mail.body_text
    assert write(stage) == 2, "the same form again"
    assert len(mails("message_new")) == 2
    assert write(stage, key="k2", shift_id=stage.shifts[-1].public_id) == 1
    assert write(stage, key="k3", registration_id=first.registration_id) == 1
    assert [mail.to_email for mail in mails("message_new")][2:] == ["hanna@leute.example"] * 2
    assert len(thread_ids()) == 2, "one conversation a person and offer"


@pytest.mark.both_engines
def test_two_clicks_at_once_are_one_message(db_app: Flask) -> None:
    stage = make_stage()
    stage.guest()

    def click() -> None:
        with db_app.app_context():
            write(stage)

    clicks = [threading.Thread(target=click) for _ in range(3)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert len(mails("message_new")) == 1


def test_refusals(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    with pytest.raises(rules.NobodyThere):
        write(stage)
    stage.guest()
    with pytest.raises(rules.TextNeeded):
        write(stage, text="  ")
    with entered(SYSTEM), pytest.raises(Forbidden):
        write_to_people(stage.opportunity.public_id, text="x", form_key="x", actor=other.owner_actor)
    with entered(Scope.association(other.association.id)), pytest.raises(NotFound):
        write_to_people(stage.opportunity.public_id, text="x", form_key="x", actor=other.owner_actor)
    monkeypatch.setattr(rules, "SENDINGS", 1)
    write(stage, key="eins")
    with pytest.raises(rules.TooManyMessages):
        write(stage, key="zwei")
    monkeypatch.setattr(rules, "REPLIES", 1)
    (thread,) = thread_ids()
    answer(stage, thread, key="drei")
    answer(stage, thread, key="drei")
    with pytest.raises(rules.TooManyMessages):
        answer(stage, thread, key="vier")
    with entered(Scope.city(other.city.id)), pytest.raises(NotFound):
        reply(thread, city_id=other.city.id, text="x", form_key="x", network="192.0.2.1")


@pytest.mark.both_engines
def test_answers_are_told_of_at_once_and_then_together(db_app: Flask, clock: Any) -> None:
    stage = make_stage(capacity=9)
    for number in range(4):
        stage.guest(email=f"gast{number}@leute.example")
    write(stage)
    threads = thread_ids()
    answer(stage, threads[0], "Die erste.")
    assert tell() == 1 and tell() == 0
    for number, thread in enumerate(threads[1:]):
        answer(stage, thread, f"Antwort {number}.")
    clock.shift(rules.DIGEST - timedelta(seconds=1))
    assert tell() == 0
    clock.shift(timedelta(seconds=1))
    assert tell() == 1
    first, together = mails("message_answers")
    assert "Die erste." in first.body_text
    assert all(f"Antwort {number}." in together.body_text for number in range(3))
    assert "gast1@leute.example" not in together.body_text + together.body_html + together.reply_to


def test_a_conversation_in_the_browser(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = make_stage()
    done = stage.guest(email="hanna@leute.example", name="Hanna Keller")
    team = new_client()
    sign_in(db_app, team, stage.owner)
    base = f"/musterstadt/verein/{stage.association.public_id}"
    page = team.get(f"{base}/angebote/{stage.opportunity.public_id}/nachricht?an=person:{done.registration_id}")
    assert team.submit(page, {"text": ""}).status_code == 422
    sent = team.submit(page, {"text": "Bring bitte Handschuhe mit."}, follow_redirects=True)
    assert "Eine Person bekommt eine E-Mail." in sent.document.text
    (mail,) = mails("message_new")
    path = next(word for word in mail.body_text.split() if "/nachricht/" in word).removeprefix("http://mitmachen.test")
    mine = client.get(path)
    assert "Bring bitte Handschuhe mit." in mine.document.text
    assert stage.owner.email not in mine.get_data(as_text=True)
    answered = client.submit(mine, {"text": "Mache ich."}, follow_redirects=True)
    assert "Ihre Antwort ist abgeschickt." in answered.document.text
    inbox = team.get(f"{base}/nachrichten")
    assert "neue Nachricht" in inbox.document.text and "Hanna Keller" in inbox.document.text
    (thread,) = thread_ids()
    page = team.get(f"{base}/nachrichten/{thread}")
    assert "Mache ich." in page.document.text and "hanna@leute.example" not in page.get_data(as_text=True)
    team.submit(page, {}, button="Nichts zu antworten")
    assert "neue Nachricht" not in team.get(f"{base}/nachrichten").document.text
    team.submit(page, {"text": "Danke!"}, button="Senden")
    assert len(mails("message_new")) == 2
    token = thread_token(thread)
    assert "Danke!" in client.get(f"/musterstadt/nachricht/{token}").document.text


def test_people_known_by_phone_alone_stand_on_a_list(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.register(email="", phone="0171 3920012", name="Erna Alt")
    assert done.registration_id
    stage.guest()
    assert write(stage) == 2
    assert len(mails("message_new")) == 1
    sign_in(db_app, client, stage.owner)
    page = client.get(
        f"/musterstadt/verein/{stage.association.public_id}/angebote/{stage.opportunity.public_id}/nachricht/k1"
    )
    assert "Bitte anrufen" in page.document.text and "Erna Alt" in page.document.text
    assert any("3920012" in a["href"] for a in page.document.all("main a.tel"))


def test_staff_read_a_conversation_after_a_report_alone(db_app: Flask, client: Any, new_client: Any) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    stage.guest(name="Hanna Keller")
    write(stage, text="Das ist unverschämt.")
    (thread,) = thread_ids()
    staff, elsewhere = make_staff(stage.city), make_staff(other.city)
    with entered(Scope.city(stage.city.id)), pytest.raises(Exception, match="may not be read"):
        db.session.scalars(sa.select(Message)).all()
    page = client.get(f"/musterstadt/nachricht/{thread_token(thread)}")
    form = client.get(next(a["href"] for a in page.document.all("main a") if "/melden/" in a["href"]))
    assert "darf die Stadt diese ganze Unterhaltung lesen" in form.visible_text
    assert "Das gibt es nicht mehr" not in form.visible_text and "Der Verein erfährt nie" not in form.visible_text
    filed = client.submit(form, {"category": "offensive", "text": "Das hat mich sehr verletzt."})
    assert filed.status_code == 303
    desk = new_client()
    sign_in(db_app, desk, staff)
    reports = desk.get("/musterstadt/stadt/meldungen")
    case_url = next(
        a["href"] for a in reports.document.all("main a") if "/meldungen/" in a["href"] and "?" not in a["href"]
    )
    case = desk.get(case_url)
    assert "Das ist unverschämt." in case.document.text
    read = desk.submit(case, {}, button="Die Unterhaltung lesen")
    assert read.status_code == 200 and "Hanna Keller" in read.document.text
    with entered(SYSTEM):
        actions = db.session.scalars(sa.select(AuditEntry.action)).all()
        assert actions.count("message.read_by_city") == 1
        case_id = case_url.rsplit("/", 1)[1]
        with pytest.raises(NotFound):
            read_reported_thread(other.city.id, case_id, actor=actor_of(elsewhere.id))
        with pytest.raises(Forbidden):
            read_reported_thread(stage.city.id, case_id, actor=actor_of(elsewhere.id))


def test_a_person_has_her_messages_and_they_go_with_her(db_app: Flask) -> None:
    stage = make_stage()
    person = make_user("mara@leute.example")
    with entered(SYSTEM):
        actor = actor_of(person.id)
    stage.register(actor=actor)
    write(stage)
    (thread,) = thread_ids()
    answer(stage, thread, "Ich komme.")
    with entered(SYSTEM):
        (section,) = [each for each in own_data(person.id) if each.key == "messages"]
        assert {row[3] for row in section.rows} == {"Bitte kommt etwas früher.", "Ich komme."}
        forget_messages(person.id)
    assert thread_ids() == []


def test_only_the_team_answers_and_marks(db_app: Flask) -> None:
    stage, other = make_stage(), make_stage("andernorts")
    stage.guest()
    write(stage)
    (thread,) = thread_ids()
    with entered(SYSTEM):
        for act in (
            lambda: answer_thread(thread, text="x", form_key="x", actor=other.owner_actor),
            lambda: mark_read(thread, actor=other.owner_actor),
        ):
            with pytest.raises(Forbidden):
                act()


def test_the_team_reads_whom_a_message_does_not_reach(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    stage.guest(email="weg@leute.example", phone="0171 3920012", name="Erna Alt")
    stage.guest(email="da@leute.example", name="Hanna Keller")
    assert write(stage) == 2
    sign_in(db_app, client, stage.owner)
    base = f"/musterstadt/verein/{stage.association.public_id}"
    sent = f"{base}/angebote/{stage.opportunity.public_id}/nachricht/k1"
    assert "2 Personen bekommen eine E-Mail" in client.get(sent).visible_text
    assert "kommt nicht an" not in client.get(f"{base}/nachrichten").visible_text
    with entered(SYSTEM):
        mark_dead("weg@leute.example", "550 5.1.1", is_reported=True)
    page = client.get(sent)
    assert "Eine Person bekommt eine E-Mail" in page.visible_text
    assert "Erna Alt E-Mails an diese Adresse kommen zurück." in page.document.one("#anrufen").parent.parent.text
    assert any("3920012" in a["href"] for a in page.document.all("main a.tel"))
    rows = {row.one("b").text: row.text for row in client.get(f"{base}/nachrichten").document.all("main .rows li")}
    assert "kommt nicht an" in rows["Erna Alt"] and "kommt nicht an" not in rows["Hanna Keller"]
    first, second = (client.get(f"{base}/nachrichten/{each}") for each in thread_ids())
    assert "erreicht Erna Alt nicht" in first.visible_text and first.document.all("main .notice a.tel")
    assert "erreicht" not in second.document.one("main").text


def test_the_list_asks_no_more_for_three_whom_no_mail_reaches_than_for_one(db_app: Flask, client: Any) -> None:
    stage = make_stage(capacity=5)
    addresses = [f"weg{number}@leute.example" for number in range(3)]
    for number, email in enumerate(addresses):
        stage.guest(email=email, phone=f"0171 392001{number}", name=f"Erna {'ABC'[number]}")
    assert write(stage) == 3
    sign_in(db_app, client, stage.owner)
    path, counts = f"/musterstadt/verein/{stage.association.public_id}/nachrichten", []
    client.get(path)
    for email in addresses:
        with entered(SYSTEM):
            mark_dead(email, "550 5.1.1", is_reported=True)
        with statements() as seen:
            page = client.get(path)
        counts.append(len(seen))
    assert page.visible_text.count("kommt nicht an") == 3
    assert len(set(counts)) == 1, counts
