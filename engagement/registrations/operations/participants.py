"""Who a registration belongs to: an account, a guest known by a verified address, or one known by a number alone."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from engagement.accounts.models import User
from engagement.core.rows import insert_once, rows
from engagement.core.scope import MADE_ONCE, unscoped
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.kernel.values import normalise_email
from engagement.registrations.models import Participant
from engagement.registrations.queries.joining import IN_USE

EVERYWHERE = "one participant a person, in every city"


def participant_of_user(user_id: int) -> Participant:
    """The account's participant, made when missing, locked: two clicks of one person come one after the other."""
    return _found_or_made(Participant.user_id == user_id, {"user_id": user_id})


def participant_of_guest(email: str) -> Participant:
    """The guest's participant, made when missing, locked."""
    normalised = normalise_email(email)
    return _found_or_made(
        sa.and_(Participant.user_id.is_(None), Participant.email_normalised == normalised),
        {"email": email, "email_normalised": normalised},
    )


@dataclass(frozen=True)
class Guest:
    """Row numbers of the participants of an address: the guest's, and that of the confirmed account which has it."""

    row: int
    is_new: bool  # made just now, so that nothing is hers
    account_row: int | None


def guest_row(email: str) -> Guest:
    """The guest's participant, made when missing, locked; and that of the account with this confirmed address."""
    values = {"email": normalise_email(email)}
    with unscoped(EVERYWHERE):
        made = insert_once(Participant, {"email": email, "email_normalised": values["email"]}, _account_row())
        if made is not None:
            return Guest(made.id, True, made.account_row)
        (theirs,) = rows(_guest(), values)
        return Guest(theirs.id, False, theirs.account_row)


@functools.cache
def _account_row() -> sa.ColumnElement[Any]:
    """Of the row at hand: the participant of the account that has the same address."""
    theirs = aliased(Participant)
    found = (
        sa.select(theirs.id)
        .join(User, User.id == theirs.user_id)
        .where(User.email_normalised == sa.literal_column("participant.email_normalised"), IN_USE)
    )
    # As text: in what an INSERT returns SQLAlchemy leaves out the names of tables for SQLite, within a query, too.
    return sa.literal_column(f"({found})", sa.BigInteger).label("account_row")


@functools.cache
def _guest() -> sa.Select[*tuple[Any, ...]]:
    is_hers = (Participant.user_id.is_(None), Participant.email_normalised == sa.bindparam("email"))
    found = sa.select(Participant.id, _account_row()).where(*is_hers)
    return found.with_for_update(of=Participant).execution_options(**MADE_ONCE)


def participant_by_phone(phone: str, number: str) -> Participant:
    """The guest known by a phone number alone, made when missing, locked. `number` is `phone` in E.164."""
    return _found_or_made(_phone_only(number), {"phone": phone, "phone_normalised": number})


def nameless_participant(key: str | None = None) -> Participant:
    """Somebody who gave no contact. Nobody can tell whether she comes twice, but for a form that is sent twice: with a
    `key`, which nobody can choose, she is found again, locked."""
    if key is not None:
        is_nobody = (Participant.user_id, Participant.email_normalised, Participant.phone_normalised)
        return _found_or_made(
            sa.and_(Participant.public_id == key, *(column.is_(None) for column in is_nobody)), {"public_id": key}
        )
    participant = Participant()
    db.session.add(participant)
    db.session.flush()
    return participant


def _phone_only(number: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        Participant.user_id.is_(None), Participant.email_normalised.is_(None), Participant.phone_normalised == number
    )


def existing_guest(email: str) -> Participant | None:
    """The guest known by this address, locked; None when there is none."""
    return _locked(sa.and_(Participant.user_id.is_(None), Participant.email_normalised == normalise_email(email)))


def existing_of_user(user_id: int) -> Participant | None:
    """The account's participant, locked; None when there is none."""
    return _locked(Participant.user_id == user_id)


def _found_or_made(criterion: sa.ColumnElement[bool], values: dict[str, object]) -> Participant:
    found = _locked(criterion)
    if found is not None:
        return found
    mine: Participant | None = db.session.scalar(_insert(values).returning(Participant))
    made = mine if mine is not None else _locked(criterion)
    if made is None:
        raise RuntimeError("the participant just made is gone")
    return made


def _insert(values: dict[str, object]) -> Any:
    """Somebody else may insert the same person now: then theirs counts, and this waits until it is committed."""
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(Participant).values(**values).on_conflict_do_nothing()


def _locked(criterion: sa.ColumnElement[bool]) -> Participant | None:
    with unscoped(EVERYWHERE):
        found: Participant | None = db.session.scalar(lock(sa.select(Participant).where(criterion)))
        return found
