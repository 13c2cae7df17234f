"""Writing messages. One mail a message and person, whatever is clicked how often."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.accounts import throttle
from engagement.accounts.queries import fresh
from engagement.accounts.rules.attempts import network_of
from engagement.associations.enums import MailKind
from engagement.associations.models import Association
from engagement.associations.queries import recipients
from engagement.audit.operations import record
from engagement.cities.queries import city_by_id, mail_frame
from engagement.core.actor import Actor
from engagement.core.links import external_url
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.messages import rules
from engagement.messages.links import thread_url
from engagement.messages.models import Message, MessageThread
from engagement.messages.queries import OWN, Recipient, may_begin, people_to_write, writer
from engagement.notifications.operations import enqueue_mail
from engagement.opportunities.models import Opportunity
from engagement.registrations.models import Participant


@retried
@operation
def write_to_people(
    opportunity_id: str, *, text: str, form_key: str, shift_id: str = "", registration_id: str = "", actor: Actor
) -> int:
    """Write to all people of an offer, to those of one date, or to one person (public ids). Returns to how many.

    Each gets a mail of her own, with a link to answer; who has no address is on the page of the message, to be called.
    The same form sent again changes nothing. Raises NotFound, Forbidden, TextNeeded, NobodyThere, TooManyMessages.
    """
    offer = db.session.scalar(lock(sa.select(Opportunity).where(Opportunity.public_id == opportunity_id)))
    if offer is None:
        raise NotFound
    acting = fresh(actor)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=offer.association_id)
    rules.check_text(text)
    before = db.session.scalar(
        sa.select(sa.func.count(Message.id)).where(
            Message.association_id == offer.association_id, Message.form_key == form_key
        )
    )
    if before:
        return before
    people = people_to_write(offer.id, shift_id=shift_id, registration_id=registration_id)
    if not people:
        raise rules.NobodyThere
    _count(offer.association_id, is_single=bool(registration_id))
    for person in people:
        thread = _thread(offer, person)
        _add(thread, text, form_key, acting)
        _mail_person(offer, thread, person, text)
    record(
        acting, "message.sent", kind="opportunity", public_id=offer.public_id, label=offer.title,
        city_id=offer.home_city_id, association_id=offer.association_id, people=len(people),
    )  # fmt: skip
    db.session.flush()
    return len(people)


@retried
@operation
def answer_thread(thread_id: str, *, text: str, form_key: str, actor: Actor) -> None:
    """The association writes into a thread; whatever waited there is read. Raises as `write_to_people`."""
    thread = _locked(MessageThread.public_id == thread_id)
    acting = fresh(actor)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=thread.association_id)
    rules.check_text(text)
    thread.is_unread = False
    if _is_there(thread, form_key):
        return
    _count(thread.association_id, is_single=True)
    offer = db.session.scalars(sa.select(Opportunity).where(Opportunity.id == thread.opportunity_id)).one()
    participant = db.session.scalars(sa.select(Participant).where(Participant.id == thread.participant_id)).one()
    email = participant.user.email if participant.user is not None else participant.email
    language = participant.user.language if participant.user is not None else thread.language
    person = Recipient(participant.id, "", thread.city_id, thread.name, email or "", "", language)
    _add(thread, text, form_key, acting)
    _mail_person(offer, thread, person, text)
    db.session.flush()


@operation
def mark_read(thread_id: str, *, actor: Actor) -> None:
    """Somebody of the team has looked, and has nothing to answer. Raises NotFound, Forbidden."""
    thread = _locked(MessageThread.public_id == thread_id)
    check(fresh(actor), Permission.REGISTRATION_DECIDE, association_id=thread.association_id)
    thread.is_unread = False


@retried
@operation
def reply(thread_id: str, *, city_id: int, text: str, form_key: str, network: str) -> None:
    """A person answers; whoever calls has read the id from her mailed link. The association is told by a mail.

    Raises NotFound, TextNeeded, TooManyMessages.
    """
    with unscoped(OWN):
        thread = _locked(sa.and_(MessageThread.public_id == thread_id, MessageThread.city_id == city_id))
        rules.check_text(text)
        _hear(thread, text, form_key, network)


@retried
@operation
def begin_thread(registration_id: str, *, city_id: int, text: str, form_key: str, network: str) -> str:
    """A person writes to the association of her registration; whoever calls has read the id from her link. Returns the
    public id of the thread. Where the two have written already, it goes on there; the association is told by a mail.

    Raises NotFound, CannotBegin, TextNeeded, TooManyMessages.
    """
    rules.check_text(text)
    opportunity_row = writer(registration_id, city_id).opportunity_id
    with unscoped(OWN):
        # The offer comes first, as where the association writes: nobody makes a thread twice.
        offer = db.session.scalars(lock(sa.select(Opportunity).where(Opportunity.id == opportunity_row))).one()
        registration = writer(registration_id, city_id, is_locked=True)
        if not may_begin(registration.state):
            raise rules.CannotBegin
        thread = _thread(
            offer,
            Recipient(
                registration.participant_id, registration_id, city_id, registration.name, "", "", registration.language
            ),
        )
        if not _is_there(thread, form_key):
            _limit("message_begin", str(registration.participant_id), rules.BEGINNINGS, rules.BEGINNINGS_WINDOW)
        _hear(thread, text, form_key, network)
        return thread.public_id


def _hear(thread: MessageThread, text: str, form_key: str, network: str) -> None:
    """Note what a person has written, once a form."""
    if _is_there(thread, form_key):
        return
    _limit("message_reply", thread.public_id, rules.REPLIES, rules.REPLIES_WINDOW)
    _limit("message_network", network_of(network), rules.NETWORK, rules.NETWORK_WINDOW)
    db.session.add(
        Message(
            thread_id=thread.id, association_id=thread.association_id, form_key=form_key, is_from_person=True,
            author_name=thread.name, text=text,
        )
    )  # fmt: skip
    thread.is_unread, thread.last_at = True, utcnow()
    db.session.flush()


def _limit(kind: str, key: str, most: int, window: timedelta) -> None:
    if not throttle.passes(throttle.Limit(kind, key, most, window)):
        raise rules.TooManyMessages


def tell_of_answers() -> int:
    """Tell associations of answers: the first at once, those that follow together. Returns how many mails (job)."""
    with unscoped("answers are told of in every town"):
        untold = sa.select(Message.association_id).where(Message.is_from_person, Message.told_at.is_(None)).distinct()
        return sum(_tell(each) for each in db.session.scalars(untold.order_by(Message.association_id)).all())


@retried
@operation
def _tell(association_id: int) -> int:
    association = db.session.scalar(lock(sa.select(Association).where(Association.id == association_id)))
    last = db.session.scalar(sa.select(sa.func.max(Message.told_at)).where(Message.association_id == association_id))
    now = utcnow()
    if association is None or (last is not None and last > now - rules.DIGEST):
        return 0
    rows = db.session.execute(
        sa.select(Message, MessageThread)
        .join(MessageThread, MessageThread.id == Message.thread_id)
        .where(Message.association_id == association_id, Message.is_from_person, Message.told_at.is_(None))
        .order_by(Message.id)
    ).all()
    for message, _thread_of in rows:
        message.told_at = now
    if not rows:
        return 0
    city = city_by_id(rows[0][1].city_id)
    lines = [(thread.name, message.text) for message, thread in rows]
    address = external_url("association.messages", city=city.slug, association_id=association.public_id)
    people = recipients(association_id, MailKind.MESSAGES)
    for person in people:
        enqueue_mail(
            "message_answers", to_email=person.email, to_name=person.name, frame=mail_frame(city),
            context={"lines": lines, "list_url": address},
        )  # fmt: skip
    db.session.flush()
    return len(people)


@operation
def forget_messages(user_id: int) -> None:
    """Somebody's account ends: what she and associations have written to each other goes."""
    theirs = sa.select(Participant.id).where(Participant.user_id == user_id)
    gone = sa.delete(MessageThread).where(MessageThread.participant_id.in_(theirs))
    db.session.execute(gone.execution_options(synchronize_session=False))


def _count(association_id: int, *, is_single: bool) -> None:
    kind, most, window = (
        ("message_single", rules.SINGLES, rules.SINGLES_WINDOW) if is_single
        else ("message_many", rules.SENDINGS, rules.SENDINGS_WINDOW)
    )  # fmt: skip
    _limit(kind, str(association_id), most, window)


def _thread(offer: Opportunity, person: Recipient) -> MessageThread:
    """The thread with a person about an offer, made when missing. The offer is locked: nobody makes it twice."""
    found = db.session.scalar(
        sa.select(MessageThread).where(
            MessageThread.opportunity_id == offer.id, MessageThread.participant_id == person.participant_id
        )
    )
    if found is not None:
        return found
    made = MessageThread(
        city_id=person.city_id, association_id=offer.association_id, opportunity_id=offer.id,
        participant_id=person.participant_id, name=person.name, language=person.language,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _add(thread: MessageThread, text: str, form_key: str, actor: Actor) -> None:
    db.session.add(
        Message(
            thread_id=thread.id, association_id=thread.association_id, form_key=form_key, author_id=actor.user_id,
            author_name=actor.name, text=text,
        )
    )  # fmt: skip
    thread.last_at = utcnow()


def _mail_person(offer: Opportunity, thread: MessageThread, person: Recipient, text: str) -> None:
    if not person.email:
        return
    city = city_by_id(person.city_id)
    association = db.session.scalars(sa.select(Association).where(Association.id == offer.association_id)).one()
    # No address to answer to but the link: neither side learns the other's.
    enqueue_mail(
        "message_new", to_email=person.email, to_name=person.name, frame=mail_frame(city), language=person.language,
        context={
            "name": person.name, "association_name": association.name, "title": offer.title, "text": text,
            "thread_url": thread_url(city.slug, thread.public_id),
        },
    )  # fmt: skip


def _is_there(thread: MessageThread, form_key: str) -> bool:
    statement = sa.select(Message.id).where(Message.thread_id == thread.id, Message.form_key == form_key)
    return db.session.scalar(statement) is not None


def _locked(criterion: sa.ColumnElement[bool]) -> MessageThread:
    found: MessageThread | None = db.session.scalar(lock(sa.select(MessageThread).where(criterion)))
    if found is None:
        raise NotFound
    return found
