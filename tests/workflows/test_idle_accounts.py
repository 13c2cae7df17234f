"""An account that nobody uses: asked after 24 months, deleted 30 days later unless somebody signs in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.accounts.enums import SignInMethod
from engagement.accounts.models import User
from engagement.accounts.operations import open_session
from engagement.associations.models import Association, Membership
from engagement.audit.models import AuditEntry
from engagement.cities.models import CityStaff
from engagement.core.actor import CityRole
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.models import OutboxMessage
from engagement.workflows.retention import BY_KEY, delete_due, outlook
from tests.support.factories import make_association, make_city, make_staff, make_user

pytestmark = pytest.mark.both_engines
ACCOUNT = [BY_KEY["account"]]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
EMAIL = "mara@leute.example"


def mails() -> list[Any]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def is_there() -> bool:
    return db.session.scalar(sa.select(User.id).where(User.email == EMAIL)) is not None


def test_first_a_mail_then_thirty_days_then_it_goes(db_app: Flask, clock: time_machine.Coordinates) -> None:
    make_user(EMAIL, last_seen_at=utcnow())
    clock.shift(730 * DAY - MINUTE)
    assert delete_due(ACCOUNT) == 0 and mails() == []
    clock.shift(2 * MINUTE)
    assert delete_due(ACCOUNT) == 0 and is_there()
    (mail,) = mails()
    assert mail.kind == "account_idle"
    assert re.search(r"2\.\s+Juni\s+2028", mail.body_text), "the mail names the day"
    assert "/einloggen" in mail.body_text
    clock.shift(30 * DAY - MINUTE)
    assert delete_due(ACCOUNT) == 0 and len(mails()) == 1, "asked once"
    clock.shift(2 * MINUTE)
    assert delete_due(ACCOUNT) == 1 and not is_there()
    assert [mail.kind for mail in mails()] == ["account_idle", "account_deleted"]
    assert delete_due(ACCOUNT) == 0


def test_who_signs_in_keeps_the_account(db_app: Flask, clock: time_machine.Coordinates) -> None:
    user = make_user(EMAIL, last_seen_at=utcnow())
    clock.shift(731 * DAY)
    delete_due(ACCOUNT)
    clock.shift(29 * DAY)
    open_session(user.id, SignInMethod.PASSWORD)
    clock.shift(700 * DAY)
    assert delete_due(ACCOUNT) == 0 and len(mails()) == 1
    clock.shift(31 * DAY)
    assert delete_due(ACCOUNT) == 0 and len(mails()) == 2, "two years later it is asked again"
    assert is_there()


def test_an_account_never_used_counts_from_its_beginning(db_app: Flask, clock: time_machine.Coordinates) -> None:
    make_user(EMAIL)
    clock.shift(731 * DAY)
    delete_due(ACCOUNT)
    assert len(mails()) == 1


def test_the_period_holds_for_the_only_owner_and_administrator(db_app: Flask, clock: time_machine.Coordinates) -> None:
    city = make_city()
    user = make_staff(city, CityRole.ADMINISTRATOR, email=EMAIL, last_seen_at=utcnow())
    make_association(city, owner=user, name="Waldfreunde")
    clock.shift(731 * DAY)
    delete_due(ACCOUNT)
    assert "Waldfreunde" in mails()[0].body_text, "the mail says what hangs on it"
    clock.shift(31 * DAY)
    assert delete_due(ACCOUNT) == 1
    assert db.session.scalars(sa.select(Membership)).all() == db.session.scalars(sa.select(CityStaff)).all() == []
    assert db.session.scalar(sa.select(sa.func.count(Association.id))) == 1
    labels = dict(db.session.execute(sa.select(AuditEntry.action, AuditEntry.subject_label)).all())
    assert labels["team.ownerless"] == "Waldfreunde"


def test_the_dry_run_tells_notices_and_deletions_apart(db_app: Flask, clock: time_machine.Coordinates) -> None:
    make_user(EMAIL, last_seen_at=utcnow())
    with writing():
        asked = db.session.scalars(sa.select(User)).one()
        asked.email = EMAIL
    lines = {line.is_notice: line for line in outlook() if line.key == "account"}
    assert lines[True].next_at == utcnow() + 730 * DAY and False not in lines
    clock.shift(731 * DAY)
    assert next(line.due for line in outlook() if line.is_notice) == 1
    delete_due(ACCOUNT)
    line = next(line for line in outlook() if line.key == "account" and not line.is_notice)
    assert (line.due, line.next_at) == (0, utcnow() + 30 * DAY)
