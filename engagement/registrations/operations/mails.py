"""Mails about registrations. Each is queued in the transaction of what it tells about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from engagement.core.links import external_url
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.late import enqueue_late, written_late
from engagement.notifications.operations import Mail
from engagement.notifications.queries import dead_among
from engagement.registrations.enums import KNOWN_STATES, UNPROVEN_STATES, CallTopic, RegistrationState
from engagement.registrations.models import Registration
from engagement.registrations.operations.mailing import (
    ask_to_call,
    facts_of,
    for_participant,
    to_association,
    to_guardian,
    to_participant,
)
from engagement.registrations.queries.silence import other_offers
from engagement.registrations.queries.waitlist import offer_hours, position_of


def send_hold(registration: Registration, email: str) -> None:
    """Ask a guest at her address to confirm. The worker writes it: when a popular date opens, many ask at once."""
    enqueue_late(
        "registration_hold", about=registration.id, to_email=email, city_id=registration.city_id,
        language=registration.language,
    )  # fmt: skip


@written_late("registration_hold")
def hold_mail(registration_row: int) -> Mail | None:
    """The mail that asks to confirm; None when the registration has gone on without it, or is gone."""
    registration = db.session.scalar(sa.select(Registration).where(Registration.id == registration_row))
    # Of one whose time is up the link says so.
    if registration is None or registration.state not in (*UNPROVEN_STATES, RegistrationState.EXPIRED):
        return None
    (facts,) = facts_of([registration])
    is_waiting = registration.state is RegistrationState.WAITLIST_HELD
    return (
        for_participant("registration_hold", facts, hold_until=registration.hold_until, is_waiting=is_waiting)
        if facts.email
        else None
    )


def send_standing(registration: Registration) -> None:
    """Tell the person where the registration stands, with the link to see and withdraw it."""
    if registration.state in UNPROVEN_STATES:
        for facts in facts_of([registration]):
            if facts.email:
                send_hold(registration, facts.email)
        return
    if registration.state is RegistrationState.OFFERED:
        send_offered(registration)
        return
    if registration.state is RegistrationState.WAITLISTED:
        send_waitlisted(registration)
        return
    kind = "registration_confirmed" if registration.state is RegistrationState.CONFIRMED else "registration_pending"
    if registration.state is RegistrationState.AWAITING_GUARDIAN:
        kind = "registration_guardian_wait"
    for facts in facts_of([registration]):
        to_participant(kind, facts)


def send_joined(registration: Registration) -> None:
    """Somebody takes part or would like to: tell her, and the association; before it a parent, if one has to agree."""
    send_standing(registration)
    if registration.state is RegistrationState.AWAITING_GUARDIAN:
        to_guardian("registration_guardian", registration)
    if registration.state not in KNOWN_STATES:
        return
    for facts in facts_of([registration]):
        to_association("registration_new", facts, is_pending=registration.state is RegistrationState.PENDING)


def send_waitlisted(registration: Registration) -> None:
    """Tell somebody which place she has on the waitlist."""
    for facts in facts_of([registration]):
        position, waiting = position_of(registration.id)
        hours = offer_hours(registration.city_id, registration.opportunity_id)
        to_participant("registration_waitlisted", facts, position=position, waiting=waiting, hours=hours)


def send_offered(registration: Registration) -> None:
    """A place is kept for her: tell her, or ask the association to call where no mail arrives."""
    for facts in facts_of([registration]):
        to_participant("registration_offered", facts, offered_until=registration.hold_until)
    if registration.is_by_phone:
        send_please_call_about_offer(registration)


def send_please_call_about_offer(registration: Registration) -> None:
    """The mail about a free place came back: the association is asked to call instead."""
    for facts in facts_of([registration]):
        to_association("registration_call", facts, call_until=registration.hold_until, is_offer=True)


def is_reached(registration: Registration) -> bool:
    """Whether there is an address, and mails to it arrive."""
    return any(facts.email and not dead_among([facts.email]) for facts in facts_of([registration]))


def send_passed_on(registration: Registration) -> None:
    """She did not take the place in time."""
    for facts in facts_of([registration]):
        to_participant("registration_passed_on", facts)


def send_waitlist_closed(registration: Registration) -> None:
    """The date begins, and there was no place for her: tell her, or ask the association to."""
    is_told = is_reached(registration)
    for facts in facts_of([registration]):
        to_participant("registration_waitlist_closed", facts)
        if not is_told and facts.phone:
            ask_to_call(facts, CallTopic.NO_PLACE, "", whatever_address=True)


def send_unanswered(registration: Registration) -> None:
    """Remind the association that somebody waits for its answer."""
    for facts in facts_of([registration]):
        since = registration.confirmed_at or registration.created_at
        to_association("registration_unanswered", facts, is_pending=True, since=since)


def send_silence(registration: Registration) -> None:
    """Tell the person that the association has not answered yet, and has been reminded."""
    for facts in facts_of([registration]):
        to_participant("registration_silence", facts)


def send_others(registration: Registration) -> None:
    """Tell the person shortly before the date that there is no answer, and what else is open."""
    for facts in facts_of([registration]):
        slug = facts.city.slug
        others = [
            (each, external_url("public.opportunity", city=slug, public_id=each.public_id))
            for each in other_offers(registration.city_id, registration.opportunity_id, utcnow())
        ]
        to_participant("registration_others", facts, others=others)


def send_please_call(registration: Registration) -> None:
    """Ask the association to call somebody who registered by phone."""
    for facts in facts_of([registration]):
        to_association("registration_call", facts, call_until=registration.hold_until)


def send_put_down(registration: Registration, *, tell_association: bool) -> None:
    """Somebody was entered by others, with a place or on the waitlist."""
    if registration.state is RegistrationState.CONFIRMED:
        send_entered(registration, tell_association=tell_association)
    else:
        send_waitlisted(registration)


def send_entered(registration: Registration, *, tell_association: bool) -> None:
    """Somebody was entered by others: tell her when there is an address, and the association when the city did it."""
    for facts in facts_of([registration]):
        to_participant("registration_entered", facts, by_city=tell_association)
        if tell_association:
            to_association("registration_entered_association", facts)


def send_withdrawn_for(registration: Registration, *, by_city: bool, tell_association: bool) -> None:
    """Others have called off for somebody: tell her when there is an address, and the association if it knew her."""
    for facts in facts_of([registration]):
        to_participant("registration_withdrawn_for", facts, by_city=by_city)
        if tell_association:
            to_association("registration_withdrawn_association", facts)


def send_answer(registration: Registration) -> None:
    """The association has accepted or declined."""
    kind = "registration_accepted" if registration.state is RegistrationState.CONFIRMED else "registration_declined"
    topic = CallTopic.ACCEPTED if registration.state is RegistrationState.CONFIRMED else CallTopic.DECLINED
    for facts in facts_of([registration]):
        to_participant(kind, facts)
        ask_to_call(facts, topic, registration.decline_reason)


def send_withdrawn(
    registration: Registration, *, tell_association: bool, tell_person: bool = True, by_guardian: bool = False
) -> None:
    """Tell the person, and the association unless it never knew. `by_guardian`: a parent has taken the consent back."""
    for facts in facts_of([registration]):
        if tell_person:
            to_participant("registration_withdrawn", facts, by_guardian=by_guardian)
        if tell_association:
            to_association("registration_withdrawn_association", facts)


def send_cancelled(registrations: Sequence[Registration], reason: str) -> None:
    """Tell everybody whose date or offer was taken away."""
    for facts in facts_of(registrations):
        to_participant("registration_cancelled", facts, reason=reason)
        ask_to_call(facts, CallTopic.CANCELLED, reason)


AddressOf = Callable[[str, str], str]


def send_reminder(registration: Registration) -> bool:
    """Remind somebody who comes; False where no mail goes."""
    return any(to_participant("registration_reminder", facts) for facts in facts_of([registration]))


def send_thanks(registration: Registration, address_of: AddressOf) -> bool:
    """Thank somebody who was there, and ask how it was; False where no mail goes."""
    return any(
        to_participant("registration_thanks", facts, answer_url=address_of(facts.city.slug, facts.registration_id))
        for facts in facts_of([registration])
    )


def send_suspended(registrations: Sequence[Registration]) -> None:
    """Tell everybody who comes that the city does not show the association for the time being."""
    for facts in facts_of(registrations):
        to_participant("registration_suspended", facts)
        ask_to_call(facts, CallTopic.SUSPENDED, "")
