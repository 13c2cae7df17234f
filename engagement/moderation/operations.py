"""Deciding. Each function is one transaction: the decision, what follows from it, the log and the mail."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.associations import operations as associations
from engagement.associations.enums import ClaimState, ListingState, MailKind
from engagement.associations.models import Association, Claim, Listing
from engagement.associations.queries import recipients
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.models import Decision
from engagement.moderation.rules import AssociationSuspended, DecidedBefore, check_reason, check_verdict
from engagement.notifications.operations import enqueue_mail
from engagement.opportunities import operations as opportunities
from engagement.opportunities.models import Opportunity, Publication, Revision


@retried
@operation
def decide_opportunity(
    city_id: int, public_id: str, *, revision_id: str, verdict: Verdict, reason: str, actor: Actor
) -> None:
    """Decide on the revision that was seen. An approval verifies the association, too, when it is new here.

    Raises NotFound, Forbidden, ReasonMissing, ReasonTooShort, AssociationSuspended, and DecidedBefore when a
    colleague was faster or the association has submitted a newer text.
    """
    actor = _staff(actor, city_id)
    check_reason(verdict, reason)
    publication = db.session.scalar(
        lock(sa.select(Publication).where(Publication.public_id == public_id, Publication.city_id == city_id))
    )
    if publication is None:
        raise NotFound
    revision = _revision(publication)
    if revision is None or revision.public_id != revision_id:
        raise DecidedBefore
    listing = _listing(city_id, Listing.association_id == publication.association_id)
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
    _note(CaseKind.OPPORTUNITY, verdict, reason, actor, city_id, publication.association_id,
          publication_id=publication.id, revision_id=revision.id)  # fmt: skip
    _tell_offer(city_id, publication, revision.title, verdict, reason)


@retried
@operation
def decide_association(city_id: int, public_id: str, *, verdict: Verdict, reason: str, actor: Actor) -> None:
    """Take a new association into the city's directory, or refuse it. Raises as `decide_opportunity`."""
    actor = _staff(actor, city_id)
    check_verdict(CaseKind.ASSOCIATION, verdict)
    check_reason(verdict, reason)
    listing = _listing(city_id, Listing.public_id == public_id)
    if listing.state is not ListingState.UNVERIFIED:
        raise DecidedBefore
    if verdict is Verdict.APPROVE:
        associations.verify_listing(listing.id, actor=actor)
    else:
        associations.refuse_listing(listing.id, reason=reason, actor=actor)
    _note(CaseKind.ASSOCIATION, verdict, reason, actor, city_id, listing.association_id)
    _tell_association(city_id, listing.association_id, verdict, reason)


@retried
@operation
def decide_claim(city_id: int, public_id: str, *, verdict: Verdict, reason: str, actor: Actor) -> None:
    """Hand an imported entry to the person who asked for it, or refuse. Raises as `decide_opportunity`."""
    actor = _staff(actor, city_id)
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
    _note(CaseKind.CLAIM, verdict, reason, actor, city_id, claim.association_id, claim_id=claim.id)


def _staff(actor: Actor, city_id: int) -> Actor:
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    return acting


def _revision(publication: Publication) -> Revision | None:
    return db.session.scalar(sa.select(Revision).where(Revision.id == publication.pending_revision_id))


def _listing(city_id: int, which: sa.ColumnElement[bool]) -> Listing:
    listing = db.session.scalar(lock(sa.select(Listing).where(Listing.city_id == city_id, which)))
    if listing is None:
        raise NotFound
    return listing


def _note(
    kind: CaseKind, verdict: Verdict, reason: str, actor: Actor, city_id: int, association_id: int, **subject: int
) -> None:
    db.session.add(
        Decision(
            kind=kind, verdict=verdict, reason=reason, decided_by_id=actor.user_id, city_id=city_id,
            association_id=association_id, **subject,
        )
    )  # fmt: skip


def _tell_offer(city_id: int, publication: Publication, title: str, verdict: Verdict, reason: str) -> None:
    city = city_by_id(city_id)
    offer_id, association_id, name = db.session.execute(
        sa.select(Opportunity.public_id, Association.public_id, Association.name)
        .join(Association, Association.id == Opportunity.association_id)
        .where(Opportunity.id == publication.opportunity_id)
    ).one()
    context = {
        "title": title, "association_name": name, "reason": reason,
        "public_url": external_url("public.opportunity", city=city.slug, public_id=offer_id),
        "edit_url": external_url(
            "association.opportunity_edit", city=city.slug, association_id=association_id, public_id=offer_id
        ),
    }  # fmt: skip
    _mail(f"offer_{verdict.value}", city, publication.association_id, context)


def _tell_association(city_id: int, association_id: int, verdict: Verdict, reason: str) -> None:
    city = city_by_id(city_id)
    association = db.session.scalars(sa.select(Association).where(Association.id == association_id)).one()
    context = {
        "association_name": association.name, "reason": reason,
        "work_url": external_url("association.today", city=city.slug, association_id=association.public_id),
    }  # fmt: skip
    _mail(f"association_{verdict.value}", city, association_id, context)


def _mail(kind: str, city: Any, association_id: int, context: dict[str, Any]) -> None:
    terms = external_url("public.page", city=city.slug, slug="nutzungsbedingungen")
    values = {**context, "terms_url": terms, "city_name": city.name}
    for person in recipients(association_id, MailKind.DECISIONS):
        enqueue_mail(
            kind, to_email=person.email, to_name=person.name, frame=mail_frame(city), context=values,
            reply_to=city.contact_email,
        )  # fmt: skip
