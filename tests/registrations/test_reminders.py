"""Reminders before a date and thanks after it: once each, to whom it concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations import operations
from engagement.registrations.errors import UnknownReminder
from engagement.registrations.links import registration_token
from engagement.registrations.queries.calendar import owner_of_account, owner_of_registration
from engagement.workflows.cancel_shift import cancel_shift
from engagement.workflows.thanking import thank_people
from tests.registrations.support import Stagecraft, change, mails, make_stage
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


def remind() -> int:
    with entered(SYSTEM):
        return operations.remind_due()


def thank() -> int:
    with entered(SYSTEM):
        return thank_people()


def choose(registration_id: str, hours: int, *, wants_thanks: bool = True) -> None:
    with entered(SYSTEM):
        operations.set_reminders(owner_of_registration(registration_id), hours=hours, wants_thanks=wants_thanks)


@pytest.mark.both_engines
def test_one_day_before_and_only_once(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    stage.guest(email="hanna@leute.example")
    assert remind() == 0
    clock.move_to(stage.shift.starts_at - timedelta(hours=24, minutes=1))
    assert remind() == 0
    clock.move_to(stage.shift.starts_at - timedelta(hours=24))
    assert remind() == 1 and remind() == 0
    (mail,) = mails("registration_reminder")
    assert mail.to_email == "hanna@leute.example" and mail.subject.startswith("Bald:")
    assert "/zusage/" in mail.body_text and mail.calendar == ""
    clock.move_to(stage.shift.starts_at + timedelta(minutes=1))
    assert remind() == 0


@pytest.mark.both_engines
@pytest.mark.parametrize("hours", [2, 48, 168])
def test_each_person_chooses_the_time(db_app: Flask, clock: Any, hours: int) -> None:
    stage = make_stage()
    change(Shift, stage.shift.id, starts_at=utcnow() + timedelta(days=9), ends_at=utcnow() + timedelta(days=9, hours=2))
    done = stage.guest()
    choose(done.registration_id, hours)
    starts_at = utcnow() + timedelta(days=9)
    clock.move_to(starts_at - timedelta(hours=hours, seconds=1))
    assert remind() == 0
    clock.move_to(starts_at - timedelta(hours=hours))
    assert remind() == 1


def test_none_for_who_wants_none_has_called_off_or_was_not_accepted(db_app: Flask, clock: Any) -> None:
    stage = make_stage(approval_required=True)
    quiet, gone, asked, comes = (stage.guest() for _ in range(4))
    with entered(Scope.association(stage.association.id)):
        for done in (quiet, gone, comes):
            operations.accept(done.registration_id, actor=stage.owner_actor)
    choose(quiet.registration_id, 0)
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(gone.registration_id, actor=ANONYMOUS)
    clock.move_to(stage.shift.starts_at - timedelta(hours=3))
    assert remind() == 1
    assert comes.registration_id != asked.registration_id


def test_none_for_a_cancelled_date(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    stage.guest()
    with entered(Scope.association(stage.association.id)):
        cancel_shift(stage.opportunity.public_id, stage.shift.public_id, reason="", actor=stage.owner_actor)
    clock.move_to(stage.shift.starts_at - timedelta(hours=3))
    assert remind() == 0


def test_who_registers_at_the_last_minute_needs_none(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    clock.move_to(stage.shift.starts_at - timedelta(hours=5))
    stage.guest()
    assert remind() == 0 and remind() == 0


def test_a_moved_date_reminds_again(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    stage.guest()
    clock.move_to(stage.shift.starts_at - timedelta(hours=20))
    assert remind() == 1
    later = {"starts_at": stage.shift.starts_at + timedelta(days=3), "ends_at": stage.shift.ends_at + timedelta(days=3)}
    change(Shift, stage.shift.id, **later)
    assert remind() == 0
    clock.move_to(later["starts_at"] - timedelta(hours=20))
    assert remind() == 1


def test_an_account_holds_its_own_choice(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage()
    person = make_user("mara@leute.example")
    with entered(SYSTEM):
        actor = actor_of(person.id)
    stage.register(actor=actor)
    sign_in(db_app, client, person)
    page = client.get("/musterstadt/konto/termine")
    done = client.submit(page, {"hours": "48", "wants_thanks": None}, button="Speichern", follow_redirects=True)
    assert "Gespeichert." in done.document.text
    with entered(SYSTEM):
        owner = owner_of_account(person.id)
    assert (owner.reminder_hours, owner.wants_thanks) == (48, False)
    clock.move_to(stage.shift.starts_at - timedelta(hours=47))
    assert remind() == 1
    clock.move_to(stage.shift.ends_at + timedelta(hours=3))
    assert thank() == 0
    with entered(SYSTEM), pytest.raises(UnknownReminder):
        operations.set_reminders(owner, hours=5, wants_thanks=True)


def test_a_guest_chooses_on_the_page_of_her_registration(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    page = client.get(f"/musterstadt/zusage/{registration_token(done.registration_id)}/termine")
    saved = client.submit(page, {"hours": "0"}, button="Speichern", follow_redirects=True)
    assert "Gespeichert." in saved.document.text
    with entered(SYSTEM):
        assert owner_of_registration(done.registration_id).reminder_hours == 0
    refused = client.post(page.request.path, data={"was": "erinnern", "hours": "5"})
    assert refused.status_code == 422


@pytest.mark.both_engines
def test_thanks_come_once_after_the_date(db_app: Flask, clock: Any) -> None:
    stage: Stagecraft = make_stage()
    stage.guest(email="hanna@leute.example")
    gone = stage.guest()
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(gone.registration_id, actor=ANONYMOUS)
    clock.move_to(stage.shift.ends_at + timedelta(hours=1))
    assert thank() == 0
    clock.move_to(stage.shift.ends_at + timedelta(hours=2))
    assert thank() == 1 and thank() == 0
    (mail,) = mails("registration_thanks")
    assert mail.to_email == "hanna@leute.example" and "/rueckmeldung/" in mail.body_text


def test_nobody_is_thanked_days_later(db_app: Flask, clock: Any) -> None:
    """After a stop of the worker for a week nobody gets a mail that she does not understand any more."""
    stage = make_stage()
    stage.guest()
    clock.move_to(stage.shift.ends_at + timedelta(days=5))
    assert thank() == 0
