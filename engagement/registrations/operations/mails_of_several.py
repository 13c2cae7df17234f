"""Mails about several dates that somebody chose in one form: one mail for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from engagement.registrations.calendars import calendar_of_several
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_url
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.mailing import facts_of, to_association, to_guardian, to_participant
from engagement.registrations.queries.mails import MailFacts


def send_hold_several(registrations: Sequence[Registration]) -> None:
    """Ask a guest to confirm; the link of the first date confirms all."""
    if len(registrations) == 1:
        mails.send_hold(registrations[0])
        return
    facts = sorted(facts_of(registrations), key=_by_date)
    ends = [each.hold_until for each in registrations if each.hold_until is not None]
    to_participant(
        "registration_hold", facts[0], hold_until=min(ends), is_waiting=False, several=[(each, "") for each in facts]
    )


def send_joined_several(registrations: Sequence[Registration]) -> None:
    """Tell the person, with the link of every date, and the association. All are confirmed, or all are asked for; or a
    parent is asked first."""
    send_guardian_asked_several([each for each in registrations if each.state is RegistrationState.AWAITING_GUARDIAN])
    for state in (RegistrationState.CONFIRMED, RegistrationState.PENDING):
        rows = [each for each in registrations if each.state is state]
        if len(rows) == 1:
            mails.send_joined(rows[0])
        if len(rows) < 2:
            continue
        facts = sorted(facts_of(rows), key=_by_date)
        kind = "registration_confirmed" if state is RegistrationState.CONFIRMED else "registration_pending"
        links = [(each, registration_url(each.city.slug, each.registration_id)) for each in facts]
        to_participant(kind, facts[0], several=links, calendar=calendar_of_several(facts))
        to_association("registration_new", facts[0], is_pending=state is RegistrationState.PENDING, dates=facts)


def send_please_call_several(registrations: Sequence[Registration]) -> None:
    """Ask the association to call somebody who registered by phone, once about all her dates."""
    if len(registrations) == 1:
        mails.send_please_call(registrations[0])
    if len(registrations) < 2:
        return
    facts = sorted(facts_of(registrations), key=_by_date)
    ends = [each.hold_until for each in registrations if each.hold_until is not None]
    to_association("registration_call", facts[0], call_until=min(ends), dates=facts)


def send_guardian_asked_several(registrations: Sequence[Registration]) -> None:
    """Ask a parent once about all dates of a form, by one link, and tell the young person."""
    if len(registrations) == 1:
        mails.send_joined(registrations[0])
    if len(registrations) < 2:
        return
    facts = sorted(facts_of(registrations), key=_by_date)
    links = [(each, registration_url(each.city.slug, each.registration_id)) for each in facts]
    to_participant("registration_guardian_wait", facts[0], several=links)
    soonest = min(registrations, key=lambda each: (each.hold_until is None, each.hold_until, each.id))
    to_guardian("registration_guardian", soonest, dates=facts)


def send_guardian_thanks_several(registrations: Sequence[Registration]) -> None:
    """Tell the parent once what she has agreed to."""
    facts = sorted(facts_of(registrations), key=_by_date)
    to_guardian("registration_guardian_thanks", registrations[0], dates=facts if len(facts) > 1 else ())


def send_guardian_refused_several(registrations: Sequence[Registration]) -> None:
    """Tell the young person once that a parent has said no to all dates of a form."""
    facts = sorted(facts_of(registrations), key=_by_date)
    to_participant(
        "registration_guardian_refused", facts[0], several=[(each, "") for each in facts] if len(facts) > 1 else (),
        calendar=calendar_of_several(facts),
    )  # fmt: skip


def _by_date(facts: MailFacts) -> tuple[bool, object, int]:
    return facts.starts_at is None, facts.starts_at, facts.registration_row
