"""Deciding. Each function is one transaction: the decision, what follows from it, the log and the mail."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.associations import operations as associations
from engagement.associations.enums import ClaimState, ListingState
from engagement.associations.models import Claim, Listing
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.operations.telling import note, tell_association, tell_offer
from engagement.moderation.rules import AssociationSuspended, DecidedBefore, check_reason, check_verdict
from engagement.opportunities import operations as opportunities
from engagement.opportunities.models import Publication, Revision


@retried
@operation
def decide_opportunity(
    city_id: int, public_id: str, *, revision_id: str, verdict: Verdict, reason: str, actor: Actor
) -> None:
    """Decide on the revision that was seen. An approval verifies the association, too, when it is new here.

    Raises NotFound, Forbidden, ReasonMissing, ReasonTooShort, AssociationSuspended, and DecidedBefore when a
    colleague was faster or the association has submitted a newer text.
    """
    actor = staff(actor, city_id)
    check_reason(verdict, reason)
    publication = db.session.scalar(
        lock(sa.select(Publication).where(Publication.public_id == public_id, Publication.city_id == city_id))
    )
    if publication is None:
        raise NotFound
    revision = _revision(publication)
    if revision is None or revision.public_id != revision_id:
        raise DecidedBefore
    listing = listing_in(city_id, Listing.association_id == publication.association_id)
    if verdict is Verdict.APPROVE:
        if listing.state is ListingState.SUSPENDED:
            raise AssociationSuspended
        if listing.state is ListingState.UNVERIFIED:
            associations.verify_listing(listing.id, actor=actor)
        opportunities.approve_publication(publication.id, revision_id=revision.id, actor=actor)
    elif verdict is Verdict.REQUEST_CHANGES:
        opportunities.request_changes(publication.id, revision_id=revision.id, reason=reason, actor=actor)
    else:
        opportunities.reject_publication(publication.id, revision_id=revision.id, reason=reason, actor=actor)
    note(CaseKind.OPPORTUNITY, verdict, reason, actor, city_id, publication.association_id,
          publication_id=publication.id, revision_id=revision.id)  # fmt: skip
    tell_offer(f"offer_{verdict.value}", city_id, publication, revision.title, reason)


@retried
@operation
def decide_association(city_id: int, public_id: str, *, verdict: Verdict, reason: str, actor: Actor) -> None:
    """Take a new association into the city's directory, or refuse it. Raises as `decide_opportunity`."""
    actor = staff(actor, city_id)
    check_verdict(CaseKind.ASSOCIATION, verdict)
    check_reason(verdict, reason)
    listing = listing_in(city_id, Listing.public_id == public_id)
    if listing.state is not ListingState.UNVERIFIED:
        raise DecidedBefore
    if verdict is Verdict.APPROVE:
        associations.verify_listing(listing.id, actor=actor)
    else:
        associations.refuse_listing(listing.id, reason=reason, actor=actor)
    note(CaseKind.ASSOCIATION, verdict, reason, actor, city_id, listing.association_id)
    tell_association(city_id, listing.association_id, verdict, reason)


@retried
@operation
def decide_claim(city_id: int, public_id: str, *, verdict: Verdict, reason: str, actor: Actor) -> None:
    """Hand an imported entry to the person who asked for it, or refuse. Raises as `decide_opportunity`."""
    actor = staff(actor, city_id)
    check_verdict(CaseKind.CLAIM, verdict)
    check_reason(verdict, reason)
    claim = db.session.scalar(lock(sa.select(Claim).where(Claim.public_id == public_id, Claim.city_id == city_id)))
    if claim is None:
        raise NotFound
    if claim.state is not ClaimState.PENDING:
        raise DecidedBefore
    if verdict is Verdict.APPROVE:
        associations.confirm_claim(claim.id, actor=actor)
    else:
        associations.refuse_claim(claim.id, reason=reason, actor=actor)
    note(CaseKind.CLAIM, verdict, reason, actor, city_id, claim.association_id, claim_id=claim.id)


def staff(actor: Actor, city_id: int) -> Actor:
    """The actor with her roles of this moment. Raises Forbidden."""
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    return acting


def _revision(publication: Publication) -> Revision | None:
    return db.session.scalar(sa.select(Revision).where(Revision.id == publication.pending_revision_id))


def listing_in(city_id: int, which: sa.ColumnElement[bool]) -> Listing:
    """A listing of the city, locked. Raises NotFound."""
    listing = db.session.scalar(lock(sa.select(Listing).where(Listing.city_id == city_id, which)))
    if listing is None:
        raise NotFound
    return listing
