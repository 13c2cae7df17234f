"""Accounts that nobody uses: a mail first, the deletion 30 days later unless somebody signs in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts.mails import account_url, send_account_mail
from engagement.accounts.models import User
from engagement.associations.queries import sole_ownerships
from engagement.cities.queries import frame_for
from engagement.core.actor import SYSTEM_ACTOR
from engagement.extensions import db
from engagement.kernel.clock import local, utcnow
from engagement.workflows.delete_account import end_idle_account

NOTICE_LEAD = timedelta(days=30)


def send_notices(ids: Sequence[int], criterion: sa.ColumnElement[bool]) -> int:
    """Write to the owners of unused accounts what will go, when, and how to keep it. Their rows are locked."""
    users = _still(ids, criterion)
    now = utcnow()
    for user in users:
        user.idle_notice_at = now
        owned = [each.name for each in sole_ownerships(user.id)]
        send_account_mail(
            "account_idle", user, None, sign_in_url=account_url(frame_for(None), "sign_in"), associations=owned,
            day=local(now + NOTICE_LEAD).date(),
        )  # fmt: skip
    return len(users)


def delete_idle(ids: Sequence[int], criterion: sa.ColumnElement[bool]) -> int:
    """Delete accounts whose owners have not answered. Their rows are locked."""
    users = [user.id for user in _still(ids, criterion)]
    for user_id in users:
        end_idle_account(user_id, actor=SYSTEM_ACTOR)
    return len(users)


def _still(ids: Sequence[int], criterion: sa.ColumnElement[bool]) -> Sequence[User]:
    return db.session.scalars(sa.select(User).where(User.id.in_(ids), criterion).order_by(User.id)).all()
