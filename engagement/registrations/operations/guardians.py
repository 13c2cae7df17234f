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
from engagement.registrations.operations import mails, mails_of_changes
from engagement.registrations.operations.checks import check_not_blocked
from engagement.registrations.operations.moving import move
from engagement.registrations.operations.outcome import Outcome, outcome
from engagement.registrations.operations.withdrawing import withdraw
from engagement.registrations.queries.blocks import association_of, hold_association, marks_of
from engagement.registrations.queries.joining import listing_state, shown_revision
from engagement.registrations.queries.one import Locked, locked_registration


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
    mails.send_joined(registration)
    mails_of_changes.send_guardian_thanks(registration)
    return outcome(registration)


@retried
@operation
def refuse(registration_id: str, *, email: str, actor: Actor) -> Outcome:
    """A parent says no, or takes back what she has agreed to: the place is free again, and the young person is told.

    The association is told only of what it knew. Raises NotFound, GuardianTooLate, TooLateToWithdraw.
    """
    locked = _asked(registration_id, email)
    registration, now = locked.registration, utcnow()
    if registration.state in KNOWN_STATES:
        return withdraw(registration_id, actor=actor)
    if registration.state is not RegistrationState.AWAITING_GUARDIAN:
        raise GuardianTooLate
    registration.withdrawn_at = now
    title = shown_revision(registration.opportunity_id, registration.city_id).title
    move(registration, Event.GUARDIAN_REFUSES, RegistrationState.WITHDRAWN, actor=actor, title=title)
    mails_of_changes.send_guardian_refused(registration)
    return outcome(registration)
