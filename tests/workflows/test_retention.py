"""What the privacy page promises to delete is deleted, and not a day earlier."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.audit.models import AuditEntry
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Opportunity, Shift
from engagement.registrations.enums import ACTIVE_STATES, RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.workflows import retention
from tests.support.factories import make_association, make_city, make_opportunity

pytestmark = pytest.mark.both_engines
DAY = timedelta(days=1)


def register(state: RegistrationState, *, shift: bool = True) -> None:
    city = make_city()
    offer = make_opportunity(city, make_association(city), is_ongoing=not shift)
    with writing():
        guest = Participant(email="gast@leute.example", email_normalised="gast@leute.example")
        db.session.add(guest)
        db.session.flush()
        db.session.add(
            Registration(
                city_id=city.id, opportunity_id=offer.id, association_id=offer.association_id, participant_id=guest.id,
                shift_id=db.session.scalar(sa.select(Shift.id)) if shift else None, state=state, name="Gast",
                hold_until=utcnow(),
            )
        )  # fmt: skip


def left(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.mark.parametrize("state", retention.ENDED_STATES)
def test_what_came_to_nothing_goes_after_30_days(
    db_app: Flask, clock: time_machine.Coordinates, state: RegistrationState
) -> None:
    register(state)
    clock.shift(29 * DAY)
    assert retention.purge_ended_registrations() == 0
    clock.shift(2 * DAY)
    assert retention.purge_ended_registrations() == 1
    assert left(Registration) == 0


def test_what_was_never_confirmed_goes_after_48_hours(db_app: Flask, clock: time_machine.Coordinates) -> None:
    register(RegistrationState.EXPIRED)
    clock.shift(timedelta(hours=47))
    assert retention.purge_ended_registrations() == 0
    clock.shift(timedelta(hours=2))
    assert retention.purge_ended_registrations() == 1


@pytest.mark.parametrize("outcome", ["sent_at", "failed_at", None])
def test_a_mail_that_is_done_is_forgotten_after_30_days(
    db_app: Flask, clock: time_machine.Coordinates, outcome: str | None
) -> None:
    done = {outcome: utcnow()} if outcome else {}
    with writing():
        db.session.add(
            OutboxMessage(kind="x", to_email="gast@leute.example", subject="", body_text="", body_html="", **done)
        )
    clock.shift(29 * DAY)
    assert retention.purge_mails() == 0
    clock.shift(2 * DAY)
    assert retention.purge_mails() == (1 if outcome else 0)


@pytest.mark.parametrize("state", ACTIVE_STATES)
def test_what_is_active_does_not_go_as_ended(
    db_app: Flask, clock: time_machine.Coordinates, state: RegistrationState
) -> None:
    register(state)
    clock.shift(100 * DAY)
    assert retention.purge_ended_registrations() == 0


@pytest.mark.parametrize("shift", [True, False])
def test_what_is_completed_goes_after_twelve_months(
    db_app: Flask, clock: time_machine.Coordinates, shift: bool
) -> None:
    register(RegistrationState.CONFIRMED, shift=shift)
    start = utcnow() + 3 * DAY if shift else utcnow()
    clock.move_to(start + 364 * DAY)
    assert retention.purge_completed_registrations() == 0
    clock.move_to(start + 367 * DAY)
    assert retention.purge_completed_registrations() == 1
    assert left(Opportunity) == 1


def test_a_guest_is_forgotten_with_the_last_registration(db_app: Flask, clock: time_machine.Coordinates) -> None:
    register(RegistrationState.WITHDRAWN)
    assert retention.purge_forgotten_guests() == 0
    clock.shift(31 * DAY)
    retention.purge_ended_registrations()
    assert retention.purge_forgotten_guests() == 1
    assert left(Participant) == 0


def test_the_log_goes_after_24_months(db_app: Flask, clock: time_machine.Coordinates) -> None:
    with writing():
        db.session.add(AuditEntry(actor_name="Murat", action="team.left", subject_kind="association", subject_id="x"))
    clock.shift(729 * DAY)
    assert retention.purge_audit() == 0
    clock.shift(2 * DAY)
    assert retention.purge_audit() == 1
