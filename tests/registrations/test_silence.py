"""An association answers from its mail, or does not answer at all."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.audit.models import AuditEntry
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Revision, Shift
from engagement.registrations import operations, patience
from tests.registrations.support import change, kinds, mails, make_stage, registration, taken
from tests.support.actors import sign_in
from tests.support.factories import make_staff

DAYS = timedelta(days=1)


def answer_path(index: int = -1) -> str:
    body = mails("registration_new")[index].body_text
    found = re.search(r"http://[^/]+(/\S*/antwort/\S+)", body)
    assert found, body
    return found[1]


def test_yes_by_the_link_in_the_mail(db_app: Flask, client: Any) -> None:
    stage = make_stage(approval_required=True)
    done = stage.guest(name="Hanna Keller", message="Ich bringe Kuchen mit.")
    page = client.get(answer_path())
    assert registration(done.registration_id).state == "pending"  # looking answers nothing
    assert page.document.one("h1").text == "Hanna Keller möchte mitmachen"
    assert "Ich bringe Kuchen mit." in page.visible_text
    page = client.submit(page, button="Ja, gern", follow_redirects=True)
    assert page.document.one("h1").text == "Sie haben zugesagt"
    assert registration(done.registration_id).state == "confirmed"
    assert kinds()[-1] == "registration_accepted"
    assert not page.document.all("main form")


def test_no_with_a_reason_frees_the_place(db_app: Flask, client: Any) -> None:
    stage = make_stage(approval_required=True)
    done = stage.guest()
    page = client.get(answer_path())
    client.submit(page, {"reason": "Wir haben schon genug Leute."}, button="Leider voll")
    row = registration(done.registration_id)
    assert (row.state, row.decline_reason) == ("declined", "Wir haben schon genug Leute.")
    assert taken(stage.shift) == 0


def test_the_log_names_the_link(db_app: Flask, client: Any) -> None:
    stage = make_stage(approval_required=True)
    stage.guest()
    client.submit(client.get(answer_path()), button="Ja, gern")
    with entered(SYSTEM):
        entry = db.session.query(AuditEntry).filter_by(action="registration.accepted").one()
    assert entry.details == {"by": "mail_link"}
    assert entry.actor_id == stage.owner.id
    assert "Link in einer E-Mail" in entry.actor_name


def test_who_answers_for_it_no_more_cannot(db_app: Flask, client: Any) -> None:
    stage = make_stage(approval_required=True, contact_email="kontakt@verein.example")
    done = stage.guest()
    to_contact = next(n for n, mail in enumerate(mails("registration_new")) if mail.to_email.startswith("kontakt@"))
    page = client.get(answer_path(to_contact))
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(Revision).values(contact_email="anders@verein.example"))
    assert client.submit(page, button="Ja, gern").status_code == 400
    assert "gilt für Sie nicht mehr" in client.get(answer_path(to_contact)).visible_text
    assert registration(done.registration_id).state == "pending"


def test_too_late_and_answered_before(db_app: Flask, client: Any, clock: time_machine.Coordinates) -> None:
    stage = make_stage(approval_required=True)
    done = stage.guest()
    page = client.get(answer_path())
    change(Shift, stage.shift.id, starts_at=utcnow() - timedelta(minutes=1))
    assert client.submit(page, button="Ja, gern").status_code == 422
    change(Shift, stage.shift.id, starts_at=utcnow() + timedelta(days=1))
    with entered(SYSTEM):
        operations.decline(done.registration_id, actor=stage.owner_actor)
    again = client.submit(page, button="Ja, gern")
    assert again.status_code == 422
    assert registration(done.registration_id).state == "declined"
    clock.shift(timedelta(days=61))
    assert "Dieser Link ist zu alt" in client.get(answer_path()).visible_text


@pytest.mark.parametrize(
    ("days", "remind", "tell", "others"), [(30, 3, 7, 29), (4, 2, 3, 3), (None, 3, 7, None), (0.5, 0.25, 0.375, 0.375)]
)
def test_when_what_is_due(days: float | None, remind: float, tell: float, others: float | None) -> None:
    now = utcnow()
    due = patience.silence(now, now + days * DAYS if days is not None else None)
    assert (due.remind - now, due.tell - now) == (remind * DAYS, tell * DAYS)
    assert (due.show_others - now if due.show_others else None) == (others * DAYS if others is not None else None)


@pytest.mark.both_engines
def test_silence_reminds_tells_and_shows_others_once(db_app: Flask, clock: time_machine.Coordinates) -> None:
    stage = make_stage(approval_required=True, starts_in=timedelta(days=30))
    stage.guest()
    before, said = utcnow(), len(mails())

    def at(days: float) -> list[str]:
        nonlocal said
        clock.move_to(before + days * DAYS)
        operations.follow_up_silence()
        operations.follow_up_silence()
        new, said = kinds()[said:], len(mails())
        return new

    assert at(2.9) == []
    assert at(3) == ["registration_unanswered"]
    assert at(6.9) == []
    assert at(7) == ["registration_silence"]
    start = (stage.shift.starts_at - before) / DAYS
    assert at(start - 1.1) == []
    assert at(start - 1) == ["registration_others"]
    assert at(start + 1) == []


def test_the_last_mail_names_what_is_open(db_app: Flask, clock: time_machine.Coordinates) -> None:
    stage = make_stage(approval_required=True)
    full = make_stage("zweite")
    stage.guest()
    clock.move_to(stage.shift.starts_at - timedelta(hours=23))
    operations.follow_up_silence()
    body = mails("registration_others")[0].body_text
    assert "noch keine Antwort" in body or "nicht geantwortet" in body
    assert full.opportunity.public_id not in body  # another town's


def test_staff_see_who_does_not_answer(db_app: Flask, client: Any, clock: time_machine.Coordinates) -> None:
    stage = make_stage(approval_required=True, starts_in=timedelta(days=30))
    stage.guest(name="Hanna Keller")
    staff = make_staff(stage.city)
    clock.shift(timedelta(days=3))
    sign_in(db_app, client, staff)
    page = client.get("/musterstadt/stadt/unbeantwortet")
    assert stage.association.name in page.visible_text
    assert "Hanna Keller" not in page.visible_text
