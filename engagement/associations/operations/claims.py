"""„Das ist unser Verein“: taking over an entry that nobody owns yet."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts.queries import fresh, user_by_id
from engagement.associations import rules
from engagement.associations.enums import ClaimState, MembershipRole
from engagement.associations.models import Association, Claim, Membership
from engagement.associations.operations.confirming import note_confirmed
from engagement.associations.queries import has_owner, listing_of, open_claim, open_claim_count
from engagement.audit.operations import record
from engagement.cities.queries import mail_frame_of
from engagement.core.actor import Actor
from engagement.core.i18n import _, speaking
from engagement.core.links import external_url
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.notifications.operations import enqueue_mail


@retried
@operation
def claim_association(
    association_id: int, *, city_id: int, role_in_association: str, message: str, actor: Actor
) -> str:
    """Ask the city to hand over an entry; returns the claim's public id. Asking twice gives the first claim.

    Raises:
        NotFound: the association is not listed in the city.
        Forbidden: nobody is signed in.
        InHandsAlready: it has an owner.
        TooManyClaims
    """
    actor = fresh(actor)
    check(actor, Permission.ASSOCIATION_REGISTER, city_id=city_id)
    if actor.user_id is None:
        raise Forbidden
    association = _lock(association_id)
    if listing_of(association_id, city_id) is None:
        raise NotFound
    rules.check_claimable(has_owner(association_id))
    waiting = open_claim(association_id, actor.user_id)
    if waiting is not None:
        return waiting.public_id
    rules.check_claim_count(open_claim_count(actor.user_id))
    claim = Claim(
        city_id=city_id, association_id=association_id, user_id=actor.user_id, message=message,
        role_in_association=role_in_association,
    )  # fmt: skip
    db.session.add(claim)
    db.session.flush()
    _record(actor, "claim.asked", claim, association)
    return claim.public_id


@retried
@operation
def confirm_claim(claim_id: int, *, actor: Actor) -> None:
    """Make the person an owner and tell her. Others who asked for the same entry are told to ask the new team.

    Raises:
        NotFound, Forbidden
        ClaimDecided: somebody decided already.
        InHandsAlready: the association has got an owner since.
    """
    actor, claim, association = _open(claim_id, actor)
    rules.check_claimable(has_owner(association.id))
    others = sa.select(Claim).where(
        Claim.association_id == association.id, Claim.state == ClaimState.PENDING, Claim.id != claim.id
    )
    _decide(claim, ClaimState.CONFIRMED, actor)
    _make_owner(association.id, claim.user_id)
    note_confirmed(association)  # asked again in a year, not tomorrow
    _record(actor, "claim.confirmed", claim, association)
    _mail("claim_confirmed", claim, association)
    with speaking(DEFAULT_LANGUAGE):  # it is kept as words of the city
        reason = _("Somebody else of the association takes care of the entry now. Ask her or him to invite you.")
    for other in db.session.scalars(lock(others.order_by(Claim.id))).all():
        other.reason = reason
        _decide(other, ClaimState.REFUSED, actor)
        _record(actor, "claim.refused", other, association, reason=other.reason)
        _mail("claim_refused", other, association)


@retried
@operation
def refuse_claim(claim_id: int, *, reason: str, actor: Actor) -> None:
    """Turn a claim down and tell the person why.

    Raises:
        NotFound, Forbidden
        ReasonMissing: `reason` is empty.
        ClaimDecided: somebody decided already.
    """
    actor, claim, association = _open(claim_id, actor)
    rules.check_reason(reason)
    claim.reason = reason.strip()
    _decide(claim, ClaimState.REFUSED, actor)
    _record(actor, "claim.refused", claim, association, reason=claim.reason)
    _mail("claim_refused", claim, association)


def _open(claim_id: int, actor: Actor) -> tuple[Actor, Claim, Association]:
    association_id = db.session.scalar(sa.select(Claim.association_id).where(Claim.id == claim_id))
    if association_id is None:
        raise NotFound
    # The association first: whoever changes its team or its claims stands in this line.
    association = _lock(association_id)
    claim = db.session.scalars(lock(sa.select(Claim).where(Claim.id == claim_id))).one()
    actor = fresh(actor)
    check(actor, Permission.MODERATE, city_id=claim.city_id)
    rules.check_claim_pending(claim.state)
    return actor, claim, association


def _lock(association_id: int) -> Association:
    association: Association | None = db.session.scalar(
        lock(sa.select(Association).where(Association.id == association_id))
    )
    if association is None:
        raise NotFound
    return association


def _decide(claim: Claim, state: ClaimState, actor: Actor) -> None:
    claim.state, claim.decided_at, claim.decided_by_id = state, utcnow(), actor.user_id


def _make_owner(association_id: int, user_id: int) -> None:
    mine = sa.select(Membership).where(Membership.association_id == association_id, Membership.user_id == user_id)
    membership = db.session.scalar(lock(mine))
    if membership is None:
        membership = Membership(association_id=association_id, user_id=user_id)
        db.session.add(membership)
    membership.role = MembershipRole.OWNER


def _record(actor: Actor, action: str, claim: Claim, association: Association, **details: Any) -> None:
    record(
        actor, action, kind="claim", public_id=claim.public_id, label=association.name, city_id=claim.city_id,
        association_id=association.id, **details,
    )  # fmt: skip


def _mail(kind: str, claim: Claim, association: Association) -> None:
    person = user_by_id(claim.user_id)
    frame = mail_frame_of(claim.city_id)
    links = {"city": frame.city_slug}
    context = {
        "association_name": association.name,
        "reason": claim.reason,
        "work_url": external_url("association.today", association_id=association.public_id, **links),
        "profile_url": external_url("public.association", public_id=association.public_id, **links),
    }
    enqueue_mail(kind, to_email=person.email, to_name=person.name, frame=frame, context=context)
