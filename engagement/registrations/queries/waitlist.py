"""The waitlist of a date, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engagement.accounts.models import User
from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.cities.models import City
from engagement.cities.policies import policies_from
from engagement.core.scope import unscoped
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.notifications.models import DeadAddress
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration

EVERYWHERE = "one waitlist a date, through whichever city's showcase people joined it"
IN_ORDER = (Registration.queued_at, Registration.id)


def somebody_is_next() -> sa.ColumnElement[bool]:
    """Of the shift at hand: whether somebody waits for whom the free places suffice, so that nobody may pass."""
    return sa.exists().where(
        Registration.shift_id == Shift.id, Registration.state == _WAITLISTED,
        Registration.party_size - Registration.collected <= Shift.capacity - Shift.taken,
    )  # fmt: skip


# Part of the text: PostgreSQL knows that few wait, and keeps its plan. For a parameter it planned each sign-up anew.
_WAITLISTED: sa.ColumnElement[Any] = sa.literal_column(f"'{RegistrationState.WAITLISTED.value}'")


def locked_shift(shift_id: int) -> Shift | None:
    """The date, locked: whoever shares out its places waits for the others, and sees what they left."""
    with unscoped(EVERYWHERE):
        found: Shift | None = db.session.scalar(lock(sa.select(Shift).where(Shift.id == shift_id)))
        return found


def locked_queue(shift_id: int) -> Sequence[Registration]:
    """Who waits for the date where the offer is shown now, longest first, locked. The shift is locked already."""
    statement = (
        sa.select(Registration)
        .join(
            Publication,
            sa.and_(
                Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
            ),
        )
        .join(
            Listing,
            sa.and_(Listing.association_id == Registration.association_id, Listing.city_id == Registration.city_id),
        )
        .where(
            Registration.shift_id == shift_id, Registration.state == RegistrationState.WAITLISTED,
            Publication.state == PublicationState.PUBLISHED, Listing.state != ListingState.SUSPENDED,
        )
        .order_by(*IN_ORDER)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    with unscoped(EVERYWHERE):
        return db.session.scalars(statement).all()


def offer_hours(city_id: int, opportunity_id: int) -> int:
    """For how many hours a freed place is kept: as the offer says, else as the city does."""
    of_offer = sa.select(Opportunity.waitlist_hours).where(Opportunity.id == opportunity_id).scalar_subquery()
    with unscoped(EVERYWHERE):
        policies, own = db.session.execute(sa.select(City.policies, of_offer).where(City.id == city_id)).one()
    return own or policies_from(policies).waitlist_hours


def line(*criteria: sa.ColumnElement[bool]) -> sa.Subquery:
    """Everybody who waits, by row: `position` on the waitlist of the date, from 1, and how many are `waiting` there.

    The one order for the person, the association and the city. `criteria` narrow it to whole dates; the statement
    around it must see every city's rows of a date.
    """
    of_date = Registration.shift_id
    return (
        sa.select(
            Registration.id.label("row"),
            sa.func.row_number().over(partition_by=of_date, order_by=IN_ORDER).label("position"),
            sa.func.count().over(partition_by=of_date).label("waiting"),
        )
        .where(Registration.state == RegistrationState.WAITLISTED, *criteria)
        .subquery()
    )


def is_out_of_reach() -> sa.ColumnElement[bool]:
    """Of the registration at hand: whether nobody can tell the person anything, because she has left no number and no
    mail arrives."""
    email = sa.func.coalesce(User.email_normalised, Participant.email_normalised)
    phone = sa.func.coalesce(sa.func.nullif(Registration.phone, ""), User.phone, Participant.phone, "")
    return (
        sa.select(Participant.id)
        .outerjoin(User, User.id == Participant.user_id)
        .outerjoin(DeadAddress, DeadAddress.email_normalised == email)
        .where(
            Participant.id == Registration.participant_id, phone == "",
            sa.or_(email.is_(None), DeadAddress.email_normalised.is_not(None)),
        )
        .correlate(Registration)
        .exists()
    )  # fmt: skip


def rows_out_of_reach(shift_id: int) -> frozenset[int]:
    """Who waits for a date and cannot be told of a place, by row."""
    statement = sa.select(Registration.id).where(
        Registration.shift_id == shift_id, Registration.state == RegistrationState.WAITLISTED, is_out_of_reach()
    )
    with unscoped(EVERYWHERE):
        return frozenset(db.session.scalars(statement))


def cannot_be_told(registration_id: int) -> bool:
    """Whether nobody can tell this person anything, by row."""
    statement = sa.select(Registration.id).where(Registration.id == registration_id, is_out_of_reach())
    return db.session.scalar(statement) is not None


def offers_undelivered(now: datetime, limit: int) -> list[str]:
    """Public ids of open offers to people whose address does not work, the longest open first; those about whom the
    association is asked to call already are none."""
    email = sa.func.coalesce(User.email_normalised, Participant.email_normalised)
    statement = (
        sa.select(Registration.public_id)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .join(DeadAddress, DeadAddress.email_normalised == email)
        .where(
            Registration.state == RegistrationState.OFFERED, Registration.hold_until > now,
            sa.or_(Registration.is_by_phone.is_(False), is_out_of_reach()),
        )
        .order_by(Registration.offered_at, Registration.id)
        .limit(limit)
    )  # fmt: skip
    return list(db.session.scalars(statement))


def position_of(registration_id: int) -> tuple[int, int]:
    """The place of a waiting registration on its waitlist, from 1, and how many wait. Zeros when it waits no more."""
    mine = aliased(Registration)
    hers = line(Registration.shift_id == sa.select(mine.shift_id).where(mine.id == registration_id).scalar_subquery())
    with unscoped(EVERYWHERE):
        row = db.session.execute(
            sa.select(hers.c.position, hers.c.waiting).where(hers.c.row == registration_id)
        ).one_or_none()
    return (int(row[0]), int(row[1])) if row is not None else (0, 0)


def waiting_by_shift(shift_ids: Sequence[int]) -> dict[int, int]:
    """How many people wait for each of some dates, groups counted as people."""
    statement = (
        sa.select(Registration.shift_id, sa.func.sum(Registration.party_size))
        .where(Registration.shift_id.in_(shift_ids), Registration.state == RegistrationState.WAITLISTED)
        .group_by(Registration.shift_id)
    )
    with unscoped(EVERYWHERE):
        return {row[0]: int(row[1]) for row in db.session.execute(statement) if row[0] is not None}


def shifts_to_settle(now: datetime, limit: int) -> list[int]:
    """Dates to come with a waitlist for which something may have to be done, soonest first."""
    waiting = sa.exists().where(
        Registration.shift_id == Shift.id, Registration.state == RegistrationState.WAITLISTED,
        sa.or_(Shift.taken < Shift.capacity, Registration.collected > 0),
    )  # fmt: skip
    statement = sa.select(Shift.id).where(Shift.starts_at > now, Shift.cancelled_at.is_(None), waiting)
    return list(db.session.scalars(statement.order_by(Shift.starts_at, Shift.id).limit(limit)))


def waiting_too_long(now: datetime, limit: int) -> list[str]:
    """Public ids of those who still wait although the date has begun, oldest first."""
    statement = (
        sa.select(Registration.public_id)
        .join(Shift, Shift.id == Registration.shift_id)
        .where(Registration.state == RegistrationState.WAITLISTED, Shift.starts_at <= now)
        .order_by(Shift.starts_at, Registration.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))
