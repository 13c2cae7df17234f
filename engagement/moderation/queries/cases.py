"""One case with everything that a decision needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from engagement.accounts.models import User
from engagement.associations.enums import ClaimState, ListingState
from engagement.associations.models import Association, Claim, Listing, Membership
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.models import Decision
from engagement.moderation.rules import Finding, Seen, findings
from engagement.opportunities.enums import LookReason
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.rules.states import SHOWN


@dataclass(frozen=True)
class DecisionView:
    verdict: Verdict
    reason: str
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True)
class Look:
    """Something is online that nobody of the city has seen: since when, and why."""

    since: datetime
    reasons: Sequence[LookReason]
    seen: Revision | None  # what the city saw last; None: nothing of it


@dataclass(frozen=True)
class OpportunityCase:
    publication: Publication
    revision: Revision  # the one to decide on, else what is shown, else the last that was decided on
    shown: Revision | None  # beside a revision that waits
    look: Look | None
    listing: Listing
    shifts: Sequence[Shift]
    is_open: bool
    last_decision: DecisionView | None
    findings: Sequence[Finding]

    @property
    def is_shown(self) -> bool:
        """Whether there is something to take offline."""
        return self.publication.state in SHOWN

    @property
    def association(self) -> Association:
        return self.listing.association


@dataclass(frozen=True)
class AssociationCase:
    listing: Listing
    people: Sequence[User]
    is_open: bool
    last_decision: DecisionView | None

    @property
    def association(self) -> Association:
        return self.listing.association


@dataclass(frozen=True)
class ClaimCase:
    claim: Claim
    people: Sequence[User]  # who is in the association's team already
    is_open: bool
    last_decision: DecisionView | None

    @property
    def association(self) -> Association:
        return self.claim.association


def opportunity_case(city_id: int, public_id: str) -> OpportunityCase:
    """An offer that waits, or that was decided. Raises NotFound, also for another city's."""
    publication = db.session.scalar(
        sa.select(Publication)
        .options(
            joinedload(Publication.pending_revision).options(*_content()),
            joinedload(Publication.shown_revision).options(*_content()),
            joinedload(Publication.opportunity).options(
                selectinload(Opportunity.shifts), joinedload(Opportunity.home_city)
            ),
        )
        .where(Publication.public_id == public_id, Publication.city_id == city_id)
    )
    if publication is None:
        raise NotFound
    revision = publication.pending_revision or publication.shown_revision or _last_revision(publication.opportunity_id)
    if revision is None:
        raise NotFound
    listing = _listing(city_id, Listing.association_id == publication.association_id)
    shifts = [s for s in publication.opportunity.shifts if s.cancelled_at is None]
    coming = [shift.starts_at for shift in shifts if shift.starts_at > utcnow()]
    seen = Seen(
        text=" ".join((revision.title, revision.summary, revision.description_html, revision.requirements_note)),
        target_groups=revision.target_groups, has_background_check=revision.extended_background_check,
        is_verified=listing.state is ListingState.VERIFIED, is_ongoing=revision.is_ongoing,
        next_start=min(coming, default=None),
    )  # fmt: skip
    return OpportunityCase(
        publication=publication, revision=revision, listing=listing, shifts=shifts,
        shown=publication.shown_revision if publication.pending_revision is not None else None,
        is_open=publication.pending_revision is not None,
        last_decision=_last_decision(Decision.publication_id == publication.id), findings=findings(seen, utcnow()),
        look=_look(publication),
    )  # fmt: skip


def _look(publication: Publication) -> Look | None:
    if publication.look_since is None or publication.state not in SHOWN:
        return None
    statement = sa.select(Revision).where(
        Revision.opportunity_id == publication.opportunity_id, Revision.number == publication.seen_number
    )
    seen = db.session.scalar(statement.options(*_content()))
    return Look(publication.look_since, [LookReason(each) for each in publication.look_reasons], seen)


def _content() -> tuple[_AbstractLoad, ...]:
    return joinedload(Revision.district), joinedload(Revision.picture), joinedload(Revision.submitted_by)


def _last_revision(opportunity_id: int) -> Revision | None:
    statement = sa.select(Revision).options(*_content()).where(Revision.opportunity_id == opportunity_id)
    return db.session.scalars(statement.order_by(Revision.number.desc()).limit(1)).first()


def association_case(city_id: int, public_id: str) -> AssociationCase:
    """A newcomer, or one that was decided on. Raises NotFound."""
    listing = _listing(city_id, Listing.public_id == public_id)
    last = _last_decision(Decision.association_id == listing.association_id, Decision.kind == CaseKind.ASSOCIATION)
    return AssociationCase(
        listing=listing, people=_people(listing.association_id), last_decision=last,
        is_open=listing.state is ListingState.UNVERIFIED,
    )  # fmt: skip


def claim_case(city_id: int, public_id: str) -> ClaimCase:
    """A wish to take over an entry. Raises NotFound."""
    claim = db.session.scalar(
        sa.select(Claim)
        .options(joinedload(Claim.user), joinedload(Claim.association).options(joinedload(Association.district)))
        .where(Claim.public_id == public_id, Claim.city_id == city_id)
    )
    if claim is None:
        raise NotFound
    return ClaimCase(
        claim=claim, people=_people(claim.association_id), is_open=claim.state is ClaimState.PENDING,
        last_decision=_last_decision(Decision.claim_id == claim.id),
    )  # fmt: skip


def _listing(city_id: int, which: sa.ColumnElement[bool]) -> Listing:
    statement = sa.select(Listing).options(joinedload(Listing.association).options(joinedload(Association.district)))
    listing = db.session.scalar(statement.where(Listing.city_id == city_id, which))
    if listing is None:
        raise NotFound
    return listing


def _last_decision(*which: sa.ColumnElement[bool]) -> DecisionView | None:
    decision = db.session.scalars(
        sa.select(Decision).options(joinedload(Decision.decided_by)).where(*which)
        .order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(1)
    ).first()  # fmt: skip
    if decision is None:
        return None
    name = decision.decided_by.name if decision.decided_by is not None else ""
    return DecisionView(decision.verdict, decision.reason, decision.decided_at, name)


def _people(association_id: int) -> Sequence[User]:
    statement = sa.select(User).join(Membership, Membership.user_id == User.id)
    return db.session.scalars(statement.where(Membership.association_id == association_id).order_by(User.id)).all()
