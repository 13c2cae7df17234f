"""What a city knows of an association, and its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa

from engagement.audit.models import AuditEntry
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.clock import DEFAULT_ZONE, to_utc, today
from engagement.moderation.enums import Verdict
from engagement.moderation.models import Decision
from engagement.opportunities.models import Publication
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration

LOG_SHOWN = 8
AUDIT_PAGE_SIZE = 50


@dataclass(frozen=True)
class AssociationHistory:
    """Figures of one association in one city; people counts this year's confirmed registrations."""

    published: int
    rejected: int
    sent_back: int
    people_this_year: int
    log: Sequence[AuditEntry]


def history_of(city_id: int, association_id: int) -> AssociationHistory:
    """Three queries, however long the history is."""
    verdicts = db.session.execute(
        sa.select(Decision.verdict, sa.func.count(Decision.id))
        .where(Decision.city_id == city_id, Decision.association_id == association_id).group_by(Decision.verdict)
    ).all()  # fmt: skip
    counts = dict(verdicts)
    published = sa.select(sa.func.count(Publication.id)).where(
        Publication.city_id == city_id, Publication.association_id == association_id,
        Publication.published_at.is_not(None),
    )  # fmt: skip
    people = sa.select(sa.func.count(Registration.id)).where(
        Registration.city_id == city_id, Registration.association_id == association_id,
        Registration.state == RegistrationState.CONFIRMED, Registration.created_at >= _year_start(),
    )  # fmt: skip
    numbers = db.session.execute(sa.select(published.scalar_subquery(), people.scalar_subquery())).one()
    log = sa.select(AuditEntry).where(AuditEntry.city_id == city_id, AuditEntry.association_id == association_id)
    return AssociationHistory(
        published=numbers[0], rejected=counts.get(Verdict.REJECT, 0), sent_back=counts.get(Verdict.REQUEST_CHANGES, 0),
        people_this_year=numbers[1],
        log=db.session.scalars(log.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(LOG_SHOWN)).all(),
    )  # fmt: skip


def _year_start() -> datetime:
    return to_utc(today().replace(month=1, day=1), time.min, DEFAULT_ZONE)


def audit_page(city_id: int, number: int, text: str = "") -> Page[AuditEntry]:
    """The city's log, newest first; `text` filters by person, thing or act."""
    statement = sa.select(AuditEntry).where(AuditEntry.city_id == city_id)
    if text:
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (AuditEntry.actor_name, AuditEntry.subject_label, AuditEntry.action)
        statement = statement.where(sa.or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    return paginate(statement.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()), number, AUDIT_PAGE_SIZE)
