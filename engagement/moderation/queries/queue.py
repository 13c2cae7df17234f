"""The city's queue. It is not stored: it follows from publications, listings, claims and reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.enums import ClaimState, ListingState
from engagement.associations.models import Association, Claim, Listing, Membership
from engagement.core.models import UtcDateTime
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.moderation.enums import QueueKind
from engagement.moderation.rules import queue_order
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.reports.enums import CaseState
from engagement.reports.models import ReportCase

SHOWN = 100


@dataclass(frozen=True)
class QueueItem:
    kind: QueueKind
    public_id: str
    title: str
    association_name: str
    waiting_since: datetime
    starts_at: datetime | None = None
    is_change: bool = False  # an older text is shown already
    is_urgent: bool = False  # children may be in danger, or many have reported it
    reports: int = 0


@dataclass(frozen=True)
class Queue:
    items: Sequence[QueueItem]
    total: int

    def after(self, public_id: str) -> QueueItem | None:
        """The item behind the given one, else the first other one; for going on after a decision."""
        ids = [item.public_id for item in self.items]
        others = [item for item in self.items if item.public_id != public_id]
        if public_id in ids:
            place = ids.index(public_id)
            return self.items[place + 1] if place + 1 < len(self.items) else (others[0] if others else None)
        return others[0] if others else None


def next_start(opportunity_id: sa.SQLColumnExpression[int]) -> sa.ScalarSelect[datetime]:
    """The next date of an opportunity that is still to come, as a correlated subquery."""
    coming = sa.select(sa.func.min(Shift.starts_at, type_=UtcDateTime)).where(
        Shift.opportunity_id == opportunity_id, Shift.cancelled_at.is_(None), Shift.starts_at > utcnow()
    )
    return coming.scalar_subquery()


def queue(city_id: int) -> Queue:
    """What waits in a city, the most pressing first, at most 100; `total` counts all. Four queries."""
    items = [*_offers(city_id), *_claims(city_id), *_newcomers(city_id), *_reports(city_id)]
    items.sort(key=lambda item: (not item.is_urgent, *queue_order(item.starts_at, item.waiting_since), item.public_id))
    return Queue(items[:SHOWN], len(items))


def queue_count(city_id: int) -> int:
    """How many cases wait. One query."""
    parts = [
        sa.select(sa.func.count()).select_from(statement.order_by(None).subquery()).scalar_subquery()
        for statement in (_offer_rows(city_id), _claim_rows(city_id), _newcomer_rows(city_id), _report_rows(city_id))
    ]
    return int(db.session.scalar(sa.select(parts[0] + parts[1] + parts[2] + parts[3])) or 0)


def _offer_rows(city_id: int) -> sa.Select[str, datetime | None, int | None, str, str, datetime]:
    return (
        sa.select(
            Publication.public_id, Publication.submitted_at, Publication.shown_revision_id, Revision.title,
            Association.name, next_start(Publication.opportunity_id).label("starts_at"),
        )
        .join(Revision, Revision.id == Publication.pending_revision_id)
        .join(Association, Association.id == Publication.association_id)
        .where(Publication.city_id == city_id)
        .order_by(Publication.id)
    )  # fmt: skip


def _offers(city_id: int) -> Iterable[QueueItem]:
    for public_id, submitted_at, shown_id, title, name, starts_at in db.session.execute(_offer_rows(city_id)):
        yield QueueItem(
            QueueKind.OPPORTUNITY, public_id, title, name, submitted_at or utcnow(), starts_at,
            is_change=shown_id is not None,
        )  # fmt: skip


def _claim_rows(city_id: int) -> sa.Select[str, datetime, str, str]:
    return (
        sa.select(Claim.public_id, Claim.created_at, User.name, Association.name)
        .join(Association, Association.id == Claim.association_id)
        .join(User, User.id == Claim.user_id)
        .where(Claim.city_id == city_id, Claim.state == ClaimState.PENDING)
        .order_by(Claim.id)
    )


def _claims(city_id: int) -> Iterable[QueueItem]:
    for public_id, created_at, person, name in db.session.execute(_claim_rows(city_id)):
        yield QueueItem(QueueKind.CLAIM, public_id, name, person, created_at)


def _newcomer_rows(city_id: int) -> sa.Select[str, datetime, str]:
    """Associations of this city that nobody has verified and that have no offer waiting; an offer decides both.

    One from another city is here for its offers only: without one that waits there is nothing to decide.
    """
    has_offer = sa.exists().where(
        Publication.association_id == Listing.association_id, Publication.city_id == Listing.city_id,
        Publication.pending_revision_id.is_not(None),
    )  # fmt: skip
    has_people = sa.exists().where(Membership.association_id == Listing.association_id)
    return (
        sa.select(Listing.public_id, Listing.created_at, Association.name)
        .join(Association, Association.id == Listing.association_id)
        .where(
            Listing.city_id == city_id,
            Association.home_city_id == city_id,
            Listing.state == ListingState.UNVERIFIED,
            ~has_offer,
            has_people,
        )
        .order_by(Listing.id)
    )


def _newcomers(city_id: int) -> Iterable[QueueItem]:
    for public_id, created_at, name in db.session.execute(_newcomer_rows(city_id)):
        yield QueueItem(QueueKind.ASSOCIATION, public_id, name, "", created_at)


def _report_rows(city_id: int) -> sa.Select[str, datetime, str, str, bool, int]:
    return (
        sa.select(
            ReportCase.public_id, ReportCase.created_at, ReportCase.title, Association.name, ReportCase.is_urgent,
            ReportCase.reports_count,
        )
        .join(Association, Association.id == ReportCase.association_id)
        .where(ReportCase.city_id == city_id, ReportCase.state == CaseState.OPEN)
        .order_by(ReportCase.id)
    )  # fmt: skip


def _reports(city_id: int) -> Iterable[QueueItem]:
    for public_id, created_at, title, name, is_urgent, reports in db.session.execute(_report_rows(city_id)):
        yield QueueItem(QueueKind.REPORT, public_id, title, name, created_at, is_urgent=is_urgent, reports=reports)
