"""Whom an association does not want to work with any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.accounts.keyed import keyed_hash, keyed_hashes
from engagement.accounts.models import User
from engagement.associations.models import Association, Block
from engagement.core.phones import normalise_phone
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.kernel.values import normalise_email
from engagement.opportunities.models import Shift
from engagement.registrations.enums import ACTIVE_STATES
from engagement.registrations.models import Participant, Registration


@dataclass(frozen=True)
class Marks:
    """By what a person is known again: her account, her address and her number, as far as they are known."""

    user_id: int | None = None
    emails: tuple[str, ...] = ()  # normalised
    numbers: tuple[str, ...] = ()  # E.164

    def __len__(self) -> int:
        return len(self.emails) + len(self.numbers) + (self.user_id is not None)


def marks_of(participant: Participant, *phones: str) -> Marks:
    """The marks of a participant with its account; `phones` are numbers that she typed with a registration."""
    user: User | None = participant.user
    emails = [participant.email_normalised, user.email_normalised if user is not None else None]
    typed = [*phones, user.phone if user is not None else ""]
    numbers = [participant.phone_normalised, *(normalise_phone(each) if each else None for each in typed)]
    return Marks(
        user_id=participant.user_id, emails=tuple(dict.fromkeys(each for each in emails if each)),
        numbers=tuple(dict.fromkeys(each for each in numbers if each)),
    )  # fmt: skip


EMAIL, PHONE = "block-email", "block-phone"


def email_hash(email: str) -> str:
    return keyed_hash(EMAIL, normalise_email(email))


def phone_hash(number: str) -> str:
    return keyed_hash(PHONE, number)


def is_blocked(association_id: int, marks: Marks, now: datetime) -> bool:
    """Whether one of the marks is blocked. Call it in a write transaction, after `hold_association`."""
    found: list[sa.ColumnElement[bool]] = [
        # A block outlives a change of the key.
        Block.email_hash.in_([key for each in marks.emails for key in keyed_hashes(EMAIL, normalise_email(each))]),
        Block.phone_hash.in_([key for each in marks.numbers for key in keyed_hashes(PHONE, each)]),
    ]
    if marks.user_id is not None:
        found.append(Block.user_id == marks.user_id)
    statement = sa.select(Block.id).where(Block.association_id == association_id, Block.expires_at > now)
    with unscoped("whether a person may register is asked in the city's scope, and only answered with no"):
        return db.session.scalar(statement.where(sa.or_(*found)).limit(1)) is not None


def hold_association(association_id: int) -> None:
    """Share-lock an association: whoever blocks a person waits for registrations that came first, and sees them."""
    statement = sa.select(Association.id).where(Association.id == association_id)
    db.session.execute(statement.with_for_update(read=True))


def association_of(registration_id: str) -> int:
    """The row number of a registration's association. Raises NotFound."""
    found = db.session.scalar(
        sa.select(Registration.association_id).where(Registration.public_id == registration_id)
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


def blocked_people(association_id: int, now: datetime) -> Sequence[Block]:
    """Newest first, with who blocked them."""
    statement = sa.select(Block).where(Block.association_id == association_id, Block.expires_at > now)
    statement = statement.options(joinedload(Block.created_by))
    return db.session.scalars(statement.order_by(Block.created_at.desc(), Block.id.desc())).all()


@dataclass(frozen=True)
class PersonToBlock:
    """What the page says before somebody is blocked."""

    name: str
    coming: int  # active registrations with the association that are still to come, over all cities
    is_mailed: bool
    phone: str


def person_to_block(registration_id: str, now: datetime) -> PersonToBlock:
    """The person of a registration in the scope at hand. Raises NotFound."""
    statement = sa.select(Registration).where(Registration.public_id == registration_id)
    registration = db.session.scalar(statement.options(joinedload(Registration.participant)))
    if registration is None:
        raise NotFound
    coming = registrations_to_come(registration.association_id, [registration.participant_id], now)
    known = registration.participant
    return PersonToBlock(
        registration.name, len(db.session.scalars(coming).all()),
        is_mailed=known.user_id is not None or known.email is not None, phone=registration.phone or known.phone or "",
    )  # fmt: skip


def registrations_to_come(
    association_id: int, participant_ids: Sequence[int], now: datetime
) -> sa.Select[Registration]:
    """Active registrations of these participants with the association whose date has not begun, and interest."""
    return (
        sa.select(Registration)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.association_id == association_id, Registration.participant_id.in_(participant_ids),
            Registration.state.in_(ACTIVE_STATES), sa.or_(Shift.id.is_(None), Shift.starts_at > now),
        )
        .order_by(Registration.id)
    )  # fmt: skip


def participants_with(marks: Marks) -> sa.Select[Participant]:
    """Everybody who goes by one of the marks."""
    found: list[sa.ColumnElement[bool]] = [
        Participant.email_normalised.in_(marks.emails),
        Participant.phone_normalised.in_(marks.numbers),
    ]
    if marks.user_id is not None:
        found.append(Participant.user_id == marks.user_id)
    accounts = sa.select(User.id).where(User.email_normalised.in_(marks.emails))
    found.append(Participant.user_id.in_(accounts))
    return sa.select(Participant).where(sa.or_(*found)).order_by(Participant.id)
