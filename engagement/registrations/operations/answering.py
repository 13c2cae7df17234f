"""The association decides on those who would like to come."""

from __future__ import annotations

from typing import Any

from engagement.accounts.queries import actor_of
from engagement.core.actor import Actor
from engagement.core.i18n import _
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.kernel.clock import utcnow
from engagement.registrations import rules
from engagement.registrations.enums import RegistrationState
from engagement.registrations.machine import Event
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.outcome import Outcome, outcome
from engagement.registrations.queries.answering import addressee_of
from engagement.registrations.queries.joining import shown_revision
from engagement.registrations.queries.one import locked_registration


@retried
@operation
def accept(registration_id: str, *, actor: Actor) -> Outcome:
    """Say yes to a request. Raises NotFound, Forbidden, AlreadyAnswered (also when it was withdrawn meanwhile)."""
    registration = _answerable(registration_id, actor)
    return _answer(registration, RegistrationState.CONFIRMED, actor)


@retried
@operation
def decline(registration_id: str, *, reason: str = "", actor: Actor) -> Outcome:
    """Say no to a request and free its place; the reason is optional and goes into the mail. Raises as `accept`."""
    registration = _answerable(registration_id, actor)
    registration.decline_reason = reason
    return _answer(registration, RegistrationState.DECLINED, actor)


@retried
@operation
def answer_by_mail(registration_id: str, *, addressee: str, accepts: bool, reason: str = "") -> Outcome:
    """Say yes or no for the association by the link that was mailed to one of its addresses; the log says so.

    `addressee` is the hash in the link: it has to be somebody who answers for the association now. Raises NotFound,
    LinkNotYours, AlreadyAnswered, AnswerTooLate.
    """
    locked = locked_registration(registration_id)
    registration, shift = locked.registration, locked.shift
    by = addressee_of(registration.id, addressee)
    rules.check_answerable_by_mail(registration.state, shift.starts_at if shift is not None else None, utcnow())
    registration.decline_reason = "" if accepts else reason.strip()
    actor = Actor(user_id=by.user_id, name=_("%(name)s, by a link in a mail", name=by.name))
    return _answer(
        registration, RegistrationState.CONFIRMED if accepts else RegistrationState.DECLINED, actor, by="mail_link"
    )  # fmt: skip


def _answerable(registration_id: str, actor: Actor) -> Registration:
    registration = locked_registration(registration_id).registration
    fresh = actor if actor.is_system else actor_of(actor.user_id)
    check(fresh, Permission.REGISTRATION_DECIDE, association_id=registration.association_id)
    rules.check_answerable(registration.state)
    return registration


def _answer(registration: Registration, state: RegistrationState, actor: Actor, **details: Any) -> Outcome:
    registration.decided_at, registration.decided_by_id = utcnow(), actor.user_id
    title = shown_revision(registration.opportunity_id, registration.city_id).title
    event = Event.ACCEPT if state is RegistrationState.CONFIRMED else Event.DECLINE
    move(registration, event, state, actor=actor, title=title, **details)
    mails.send_answer(registration)
    return outcome(registration)
