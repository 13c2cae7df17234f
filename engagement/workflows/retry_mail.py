"""Somebody tries again what could not be delivered."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts import throttle
from engagement.accounts.queries import fresh, user_by_id
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import after_commit, lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.kernel.values import normalise_email
from engagement.notifications import rules
from engagement.notifications.models import OutboxMessage
from engagement.notifications.operations import revive
from engagement.notifications.wakeup import wake_worker
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.queries.reach import lost_mail


@operation
def retry_mail(public_id: str, *, city_id: int | None, actor: Actor) -> None:
    """Send a mail that was given up once more, and let its address count as living until it refuses again.

    A city's staff retry the mails of their city (`city_id`), the platform's administrators all of them (None). A second
    click changes nothing. Raises NotFound, Forbidden, NothingToRetry, WordsErased.
    """
    acting = fresh(actor)
    if city_id is None:
        check(acting, Permission.PLATFORM_ADMINISTER)
    else:
        check(acting, Permission.MODERATE, city_id=city_id)
    statement = sa.select(OutboxMessage).where(OutboxMessage.public_id == public_id)
    if city_id is not None:
        statement = statement.where(OutboxMessage.city_id == city_id)
    with unscoped("the statement names the city whose staff may"):
        row = db.session.scalar(lock(statement))
    if row is None:
        raise NotFound
    rules.check_retry(row.failed_at, bool(row.body_text) or row.about is not None)
    row.failed_at, row.attempts, row.next_attempt_at, row.leased_until = None, 0, utcnow(), None
    # It gets the whole time again, from now.
    row.created_at = utcnow()
    revive(row.to_normalised)
    record(acting, "mail.retried", kind="mail", public_id=row.public_id, label=row.subject, city_id=row.city_id)
    after_commit(wake_worker)


@retried
@operation
def retry_address_of(registration_id: str) -> None:
    """The person of a registration says that her address works again: what waits for it leaves.

    Whoever calls has read the id from her link. Where mails arrive this changes nothing. Raises NotFound,
    TooManyRetries: every try that fails makes the mail servers of others trust ours less.
    """
    locked_registration(registration_id)
    lost = lost_mail(registration_id)
    if lost is None:
        return
    limit = throttle.Limit("mails_again", normalise_email(lost.email), rules.RETRIES, rules.RETRIES_WINDOW)
    if not throttle.passes(limit):
        raise rules.TooManyRetries
    revive(lost.email)
    after_commit(wake_worker)


@operation
def retry_own_address(user_id: int) -> None:
    """A person says that her address works again: what waits for it leaves."""
    with unscoped("one's own address, whatever page one is on"):
        revive(user_by_id(user_id).email)
    after_commit(wake_worker)
