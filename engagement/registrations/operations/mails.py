"""Mails about registrations. Each is queued in the transaction of what it tells about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engagement.cities.queries import mail_frame
from engagement.core.links import external_url
from engagement.extensions import db
from engagement.notifications.operations import enqueue_mail
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_url
from engagement.registrations.models import Registration
from engagement.registrations.queries.mails import MailFacts, mail_facts, team_addresses


def send_hold(registration: Registration) -> None:
    """Ask a guest to confirm."""
    for facts in _facts([registration]):
        _to_participant("registration_hold", facts, hold_until=registration.hold_until)


def send_standing(registration: Registration) -> None:
    """Tell the person where the registration stands, with the link to see and withdraw it."""
    if registration.state is RegistrationState.HELD:
        send_hold(registration)
        return
    kind = "registration_confirmed" if registration.state is RegistrationState.CONFIRMED else "registration_pending"
    for facts in _facts([registration]):
        _to_participant(kind, facts)


def send_joined(registration: Registration) -> None:
    """Somebody takes part or would like to: tell her, and the association."""
    send_standing(registration)
    for facts in _facts([registration]):
        _to_association("registration_new", facts, is_pending=registration.state is RegistrationState.PENDING)


def send_answer(registration: Registration) -> None:
    """The association has accepted or declined."""
    kind = "registration_accepted" if registration.state is RegistrationState.CONFIRMED else "registration_declined"
    for facts in _facts([registration]):
        _to_participant(kind, facts)


def send_withdrawn(registration: Registration, *, tell_association: bool) -> None:
    """Tell the person, and the association unless it never knew."""
    for facts in _facts([registration]):
        _to_participant("registration_withdrawn", facts)
        if tell_association:
            _to_association("registration_withdrawn_association", facts)


def send_cancelled(registrations: Sequence[Registration], reason: str) -> None:
    """Tell everybody whose date or offer was taken away."""
    for facts in _facts(registrations):
        _to_participant("registration_cancelled", facts, reason=reason)


def send_suspended(registrations: Sequence[Registration]) -> None:
    """Tell everybody who comes that the city does not show the association for the time being."""
    for facts in _facts(registrations):
        _to_participant("registration_suspended", facts)


def _facts(registrations: Sequence[Registration]) -> list[MailFacts]:
    db.session.flush()
    return mail_facts([registration.id for registration in registrations])


def _context(facts: MailFacts) -> dict[str, Any]:
    slug = facts.city.slug
    return {
        "facts": facts, "manage_url": registration_url(slug, facts.registration_id),
        "offer_url": external_url("public.opportunity", city=slug, public_id=facts.opportunity_id),
    }  # fmt: skip


def _to_participant(kind: str, facts: MailFacts, **more: str | datetime | None) -> None:
    if not facts.email:
        return
    enqueue_mail(
        kind, to_email=facts.email, to_name=facts.name, frame=mail_frame(facts.city), context=_context(facts) | more,
        reply_to=facts.contact_email if kind not in ("registration_hold",) else "",
    )  # fmt: skip


def _to_association(kind: str, facts: MailFacts, **more: bool) -> None:
    people_url = external_url(
        "association.people", city=facts.city.slug, association_id=facts.association_id, public_id=facts.opportunity_id
    )
    known = facts.contact_email
    for email, name in [(known, facts.contact_name)] if known else team_addresses(facts.association_row):
        enqueue_mail(
            kind, to_email=email, to_name=name, frame=mail_frame(facts.city), reply_to=facts.email,
            context=_context(facts) | {"people_url": people_url} | more,
        )  # fmt: skip
