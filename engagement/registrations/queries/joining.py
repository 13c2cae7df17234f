"""What the operations read before they write; rows come fresh and, where it matters, locked."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.rows import one_row
from engagement.core.scope import MADE_ONCE, unscoped
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.kernel.values import normalise_email
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations.enums import ACTIVE_STATES, RegistrationState
from engagement.registrations.models import Participant, Registration


def active_registration(opportunity_id: int, shift_id: int | None, participant_ids: list[int]) -> Registration | None:
    """The active registration of one of these participants for the shift, or their interest, in whichever city.

    Locked: whoever takes the last place ends other people's lapsed holds without their participant's lock, and a place
    must not be given back by both.
    """
    statement = sa.select(Registration).where(
        Registration.opportunity_id == opportunity_id, Registration.participant_id.in_(participant_ids),
        Registration.state.in_(ACTIVE_STATES),
        Registration.shift_id == shift_id if shift_id is not None else Registration.shift_id.is_(None),
    )  # fmt: skip
    with unscoped("a place in a shift counts, in whichever city's showcase it was taken"):
        return db.session.scalars(lock(statement.order_by(Registration.participant_id, Registration.id))).first()


def called_off_since(opportunity_id: int, participant_id: int, since: datetime) -> int:
    """How often a person has called off this offer lately, in whichever city."""
    statement = sa.select(sa.func.count(Registration.id)).where(
        Registration.opportunity_id == opportunity_id, Registration.participant_id == participant_id,
        Registration.state == RegistrationState.WITHDRAWN, Registration.withdrawn_at > since,
    )  # fmt: skip
    with unscoped("who goes and comes back does so in whichever city's showcase"):
        return db.session.scalar(statement) or 0


def open_holds(participant_id: int, now: datetime) -> int:
    """How many requests of this guest wait for a confirmation, over all cities; several dates at once are one."""
    request = sa.func.coalesce(Registration.together, Registration.public_id)
    statement = sa.select(sa.func.count(sa.distinct(request))).where(
        Registration.participant_id == participant_id, Registration.state == RegistrationState.HELD,
        Registration.hold_until > now,
    )  # fmt: skip
    with unscoped("three holds an address, over all cities"):
        return db.session.scalar(statement) or 0


def open_calls(participant_id: int) -> int:
    """How many calls to this guest associations still owe, over all cities; several dates at once are one."""
    request = sa.func.coalesce(Registration.together, Registration.public_id)
    statement = sa.select(sa.func.count(sa.distinct(request))).where(
        Registration.participant_id == participant_id, Registration.state == RegistrationState.PENDING,
        Registration.is_by_phone,
    )  # fmt: skip
    with unscoped("three open calls a number, over all cities"):
        return db.session.scalar(statement) or 0


def listing_state(association_id: int, city_id: int) -> ListingState | None:
    """What the city thinks of the association."""
    return db.session.scalar(
        sa.select(Listing.state).where(Listing.association_id == association_id, Listing.city_id == city_id)
    )


def shown_revision(opportunity_id: int, city_id: int) -> Revision:
    """The text under which the city shows the offer. Raises NotFound."""
    statement = (
        sa.select(Revision)
        .join(Publication, Publication.shown_revision_id == Revision.id)
        .where(Publication.opportunity_id == opportunity_id, Publication.city_id == city_id)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Account:
    """A person with an account and a confirmed address."""

    user_id: int
    email: str


def account(user_id: int) -> Account:
    """The account, which cannot be deleted until the commit. Raises Forbidden unless it is in use and confirmed."""
    found = _account(User.id == user_id, keep=True)
    if found is None:
        raise Forbidden
    return found


def account_of_address(email: str | None) -> Account | None:
    """The account with this confirmed address."""
    return _account(User.email_normalised == normalise_email(email)) if email else None


def own_participant_of_address(email: str) -> int | None:
    """The row of the participant that the account with this confirmed address has."""
    with unscoped("one participant a person, in every city"):
        row = one_row(_own_participant(), {"email": normalise_email(email)})
    return row[0] if row is not None else None


@functools.cache
def _own_participant() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Participant.id)
        .join(User, User.id == Participant.user_id)
        .where(User.email_normalised == sa.bindparam("email"), IN_USE)
        .execution_options(**MADE_ONCE)
    )


# An account whose address is its own.
IN_USE = sa.and_(User.email_confirmed_at.is_not(None), User.disabled_at.is_(None))


def _account(criterion: sa.ColumnElement[bool], *, keep: bool = False) -> Account | None:
    statement = sa.select(User.id, User.email).where(criterion, IN_USE)
    if keep:
        statement = statement.with_for_update(read=True, key_share=True)
    row = db.session.execute(statement).one_or_none()
    return Account(row[0], row[1]) if row is not None else None


def offer_of(registration_id: str) -> tuple[str, str | None, int]:
    """Public ids of a registration's opportunity and shift, and its city. Raises NotFound."""
    row = db.session.execute(
        sa.select(Opportunity.public_id, Shift.public_id, Registration.city_id)
        .select_from(Registration)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(Registration.public_id == registration_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


def active_of_opportunity(opportunity_id: int, shift_id: int | None = None) -> list[Registration]:
    """Active registrations that a cancellation ends, locked: of one shift, or of all dates to come and all interest."""
    statement = (
        sa.select(Registration)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(Registration.opportunity_id == opportunity_id, Registration.state.in_(ACTIVE_STATES))
    )
    if shift_id is not None:
        statement = statement.where(Registration.shift_id == shift_id)
    else:
        statement = statement.where(sa.or_(Shift.id.is_(None), Shift.ends_at > utcnow()))
    statement = statement.order_by(Registration.id).with_for_update(of=Registration)
    with unscoped("a cancellation ends registrations of every city's showcase"):
        return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def fresh_shift(shift_id: int) -> Shift:
    """The shift as it is now. Raises NotFound."""
    statement = sa.select(Shift).where(Shift.id == shift_id).execution_options(populate_existing=True)
    shift = db.session.scalar(statement)
    if shift is None:
        raise NotFound
    return shift
