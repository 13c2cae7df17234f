"""Mails about several dates that somebody chose in one form: one mail for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from engagement.registrations.calendars import calendar_of_several
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_url
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.mailing import facts_of, to_association, to_participant
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
    """Tell the person, with the link of every date, and the association. All are confirmed, or all are asked for."""
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


def _by_date(facts: MailFacts) -> tuple[bool, object, int]:
    return facts.starts_at is None, facts.starts_at, facts.registration_row
