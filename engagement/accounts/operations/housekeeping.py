"""What the clock deletes."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts.models import Attempt, SignInCode, User, UserSession
from engagement.accounts.operations.sign_up import CONFIRM_HOURS
from engagement.accounts.rules.attempts import LONGEST_WINDOW
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow

TRACES_KEPT = timedelta(days=30)


@operation
def purge_unconfirmed() -> int:
    """Delete accounts whose address was not confirmed in time (48 hours), and old traces. Returns how many accounts.

    A platform administrator invited by the operator has a week longer: that link is sent again by the same command.
    """
    purge_traces()
    now = utcnow()
    too_old = sa.or_(
        sa.and_(User.is_platform_admin.is_(False), User.created_at < now - timedelta(hours=CONFIRM_HOURS)),
        User.created_at < now - timedelta(days=9),
    )
    done = db.session.execute(sa.delete(User).where(User.email_confirmed_at.is_(None), too_old))
    return int(done.rowcount)  # type: ignore[attr-defined]


@operation
def purge_traces() -> None:
    """Delete what has served: counted attempts, used codes, sessions that ended a month ago."""
    now = utcnow()
    db.session.execute(sa.delete(Attempt).where(Attempt.at < now - LONGEST_WINDOW))
    db.session.execute(sa.delete(SignInCode).where(SignInCode.expires_at < now - timedelta(days=1)))
    gone = sa.or_(UserSession.ended_at < now - TRACES_KEPT, UserSession.expires_at < now - TRACES_KEPT)
    db.session.execute(sa.delete(UserSession).where(gone))
