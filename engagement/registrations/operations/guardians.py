"""A parent answers for somebody who is too young to register by herself."""

from __future__ import annotations

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.registrations import rules
from engagement.registrations.enums import KNOWN_STATES, RegistrationState
from engagement.registrations.errors import GuardianTooLate
from engagement.registrations.machine import Event
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails, mails_of_changes, mails_of_several
from engagement.registrations.operations.checks import check_not_blocked
from engagement.registrations.operations.guardian_phones import note_guardian_phone
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.outcome import Outcome, log, outcome
from engagement.registrations.operations.withdrawing import end
from engagement.registrations.queries.blocks import association_of, hold_association, marks_of
from engagement.registrations.queries.joining import listing_state, shown_revision
from engagement.registrations.queries.one import Locked, locked_registration
from engagement.registrations.queries.together import dates_together


def _asked(registration_id: str, email: str) -> Locked:
    locked = locked_registration(registration_id)
    asked = locked.registration.guardian_email
    if asked is None or normalise_email(asked) != normalise_email(email):
        raise GuardianTooLate
    return locked


@retried
@operation
def agree(registration_id: str, *, email: str, actor: Actor) -> Outcome:
    """A parent agrees: now the registration counts, and the association hears of it.

    `email` is of the link that was mailed there, which proves it. A second time changes nothing. Raises NotFound,
    GuardianTooLate, AssociationSuspended, NotWithThisAssociation.
    """
    return _agree(registration_id, email, actor)


def _agree(registration_id: str, email: str, actor: Actor, *, is_told: bool = True) -> Outcome:
    hold_association(association_of(registration_id))
    registration, now = _asked(registration_id, email).registration, utcnow()
    if registration.state in KNOWN_STATES and registration.guardian_agreed_at is not None:
        return outcome(registration, is_repeated=True)
    is_lapsed = rules.is_lapsed(registration.state, registration.hold_until, now)
    if registration.state is not RegistrationState.AWAITING_GUARDIAN or is_lapsed:
        raise GuardianTooLate
    rules.check_association(listing_state(registration.association_id, registration.city_id))
    check_not_blocked(registration.association_id, marks_of(registration.participant, registration.phone), now)
    terms = shown_revision(registration.opportunity_id, registration.city_id)
    registration.guardian_agreed_at = now
    state = rules.state_once_verified(terms.approval_required, registration.shift_id is None)
    move(registration, Event.GUARDIAN_AGREES, state, actor=actor, title=terms.title)
    db.session.flush()
    if is_told:
        mails.send_joined(registration)
        mails_of_changes.send_guardian_thanks(registration)
    return outcome(registration)


@retried
@operation
def agree_to_all(registration_id: str, *, email: str, actor: Actor, phone: str | None = None) -> Outcome:
    """A parent agrees to all dates of the form of this registration that still wait, by one link; one mail each way.

    A date whose time to answer is over is left out. For dates on whose waitlist the young person stands it is agreed
    ahead: she takes a place there without asking again. `phone` is by which number the parent is reached on the day.
    Raises what `agree` does when none is left, and GuardianPhoneUnusable.
    """
    if phone is not None:
        note_guardian_phone(registration_id, email=email, phone=phone, actor=actor)
    ids = _waiting(registration_id)
    if not ids:
        return _agree(registration_id, email, actor)
    agreed = []
    for each in ids:
        try:
            _agree(each, email, actor, is_told=False)
        except GuardianTooLate:
            continue
        agreed.append(locked_registration(each).registration)
    if not agreed:
        raise GuardianTooLate
    for each in _queued(registration_id):
        _agree_ahead(_asked(each, email).registration, actor)
    mails_of_several.send_joined_several(agreed)
    mails_of_several.send_guardian_thanks_several(agreed)
    return outcome(agreed[0])


@retried
@operation
def refuse_all(registration_id: str, *, email: str, actor: Actor) -> Outcome:
    """A parent says no to all dates of the form of this registration, or takes back what she has agreed to.

    Raises what `refuse` does.
    """
    ids, queued = _waiting(registration_id), _queued(registration_id)
    if ids:
        refused = [_refuse(_asked(each, email).registration, actor) for each in (*ids, *queued)]
        mails_of_several.send_guardian_refused_several(refused)
        return outcome(refused[0])
    agreed = [each.registration_id for each in dates_together(registration_id) if each.state in KNOWN_STATES
              and each.starts_at > utcnow()]  # fmt: skip
    if not agreed:
        return refuse(registration_id, email=email, actor=actor)
    for each in (*agreed, *queued):
        _asked(each, email)
    ended = [end(each, actor, Event.WITHDRAW) for each in (*agreed, *queued)]
    mails_of_several.send_withdrawn_several(ended, by_guardian=True)
    return outcome(locked_registration(agreed[0]).registration)


def _queued(registration_id: str) -> list[str]:
    """The dates of the form for which the young person waits, or is offered a place."""
    waits = (RegistrationState.WAITLISTED, RegistrationState.OFFERED)
    found = [each for each in dates_together(registration_id) if each.state in waits and each.starts_at > utcnow()]
    return [each.registration_id for each in sorted(found, key=lambda each: each.shift_row)]


def _agree_ahead(registration: Registration, actor: Actor) -> None:
    """The parent was asked about this date, too; nothing changes but that she need not be asked again."""
    if registration.guardian_agreed_at is not None:
        return
    registration.guardian_agreed_at = utcnow()
    title = shown_revision(registration.opportunity_id, registration.city_id).title
    log(actor, "guardian_agreed_ahead", registration, title)


def _waiting(registration_id: str) -> list[str]:
    """The dates of a form with several about which a parent has not answered, in the order of their rows."""
    found = [each for each in dates_together(registration_id) if each.state is RegistrationState.AWAITING_GUARDIAN]
    return [each.registration_id for each in sorted(found, key=lambda each: each.shift_row)]


@retried
@operation
def refuse(registration_id: str, *, email: str, actor: Actor) -> Outcome:
    """A parent says no, or takes back what she has agreed to: the place is free again, and the young person is told.

    The association is told only of what it knew. Raises NotFound, GuardianTooLate, TooLateToWithdraw.
    """
    locked = _asked(registration_id, email)
    registration = locked.registration
    if registration.state in KNOWN_STATES:
        ended, was_known = end(registration_id, actor, Event.WITHDRAW)
        mails.send_withdrawn(ended, tell_association=was_known, by_guardian=True)
        return outcome(ended)
    if registration.state is not RegistrationState.AWAITING_GUARDIAN:
        raise GuardianTooLate
    mails_of_changes.send_guardian_refused(_refuse(registration, actor))
    return outcome(registration)


def _refuse(registration: Registration, actor: Actor) -> Registration:
    registration.withdrawn_at = utcnow()
    title = shown_revision(registration.opportunity_id, registration.city_id).title
    move(registration, Event.GUARDIAN_REFUSES, RegistrationState.WITHDRAWN, actor=actor, title=title)
    return registration
