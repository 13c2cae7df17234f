"""Mails about registrations. Each is queued in the transaction of what it tells about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engagement.associations.enums import MailKind
from engagement.associations.queries import recipients
from engagement.cities.queries import mail_frame
from engagement.core.links import external_url
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import normalise_email
from engagement.notifications.operations import enqueue_mail
from engagement.notifications.queries import dead_among
from engagement.registrations.calendars import calendar_of_mail
from engagement.registrations.enums import KNOWN_STATES, UNPROVEN_STATES, CallTopic, RegistrationState
from engagement.registrations.links import answer_url, guardian_url, registration_token, registration_url
from engagement.registrations.models import CallTask, Registration
from engagement.registrations.queries.mails import MailFacts, mail_facts
from engagement.registrations.queries.silence import other_offers
from engagement.registrations.queries.waitlist import offer_hours, position_of


def send_hold(registration: Registration) -> None:
    """Ask a guest to confirm."""
    for facts in _facts([registration]):
        is_waiting = registration.state is RegistrationState.WAITLIST_HELD
        _to_participant("registration_hold", facts, hold_until=registration.hold_until, is_waiting=is_waiting)


def send_standing(registration: Registration) -> None:
    """Tell the person where the registration stands, with the link to see and withdraw it."""
    if registration.state in UNPROVEN_STATES:
        send_hold(registration)
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
    for facts in _facts([registration]):
        _to_participant(kind, facts)


def send_joined(registration: Registration) -> None:
    """Somebody takes part or would like to: tell her, and the association; before it a parent, if one has to agree."""
    send_standing(registration)
    if registration.state is RegistrationState.AWAITING_GUARDIAN:
        _to_guardian("registration_guardian", registration)
    if registration.state not in KNOWN_STATES:
        return
    for facts in _facts([registration]):
        _to_association("registration_new", facts, is_pending=registration.state is RegistrationState.PENDING)


def send_waitlisted(registration: Registration) -> None:
    """Tell somebody which place she has on the waitlist."""
    for facts in _facts([registration]):
        position, waiting = position_of(registration.id)
        hours = offer_hours(registration.city_id, registration.opportunity_id)
        _to_participant("registration_waitlisted", facts, position=position, waiting=waiting, hours=hours)


def send_offered(registration: Registration) -> None:
    """A place is kept for her: tell her, or ask the association to call where no mail arrives."""
    for facts in _facts([registration]):
        _to_participant("registration_offered", facts, offered_until=registration.hold_until)
        if registration.is_by_phone:
            _to_association("registration_call", facts, call_until=registration.hold_until, is_offer=True)


def is_reached(registration: Registration) -> bool:
    """Whether there is an address, and mails to it arrive."""
    return any(facts.email and not dead_among([facts.email]) for facts in _facts([registration]))


def send_passed_on(registration: Registration) -> None:
    """She did not take the place in time."""
    for facts in _facts([registration]):
        _to_participant("registration_passed_on", facts)


def send_waitlist_closed(registration: Registration) -> None:
    """The date begins, and there was no place for her."""
    for facts in _facts([registration]):
        _to_participant("registration_waitlist_closed", facts)


def send_unanswered(registration: Registration) -> None:
    """Remind the association that somebody waits for its answer."""
    for facts in _facts([registration]):
        since = registration.confirmed_at or registration.created_at
        _to_association("registration_unanswered", facts, is_pending=True, since=since)


def send_silence(registration: Registration) -> None:
    """Tell the person that the association has not answered yet, and has been reminded."""
    for facts in _facts([registration]):
        _to_participant("registration_silence", facts)


def send_others(registration: Registration) -> None:
    """Tell the person shortly before the date that there is no answer, and what else is open."""
    for facts in _facts([registration]):
        slug = facts.city.slug
        others = [
            (each, external_url("public.opportunity", city=slug, public_id=each.public_id))
            for each in other_offers(registration.city_id, registration.opportunity_id, utcnow())
        ]
        _to_participant("registration_others", facts, others=others)


def send_please_call(registration: Registration) -> None:
    """Ask the association to call somebody who registered by phone."""
    for facts in _facts([registration]):
        _to_association("registration_call", facts, call_until=registration.hold_until)


def send_entered(registration: Registration, *, tell_association: bool) -> None:
    """Somebody was entered by others: tell her when there is an address, and the association when the city did it."""
    for facts in _facts([registration]):
        _to_participant("registration_entered", facts, by_city=tell_association)
        if tell_association:
            _to_association("registration_entered_association", facts)


def send_withdrawn_for(registration: Registration, *, tell_association: bool) -> None:
    """Others have called off for somebody: tell her when there is an address, and the association if the city did."""
    for facts in _facts([registration]):
        _to_participant("registration_withdrawn_for", facts, by_city=tell_association)
        if tell_association:
            _to_association("registration_withdrawn_association", facts)


def send_answer(registration: Registration) -> None:
    """The association has accepted or declined."""
    kind = "registration_accepted" if registration.state is RegistrationState.CONFIRMED else "registration_declined"
    topic = CallTopic.ACCEPTED if registration.state is RegistrationState.CONFIRMED else CallTopic.DECLINED
    for facts in _facts([registration]):
        _to_participant(kind, facts)
        _ask_to_call(facts, topic, registration.decline_reason)


def send_withdrawn(registration: Registration, *, tell_association: bool, tell_person: bool = True) -> None:
    """Tell the person, and the association unless it never knew."""
    for facts in _facts([registration]):
        if tell_person:
            _to_participant("registration_withdrawn", facts)
        if tell_association:
            _to_association("registration_withdrawn_association", facts)


def send_cancelled(registrations: Sequence[Registration], reason: str) -> None:
    """Tell everybody whose date or offer was taken away."""
    for facts in _facts(registrations):
        _to_participant("registration_cancelled", facts, reason=reason)
        _ask_to_call(facts, CallTopic.CANCELLED, reason)


AddressOf = Callable[[str, str], str]
# They tell a calendar nothing that it does not know.
NOTHING_NEW = ("registration_reminder", "registration_thanks")


def send_reminder(registration: Registration) -> bool:
    """Remind somebody who comes; False where no mail goes."""
    return any(_to_participant("registration_reminder", facts) for facts in _facts([registration]))


def send_thanks(registration: Registration, address_of: AddressOf) -> bool:
    """Thank somebody who was there, and ask how it was; False where no mail goes."""
    return any(
        _to_participant("registration_thanks", facts, answer_url=address_of(facts.city.slug, facts.registration_id))
        for facts in _facts([registration])
    )


def send_suspended(registrations: Sequence[Registration]) -> None:
    """Tell everybody who comes that the city does not show the association for the time being."""
    for facts in _facts(registrations):
        _to_participant("registration_suspended", facts)
        _ask_to_call(facts, CallTopic.SUSPENDED, "")


def _to_guardian(kind: str, registration: Registration) -> None:
    email = registration.guardian_email
    for facts in _facts([registration]):
        if email:
            enqueue_mail(
                kind, to_email=email, to_name=registration.guardian_name, frame=mail_frame(facts.city),
                language=facts.language, reply_to=facts.contact_email if facts.state in KNOWN_STATES else "",
                context={
                    "facts": facts, "guardian_name": registration.guardian_name, "age_band": registration.age_band,
                    "until": registration.hold_until,
                    "url": guardian_url(facts.city.slug, facts.registration_id, email),
                },
            )  # fmt: skip


def _facts(registrations: Sequence[Registration]) -> list[MailFacts]:
    db.session.flush()
    return mail_facts([registration.id for registration in registrations])


def _context(facts: MailFacts) -> dict[str, Any]:
    slug, token = facts.city.slug, registration_token(facts.registration_id)
    needs_letter = facts.extended_background_check
    return {
        "facts": facts, "several": (), "manage_url": registration_url(slug, facts.registration_id),
        "letter_url": external_url("public.background_check", city=slug, token=token) if needs_letter else "",
        "planning_url": external_url(
            "public.registration_planning", city=slug, token=registration_token(facts.registration_id)
        ),
        "offer_url": external_url("public.opportunity", city=slug, public_id=facts.opportunity_id),
        "others_url": external_url("public.opportunities", city=slug),
    }  # fmt: skip


def _ask_to_call(facts: MailFacts, topic: CallTopic, reason: str) -> None:
    """Where no mail goes, somebody of the association has to tell the person."""
    if facts.email:
        return
    db.session.add(
        CallTask(
            city_id=facts.city.id, association_id=facts.association_row, registration_id=facts.registration_row,
            topic=topic, reason=reason,
        )
    )  # fmt: skip


def _to_participant(kind: str, facts: MailFacts, *, calendar: str | None = None, **more: Any) -> bool:
    if not facts.email:
        return False
    if calendar is None:
        calendar = "" if kind in NOTHING_NEW else calendar_of_mail(facts)
    enqueue_mail(
        kind, to_email=facts.email, to_name=facts.name, frame=mail_frame(facts.city), context=_context(facts) | more,
        reply_to=facts.contact_email if kind not in ("registration_hold",) else "", language=facts.language,
        calendar=calendar,
    )  # fmt: skip
    return True


def _to_association(kind: str, facts: MailFacts, *, dates: Sequence[MailFacts] = (), **more: Any) -> None:
    """The members who want such mails, and the offer's own contact, each address once. `dates` are several at once."""
    people_url = external_url(
        "association.people", city=facts.city.slug, association_id=facts.association_id, public_id=facts.opportunity_id
    )
    wanted = MailKind.ANSWERS if more.get("is_pending") or kind == "registration_call" else MailKind.REGISTRATIONS
    people = [(user.email, user.name) for user in recipients(facts.association_row, wanted)]
    if facts.contact_email:
        people.insert(0, (facts.contact_email, facts.contact_name))
    once = {normalise_email(email): (email, name) for email, name in reversed(people)}
    for email, name in reversed(once.values()):
        # Only where an answer is wanted: whoever holds this link answers without signing in.
        slug, is_asked = facts.city.slug, bool(more.get("is_pending"))
        url = answer_url(slug, facts.registration_id, email) if is_asked else ""
        several = [(each, answer_url(slug, each.registration_id, email) if is_asked else "") for each in dates]
        enqueue_mail(
            kind, to_email=email, to_name=name, frame=mail_frame(facts.city), reply_to=facts.email,
            context=_context(facts) | {"people_url": people_url, "answer_url": url, "several": several} | more,
        )  # fmt: skip
