"""Reading messages, and who would get one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from engagement.accounts.models import User
from engagement.cities.models import City
from engagement.core.pagination import Page, paginate
from engagement.core.scope import unscoped
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.kernel.values import normalise_email
from engagement.messages.models import MergedThread, Message, MessageThread
from engagement.notifications.queries import dead_among
from engagement.opportunities.models import Opportunity, Shift
from engagement.registrations.enums import KNOWN_STATES, RegistrationState
from engagement.registrations.models import Participant, Registration

WRITERS = (*KNOWN_STATES, RegistrationState.OFFERED, RegistrationState.WAITLISTED)
OWN = "a person reads what was written to her, by her link"


@dataclass(frozen=True)
class Recipient:
    """Somebody who would get a message: one row a person, however many dates she has."""

    participant_id: int
    registration_id: str
    city_id: int
    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True)
class Audience:
    """An offer of the association at hand, and whom one can write to there."""

    opportunity_id: str
    row: int
    title: str
    shifts: Sequence[Shift]
    everybody: Sequence[Recipient]


def audience(opportunity_id: str) -> Audience:
    """Raises NotFound."""
    offer = db.session.scalar(sa.select(Opportunity).where(Opportunity.public_id == opportunity_id))
    if offer is None:
        raise NotFound
    has_people = sa.exists().where(Registration.shift_id == Shift.id, Registration.state.in_(KNOWN_STATES))
    shifts = db.session.scalars(
        sa.select(Shift)
        .where(Shift.opportunity_id == offer.id, Shift.cancelled_at.is_(None), Shift.ends_at > utcnow(), has_people)
        .order_by(Shift.starts_at, Shift.id)
    ).all()
    return Audience(opportunity_id, offer.id, offer.title, shifts, people_to_write(offer.id))


def people_to_write(opportunity_row: int, *, shift_id: str = "", registration_id: str = "") -> Sequence[Recipient]:
    """Everybody who comes or waits for an answer, of all dates that are not over, of one date, or one person alone."""
    statement = (
        sa.select(Registration, Participant, User)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(Registration.opportunity_id == opportunity_row, Registration.state.in_(KNOWN_STATES))
        .order_by(Registration.id)
    )
    if registration_id:
        statement = statement.where(Registration.public_id == registration_id)
    elif shift_id:
        statement = statement.where(Shift.public_id == shift_id)
    else:
        statement = statement.where(sa.or_(Shift.id.is_(None), Shift.ends_at > utcnow()))
    found: dict[int, Recipient] = {}
    for registration, participant, user in db.session.execute(statement):
        found.setdefault(
            participant.id,
            Recipient(
                participant.id, registration.public_id, registration.city_id, registration.name,
                (user.email if user else participant.email) or "",
                registration.phone or (user.phone if user else participant.phone) or "",
                user.language if user else registration.language,
            ),
        )  # fmt: skip
    return list(found.values())


def threads(page: int) -> Page[MessageThread]:
    """Those of the association at hand, unread ones first, then the latest."""
    statement = sa.select(MessageThread).options(
        joinedload(MessageThread.opportunity), selectinload(MessageThread.messages)
    )
    return paginate(
        statement.order_by(MessageThread.is_unread.desc(), MessageThread.last_at.desc(), MessageThread.id.desc()),
        page, 20,
    )  # fmt: skip


def unread_threads(association_id: int) -> int:
    """How many answers wait for the team, for the menu."""
    statement = sa.select(sa.func.count(MessageThread.id)).where(
        MessageThread.association_id == association_id, MessageThread.is_unread
    )
    return db.session.scalar(statement) or 0


def thread_of_association(public_id: str) -> MessageThread:
    """A thread of the association at hand. Raises NotFound."""
    return _thread(MessageThread.public_id == public_id)


def own_thread(public_id: str, city_id: int) -> MessageThread:
    """A person's thread, whose link the caller has read. Raises NotFound."""
    with unscoped(OWN):
        return _thread(sa.and_(MessageThread.public_id == public_id, MessageThread.city_id == city_id))


@dataclass(frozen=True)
class Whereabouts:
    """Where a conversation stands today: public id, and the city through which its person reads it."""

    thread_id: str
    city_id: int
    city_slug: str


def merged_into(public_id: str, city_id: int | None = None) -> Whereabouts | None:
    """Where a conversation is that has become part of another one; None where it has not. With `city_id` for the
    person, by her link of that city; else for the association at hand."""
    statement = (
        sa.select(MessageThread.public_id, MessageThread.city_id, City.slug)
        .join(MergedThread, MergedThread.thread_id == MessageThread.id)
        .join(City, City.id == MessageThread.city_id)
        .where(MergedThread.old_public_id == public_id)
    )
    if city_id is None:
        row = db.session.execute(statement).one_or_none()
    else:
        with unscoped(OWN):
            row = db.session.execute(statement.where(MergedThread.city_id == city_id)).one_or_none()
    return Whereabouts(*row) if row is not None else None


def thread_of_registration(registration_id: str) -> str | None:
    """The public id of the thread with the person of a registration about its offer."""
    with unscoped(OWN):
        return db.session.scalar(
            sa.select(MessageThread.public_id)
            .join(
                Registration,
                sa.and_(
                    Registration.opportunity_id == MessageThread.opportunity_id,
                    Registration.participant_id == MessageThread.participant_id,
                ),
            )
            .where(Registration.public_id == registration_id)
        )


def may_begin(state: RegistrationState) -> bool:
    """Whether who has such a registration may write: the association knows of her, or she waits for a place."""
    return state in WRITERS


def writer(registration_id: str, city_id: int, *, is_locked: bool = False) -> Registration:
    """The registration of whoever would like to write. Raises NotFound."""
    statement = sa.select(Registration).where(
        Registration.public_id == registration_id, Registration.city_id == city_id
    )  # fmt: skip
    with unscoped(OWN):
        found: Registration | None = db.session.scalar(lock(statement) if is_locked else statement)
    if found is None:
        raise NotFound
    return found


def _thread(criterion: sa.ColumnElement[bool]) -> MessageThread:
    found = db.session.scalar(
        sa.select(MessageThread)
        .where(criterion)
        .options(
            selectinload(MessageThread.messages), joinedload(MessageThread.opportunity),
            joinedload(MessageThread.association),
        )
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Sent:
    """A message that went to some people: to how many by mail, and whom somebody has to call."""

    text: str
    by_mail: int
    to_call: Sequence[Unreached]


@dataclass(frozen=True)
class Unreached:
    """Somebody whom no mail tells anything."""

    name: str
    phone: str  # "" when she has left none
    has_email: bool  # there is an address, and mails to it come back


def sent(opportunity_id: str, form_key: str) -> Sent:
    """What a form about an offer of the association at hand has sent. Raises NotFound."""
    rows = db.session.execute(
        sa.select(Message.text, MessageThread, Participant, User)
        .join(MessageThread, MessageThread.id == Message.thread_id)
        .join(Opportunity, Opportunity.id == MessageThread.opportunity_id)
        .join(Participant, Participant.id == MessageThread.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .where(Opportunity.public_id == opportunity_id, Message.form_key == form_key, Message.is_from_person.is_(False))
        .order_by(MessageThread.name, MessageThread.id)
    ).all()
    if not rows:
        raise NotFound
    calls = list(_unreached([(thread, participant, user) for _text, thread, participant, user in rows]).values())
    return Sent(rows[0][0], len(rows) - len(calls), calls)


def unreached(found: Iterable[MessageThread]) -> dict[int, Unreached]:
    """Those of some conversations whose people hear nothing of what is written to them, by row."""
    statement = (
        sa.select(MessageThread, Participant, User)
        .join(Participant, Participant.id == MessageThread.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .where(MessageThread.id.in_([each.id for each in found]))
        .order_by(MessageThread.id)
    )
    return _unreached([(thread, participant, user) for thread, participant, user in db.session.execute(statement)])


def _unreached(rows: Sequence[tuple[MessageThread, Participant, User | None]]) -> dict[int, Unreached]:
    emails = {thread.id: (user.email if user else participant.email) or "" for thread, participant, user in rows}
    dead = dead_among([email for email in emails.values() if email])
    lost = [row for row in rows if not emails[row[0].id] or normalise_email(emails[row[0].id]) in dead]
    typed = _phones([thread for thread, *_person in lost])
    return {
        thread.id: Unreached(
            thread.name,
            typed.get((thread.opportunity_id, thread.participant_id))
            or (user.phone if user else participant.phone) or "",
            bool(emails[thread.id]),
        )
        for thread, participant, user in lost
    }  # fmt: skip


def _phones(threads: Sequence[MessageThread]) -> dict[tuple[int | None, int], str]:
    """The number typed last with a registration, by the rows of offer and participant."""
    if not threads:
        return {}
    statement = sa.select(Registration.opportunity_id, Registration.participant_id, Registration.phone).where(
        Registration.opportunity_id.in_([each.opportunity_id for each in threads]),
        Registration.participant_id.in_([each.participant_id for each in threads]), Registration.phone != "",
    )  # fmt: skip
    rows = db.session.execute(statement.order_by(Registration.id))
    return {(opportunity, participant): phone for opportunity, participant, phone in rows}
