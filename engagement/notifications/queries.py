"""What is to be known about a reader, and about mail that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.core.pagination import Page, paginate
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.languages import DEFAULT_LANGUAGE, known_language
from engagement.kernel.values import normalise_email
from engagement.notifications.models import DeadAddress, OutboxMessage
from engagement.notifications.rules import ASKED_FOR


def language_of(email: str) -> str:
    """The language that the owner of an address has chosen; German for who has no account."""
    statement = sa.select(User.language).where(User.email_normalised == normalise_email(email))
    with unscoped("a mail speaks its reader's language, whoever causes it"):
        return known_language(db.session.scalar(statement) or DEFAULT_LANGUAGE)


STAFF = "staff see the mail of their city, which the statement names"


@dataclass(frozen=True)
class MailTrouble:
    """How mail stands: what waits for another try, since when, what waits for a dead address."""

    waiting: int
    since: datetime | None
    last_error: str
    held: int


def undelivered(city_id: int | None, page: int) -> Page[OutboxMessage]:
    """What was given up, newest first: a city's, or everybody's for None; the caller has checked who asks."""
    statement = sa.select(OutboxMessage).where(OutboxMessage.failed_at.is_not(None))
    if city_id is not None:
        statement = statement.where(OutboxMessage.city_id == city_id)
    with unscoped(STAFF):
        return paginate(statement.order_by(OutboxMessage.failed_at.desc(), OutboxMessage.id.desc()), page, 30)


def undelivered_count(city_id: int) -> int:
    """How many mails of a city were given up, for its menu."""
    statement = sa.select(sa.func.count(OutboxMessage.id)).where(
        OutboxMessage.city_id == city_id, OutboxMessage.failed_at.is_not(None)
    )
    with unscoped(STAFF):
        return db.session.scalar(statement) or 0


def mail_trouble(city_id: int | None) -> MailTrouble:
    """What has been tried in vain and is not given up yet."""
    waits: list[sa.ColumnElement[bool]] = [OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None)]
    if city_id is not None:
        waits.append(OutboxMessage.city_id == city_id)
    tried = sa.select(
        sa.func.count(OutboxMessage.id), sa.func.min(OutboxMessage.created_at), sa.func.max(OutboxMessage.last_error)
    ).where(*waits, OutboxMessage.last_error != "", sa.not_(is_held()))
    with unscoped(STAFF):
        count, since, error = db.session.execute(tried).one()
        held = db.session.scalar(sa.select(sa.func.count(OutboxMessage.id)).where(*waits, is_held()))
    return MailTrouble(count or 0, since, error or "", held or 0)


def dead_among(emails: Iterable[str]) -> frozenset[str]:
    """Those of some addresses to which mails do not arrive, in their normal form."""
    wanted = {normalise_email(email) for email in emails if email}
    if not wanted:
        return frozenset()
    statement = sa.select(DeadAddress.email_normalised).where(DeadAddress.email_normalised.in_(wanted))
    return frozenset(db.session.scalars(statement))


def is_held() -> sa.ColumnElement[bool]:
    """Whether a mail waits because its address does not work. What the person has just asked for does not wait."""
    dead = sa.exists().where(DeadAddress.email_normalised == OutboxMessage.to_normalised).correlate(OutboxMessage)
    return sa.and_(dead, *(~OutboxMessage.kind.startswith(kind, autoescape=True) for kind in ASKED_FOR))


def is_dead(email: str | None) -> bool:
    """Whether mails to this address do not arrive at present."""
    return bool(dead_among([email or ""]))
