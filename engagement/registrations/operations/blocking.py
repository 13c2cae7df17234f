"""An association blocks a person, or lets her come again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.accounts.queries import actor_of
from engagement.associations.models import Association, Block
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations import rules
from engagement.registrations.enums import UNPROVEN_STATES, RegistrationState
from engagement.registrations.errors import BlockedBefore
from engagement.registrations.machine import Event
from engagement.registrations.models import Participant, Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.moving import move
from engagement.registrations.queries.blocks import (
    Marks,
    association_of,
    email_hash,
    is_blocked,
    marks_of,
    participants_with,
    phone_hash,
    registrations_to_come,
)
from engagement.registrations.queries.mails import mail_facts


@retried
@operation
def block_person(
    registration_id: str, *, reason: str, declines: bool, tells: bool, message: str = "", actor: Actor
) -> int:  # fmt: skip
    """Block the person of a registration for 24 months: her account, her address and her number.

    `reason` stays with the team. With `declines` her registrations to come end and their places become free; with
    `tells` she gets the usual mail about it with `message` in it, or is to be called where there is no address. A place
    that still waits for her confirmation ends silently. Returns how many registrations ended.

    Raises NotFound, Forbidden, BlockReasonMissing, BlockedBefore, NothingToKnowBy.
    """
    association, acting = _opened(association_of(registration_id), actor)
    rules.check_block_reason(reason)
    now = utcnow()
    # Her registrations of every city, and she herself, are seen from here; the association was checked above.
    with unscoped("the association's own registrations, in whichever city's showcase they were made"):
        registration = db.session.scalars(
            sa.select(Registration)
            .where(Registration.public_id == registration_id)
            .options(joinedload(Registration.participant).joinedload(Participant.user))
        ).one()
        marks = marks_of(registration.participant, registration.phone)
        rules.check_block_marks(len(marks))
        if is_blocked(association.id, marks, now):
            raise BlockedBefore
        _add(association.id, marks, registration.name, reason, acting, now)
        record(
            acting, "person.blocked", kind="association", public_id=association.public_id, label=association.name,
            association_id=association.id,
        )  # fmt: skip
        return _end(association.id, marks, tells, message, acting, now, declines=declines)


@operation
def unblock_person(block_id: str, *, association_id: int, actor: Actor) -> None:
    """Let a person register again; what was ended stays ended. Raises NotFound, Forbidden."""
    association, acting = _opened(association_id, actor)
    block = db.session.scalar(
        lock(sa.select(Block).where(Block.public_id == block_id, Block.association_id == association_id))
    )
    if block is None:
        raise NotFound
    # All rows of one person: an account with two numbers has several.
    same = sa.select(Block).where(
        Block.association_id == association_id, Block.created_at == block.created_at, Block.name == block.name
    )
    for row in db.session.scalars(lock(same.order_by(Block.id))).all():
        db.session.delete(row)
    record(
        acting, "person.unblocked", kind="association", public_id=association.public_id, label=association.name,
        association_id=association.id,
    )  # fmt: skip


def _opened(association_id: int, actor: Actor) -> tuple[Association, Actor]:
    association = db.session.scalar(lock(sa.select(Association).where(Association.id == association_id)))
    if association is None:
        raise NotFound
    acting = actor if actor.is_system else actor_of(actor.user_id)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=association_id)
    return association, acting


def _add(association_id: int, marks: Marks, name: str, reason: str, actor: Actor, now: datetime) -> None:
    """One row for the account with its first address and number; further ones get rows of their own."""
    emails = [email_hash(each) for each in marks.emails]
    numbers = [phone_hash(each) for each in marks.numbers]
    for index in range(max(1, len(emails), len(numbers))):
        db.session.add(
            Block(
                association_id=association_id, user_id=marks.user_id if index == 0 else None,
                email_hash=emails[index] if index < len(emails) else None,
                phone_hash=numbers[index] if index < len(numbers) else None,
                name=name, reason=reason.strip(), created_at=now, expires_at=rules.block_end(now),
                created_by_id=actor.user_id,
            )
        )  # fmt: skip
    db.session.flush()


def _end(
    association_id: int, marks: Marks, tells: bool, message: str, actor: Actor, now: datetime, *, declines: bool
) -> int:
    people = db.session.scalars(lock(participants_with(marks))).all()
    coming = registrations_to_come(association_id, [each.id for each in people], now)
    found = db.session.scalars(
        coming.with_for_update(of=Registration).execution_options(populate_existing=True)
    ).all()  # fmt: skip
    held = [each for each in found if each.state in UNPROVEN_STATES]
    known = [each for each in found if each.state not in UNPROVEN_STATES] if declines else []
    titles = {facts.registration_id: facts.title for facts in mail_facts([each.id for each in (*held, *known)])}
    for registration in held:
        title = titles.get(registration.public_id, "")
        move(registration, Event.BLOCK, RegistrationState.EXPIRED, actor=actor, title=title)
    for registration in known:
        registration.decided_at, registration.decided_by_id = now, actor.user_id
        registration.decline_reason = message.strip()
        title = titles.get(registration.public_id, "")
        move(registration, Event.BLOCK, RegistrationState.DECLINED, actor=actor, title=title)
    db.session.flush()
    for registration in known:
        if tells:
            mails.send_answer(registration)
    return len(known)
