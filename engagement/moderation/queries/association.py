"""All that a city knows of one association, for its staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.accounts.models import User
from engagement.associations.enums import ListingState, SuspensionGround
from engagement.associations.models import Association, Listing, Membership, Suspension
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.models import Decision
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision

OFFERS_SHOWN = 30
DECISIONS_SHOWN = 20


@dataclass(frozen=True)
class OfferRow:
    publication_id: str  # public ids
    opportunity_id: str
    title: str
    state: PublicationState
    is_change: bool  # a newer text waits for a decision
    has_revision: bool  # there is something to look at


@dataclass(frozen=True)
class Act:
    """One decision on the association or an offer of it; exactly one of verdict, suspended and lifted says which."""

    at: datetime
    by: str
    reason: str
    kind: CaseKind = CaseKind.ASSOCIATION
    verdict: Verdict | None = None
    title: str = ""
    suspended: SuspensionGround | None = None
    lifted: bool = False


@dataclass(frozen=True)
class AssociationFile:
    """The association's page in the workplace of a city."""

    listing: Listing
    members: Sequence[Membership]  # with their accounts, owners first
    offers: Sequence[OfferRow]
    offers_total: int
    acts: Sequence[Act]  # newest first
    suspension: Suspension | None  # the open one, with who decided it

    @property
    def association(self) -> Association:
        return self.listing.association

    @property
    def is_suspended(self) -> bool:
        return self.listing.state is ListingState.SUSPENDED


def association_file(city_id: int, public_id: str) -> AssociationFile:
    """Six statements, however much there is. Raises NotFound: unknown, or not listed in the city."""
    listing = db.session.scalar(
        sa.select(Listing)
        .join(Association, Association.id == Listing.association_id)
        .where(Listing.city_id == city_id, Association.public_id == public_id)
        .options(joinedload(Listing.association).options(joinedload(Association.district)))
    )
    if listing is None:
        raise NotFound
    suspensions = db.session.scalars(
        sa.select(Suspension)
        .where(Suspension.city_id == city_id, Suspension.association_id == listing.association_id)
        .options(joinedload(Suspension.suspended_by), joinedload(Suspension.lifted_by))
        .order_by(Suspension.suspended_at.desc(), Suspension.id.desc())
    ).all()
    acts = [*_decisions(city_id, listing.association_id), *_acts_of(suspensions)]
    offers, total = _offers(city_id, listing.association_id)
    return AssociationFile(
        listing=listing, members=_members(listing.association_id), offers=offers, offers_total=total,
        acts=sorted(acts, key=lambda act: act.at, reverse=True)[:DECISIONS_SHOWN],
        suspension=next((each for each in suspensions if each.lifted_at is None), None),
    )  # fmt: skip


def _members(association_id: int) -> Sequence[Membership]:
    owner_first = sa.case((Membership.role == "owner", 0), else_=1)
    statement = sa.select(Membership).where(Membership.association_id == association_id)
    statement = statement.options(joinedload(Membership.user))
    return db.session.scalars(statement.order_by(owner_first, Membership.created_at, Membership.id)).all()


def _offers(city_id: int, association_id: int) -> tuple[list[OfferRow], int]:
    """What people see or wait for first, newest first; drafts are the association's own and not listed."""
    order = sa.case(
        {state: place for place, state in enumerate((PublicationState.IN_REVIEW, PublicationState.PUBLISHED))},
        value=Publication.state, else_=2,
    )  # fmt: skip
    where = (
        Publication.city_id == city_id, Publication.association_id == association_id,
        Publication.state != PublicationState.DRAFT,
    )  # fmt: skip
    shown = sa.func.coalesce(Publication.shown_revision_id, Publication.pending_revision_id)
    statement = (
        sa.select(
            Publication.public_id, Opportunity.public_id, sa.func.coalesce(Revision.title, Opportunity.title),
            Publication.state, Publication.pending_revision_id, shown, sa.func.count().over(),
        )
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .outerjoin(Revision, Revision.id == shown)
        .where(*where)
        .order_by(order, Publication.updated_at.desc(), Publication.id.desc())
        .limit(OFFERS_SHOWN)
    )  # fmt: skip
    rows = db.session.execute(statement).all()
    offers = [
        OfferRow(
            row[0], row[1], row[2], row[3], has_revision=row[5] is not None,
            is_change=row[4] is not None and row[3] is not PublicationState.IN_REVIEW,
        )
        for row in rows
    ]  # fmt: skip
    return offers, int(rows[0][6]) if rows else 0


def _decisions(city_id: int, association_id: int) -> list[Act]:
    statement = (
        sa.select(Decision.decided_at, User.name, Decision.reason, Decision.kind, Decision.verdict, Revision.title)
        .outerjoin(User, User.id == Decision.decided_by_id)
        .outerjoin(Revision, Revision.id == Decision.revision_id)
        .where(Decision.city_id == city_id, Decision.association_id == association_id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(DECISIONS_SHOWN)
    )
    return [
        Act(at=row[0], by=row[1] or "", reason=row[2], kind=row[3], verdict=row[4], title=row[5] or "")
        for row in db.session.execute(statement)
    ]


def _acts_of(suspensions: Sequence[Suspension]) -> list[Act]:
    acts = []
    for each in suspensions:
        name = each.suspended_by.name if each.suspended_by is not None else ""
        acts.append(Act(at=each.suspended_at, by=name, reason=each.facts, suspended=each.ground))
        if each.lifted_at is not None:
            name = each.lifted_by.name if each.lifted_by is not None else ""
            acts.append(Act(at=each.lifted_at, by=name, reason=each.lift_note, lifted=True))
    return acts
