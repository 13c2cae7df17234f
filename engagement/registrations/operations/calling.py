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
from engagement.opportunities.models import Revision
from engagement.registrations import minors, rules
from engagement.registrations.enums import CallAnswer, RegistrationState
from engagement.registrations.errors import AlreadyEntered, CallAnsweredBefore
from engagement.registrations.machine import Event
from engagement.registrations.models import CallTask, Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.checks import waits_for_guardian
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.operations.places import take
from engagement.registrations.queries.joining import active_registration, listing_state, shown_revision
from engagement.registrations.queries.one import Locked, locked_registration
from engagement.registrations.queries.together import dates_together


@retried
@operation
def answer_call(registration_id: str, answer: CallAnswer, *, actor: Actor, for_city: bool = False) -> Outcome:
    """Note how a call ended: the person comes, does not come, or was not reached, which is counted with its time.

    A place whose time ran out before the call is taken again, when there is one. Who was called about a registration
    by phone gets no mail; whoever takes or gives back an offered place does, where there is an address. Staff
    (`for_city`) note what somebody answers who rings the town about the place that is offered to her, while the offer
    stands. Where the association chooses who comes it is asked then, as if she had taken the place by her link.

    Raises NotFound, Forbidden, NotByPhone (called before, or withdrawn meanwhile), ShiftFull, ShiftCancelled,
    ShiftPast, AlreadyEntered; for the city PlacePassedOn, AssociationSuspended.
    """
    locked = locked_registration(registration_id)
    registration, now = locked.registration, utcnow()
    acting = _allowed(actor, registration, for_city)
    if for_city:
        rules.check_offer_stands(registration.state, registration.hold_until, now)
        rules.check_association(listing_state(registration.association_id, registration.city_id))
    else:
        rules.check_callable(registration.state, registration.is_by_phone)
    registration.call_tries += 1
    registration.last_call_at = now
    terms = shown_revision(registration.opportunity_id, registration.city_id)
    if answer is CallAnswer.NOT_REACHED:
        log(acting, "not_reached", registration, terms.title)
        return outcome(registration)
    if registration.state is RegistrationState.OFFERED:
        if answer is CallAnswer.COMES and locked.shift is not None:
            rules.check_shift(locked.shift.starts_at, locked.shift.cancelled_at, now)
        _answer_offer(locked, answer, terms, acting, for_city=for_city)
        return outcome(registration)
    was_expired = registration.state is RegistrationState.EXPIRED
    registration.decided_at, registration.decided_by_id = now, acting.user_id
    if answer is CallAnswer.COMES:
        if was_expired:
            _take_again(registration)
        registration.confirmed_at = now
        move(registration, Event.CALL_YES, RegistrationState.CONFIRMED, actor=acting, title=terms.title)
    else:
        registration.withdrawn_at = now
        move(registration, Event.CALL_NO, RegistrationState.WITHDRAWN, actor=acting, title=terms.title)
    return outcome(registration)


def _allowed(actor: Actor, registration: Registration, for_city: bool) -> Actor:
    acting = actor if actor.is_system else actor_of(actor.user_id)
    if for_city:
        check(acting, Permission.MODERATE, city_id=registration.city_id)
    else:
        check(acting, Permission.REGISTRATION_DECIDE, association_id=registration.association_id)
    return acting


def _answer_offer(locked: Locked, answer: CallAnswer, terms: Revision, acting: Actor, *, for_city: bool) -> None:
    """She takes the place that is offered to her, or does not."""
    registration, now = locked.registration, utcnow()
    if answer is CallAnswer.DOES_NOT_COME:
        registration.withdrawn_at = now
        event = Event.CALL_NO_TO_CITY if for_city else Event.CALL_NO
        move(registration, event, RegistrationState.WITHDRAWN, actor=acting, title=terms.title)
        mails.send_withdrawn_for(registration, by_city=for_city, tell_association=False)
        return
    registration.confirmed_at = now
    event = Event.CALL_YES_TO_CITY if for_city else Event.CALL_YES
    if waits_for_guardian(registration):
        until = minors.guardian_end(now, locked.shift.starts_at if locked.shift is not None else None)
        move(
            registration, event, RegistrationState.AWAITING_GUARDIAN, actor=acting, title=terms.title, until=until
        )  # fmt: skip
        mails.send_joined(registration)
        return
    state = rules.state_once_verified(terms.approval_required and for_city, is_interest=False)
    if not for_city:
        registration.decided_at, registration.decided_by_id = now, acting.user_id
    if state is RegistrationState.PENDING:
        registration.is_by_phone = False  # the call is made; what is open is the answer of the association
    move(registration, event, state, actor=acting, title=terms.title)
    if for_city:
        mails.send_joined(registration)
    else:
        mails.send_standing(registration)


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
