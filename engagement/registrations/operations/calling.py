"""The association has called somebody who registered by phone, or told somebody whom no mail reaches."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations import rules
from engagement.registrations.enums import CallAnswer, RegistrationState
from engagement.registrations.errors import AlreadyEntered, CallAnsweredBefore
from engagement.registrations.machine import Event
from engagement.registrations.models import CallTask, Registration
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.operations.places import take
from engagement.registrations.queries.joining import active_registration, shown_revision
from engagement.registrations.queries.one import locked_registration
from engagement.registrations.queries.together import dates_together


@retried
@operation
def answer_call(registration_id: str, answer: CallAnswer, *, actor: Actor) -> Outcome:
    """Note how the call ended: the person comes, does not come, or was not reached, which is counted with its time.

    A place whose time ran out before the call is taken again, when there is one. No mail: she was told on the phone.

    Raises NotFound, Forbidden, NotByPhone (called before, or withdrawn meanwhile), ShiftFull, ShiftCancelled,
    ShiftPast, AlreadyEntered.
    """
    locked = locked_registration(registration_id)
    registration, now = locked.registration, utcnow()
    acting = actor if actor.is_system else actor_of(actor.user_id)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=registration.association_id)
    rules.check_callable(registration.state, registration.is_by_phone)
    registration.call_tries += 1
    registration.last_call_at = now
    title = shown_revision(registration.opportunity_id, registration.city_id).title
    if answer is CallAnswer.NOT_REACHED:
        log(acting, "not_reached", registration, title)
        return outcome(registration)
    was_expired = registration.state is RegistrationState.EXPIRED
    registration.decided_at, registration.decided_by_id = now, acting.user_id
    if answer is CallAnswer.COMES:
        if was_expired:
            _take_again(registration)
        registration.confirmed_at = now
        move(registration, Event.CALL_YES, RegistrationState.CONFIRMED, actor=acting, title=title)
    else:
        registration.withdrawn_at = now
        move(registration, Event.CALL_NO, RegistrationState.WITHDRAWN, actor=acting, title=title)
    return outcome(registration)


@retried
@operation
def answer_calls(registration_id: str, answer: CallAnswer, *, actor: Actor) -> Outcome:
    """Note one call about all dates that somebody chose in the form of this registration and that still wait for it.

    Raises what `answer_call` does.
    """
    pending = [each for each in dates_together(registration_id) if each.state is RegistrationState.PENDING]
    ids = [each.registration_id for each in sorted(pending, key=lambda each: each.shift_row)] or [registration_id]
    done = [answer_call(each, answer, actor=actor) for each in ids]
    return done[0]


def _take_again(registration: Registration) -> None:
    same = active_registration(registration.opportunity_id, registration.shift_id, [registration.participant_id])
    if same is not None:
        raise AlreadyEntered
    if registration.shift_id is not None:
        take(registration.shift_id, registration.party_size, utcnow())


@retried
@operation
def finish_call_task(task_id: str, *, association_id: int, was_reached: bool, actor: Actor) -> None:
    """Tick a „please call“ off, or count a try in vain. Raises NotFound, Forbidden, CallAnsweredBefore."""
    task = db.session.scalar(
        lock(sa.select(CallTask).where(CallTask.public_id == task_id, CallTask.association_id == association_id))
    )
    if task is None:
        raise NotFound
    acting = actor if actor.is_system else actor_of(actor.user_id)
    check(acting, Permission.REGISTRATION_DECIDE, association_id=task.association_id)
    if task.done_at is not None:
        raise CallAnsweredBefore
    task.tries += 1
    task.last_try_at = utcnow()
    if was_reached:
        task.done_at, task.done_by_id = task.last_try_at, acting.user_id
