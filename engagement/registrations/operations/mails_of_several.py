"""Mails about several dates that somebody chose in one form: one mail for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engagement.registrations.calendars import calendar_of_several
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_url
from engagement.registrations.models import Registration
from engagement.registrations.operations import mails
from engagement.registrations.operations.mailing import facts_of, to_association, to_guardian, to_participant
from engagement.registrations.queries.mails import MailFacts
from engagement.registrations.queries.waitlist import offer_hours, position_of


def send_hold_several(registrations: Sequence[Registration]) -> None:
    """Ask a guest to confirm; the link of the first date confirms all."""
    if len(registrations) == 1:
        mails.send_standing(registrations[0])
        return
    facts = sorted(facts_of(registrations), key=_by_date)
    ends = [each.hold_until for each in registrations if each.hold_until is not None]
    waiting = [each for each in registrations if each.state is RegistrationState.WAITLIST_HELD]
    to_participant(
        "registration_hold", facts[0], hold_until=min(ends), is_waiting=len(waiting) == len(facts),
        waits_too=bool(waiting), several=[(each, "") for each in facts],
    )  # fmt: skip


def send_joined_several(registrations: Sequence[Registration]) -> None:
    """Tell the person once, with the state and the link of every date, and the association of those that concern it.

    All are confirmed, or all are asked for, or a parent is asked first; where a date was full, she waits there.
    """
    waiting = _in(registrations, RegistrationState.WAITLISTED)
    for state in (RegistrationState.AWAITING_GUARDIAN, RegistrationState.CONFIRMED, RegistrationState.PENDING):
        rows = _in(registrations, state)
        if not rows:
            continue
        if state is RegistrationState.AWAITING_GUARDIAN:
            _send_guardian_asked(rows, waiting)
        else:
            _send_joined(rows, waiting)
        waiting = []
    if len(waiting) == 1:
        mails.send_joined(waiting[0])
    elif waiting:
        _tell("registration_waitlisted", waiting, waiting)


def send_put_down_several(registrations: Sequence[Registration], *, tell_association: bool) -> None:
    """Somebody was entered by others for several dates: tell her once when there is an address, and the association
    once of those on which she comes when the city did it."""
    if len(registrations) == 1:
        mails.send_put_down(registrations[0], tell_association=tell_association)
    if len(registrations) < 2:
        return
    rows, waiting = _in(registrations, RegistrationState.CONFIRMED), _in(registrations, RegistrationState.WAITLISTED)
    if not rows:
        _tell("registration_waitlisted", waiting, waiting)
        return
    _tell("registration_entered", rows, waiting, by_city=tell_association)
    if tell_association:
        facts = sorted(facts_of(rows), key=_by_date)
        to_association("registration_entered_association", facts[0], dates=facts if len(facts) > 1 else ())


def _in(registrations: Sequence[Registration], state: RegistrationState) -> list[Registration]:
    return [each for each in registrations if each.state is state]


def _send_joined(rows: Sequence[Registration], waiting: Sequence[Registration]) -> None:
    is_pending = rows[0].state is RegistrationState.PENDING
    if len(rows) == 1 and not waiting:
        mails.send_joined(rows[0])
        return
    _tell("registration_pending" if is_pending else "registration_confirmed", rows, waiting)
    facts = sorted(facts_of(rows), key=_by_date)
    to_association("registration_new", facts[0], is_pending=is_pending, dates=facts if len(facts) > 1 else ())


def _tell(kind: str, rows: Sequence[Registration], waiting: Sequence[Registration], **more: Any) -> None:
    """One mail to the person about `rows`, which lists what she waits for, too, with her place on each waitlist."""
    first = min(facts_of(rows), key=_by_date)
    facts = sorted(facts_of([*rows, *(each for each in waiting if each not in rows)]), key=_by_date)
    links = [(each, registration_url(each.city.slug, each.registration_id)) for each in facts]
    to_participant(
        kind, first, several=links, calendar=calendar_of_several(facts), waits_too=bool(waiting),
        positions={each.public_id: position_of(each.id)[0] for each in waiting},
        hours=offer_hours(rows[0].city_id, rows[0].opportunity_id) if waiting else 0, **more,
    )  # fmt: skip


def send_please_call_several(registrations: Sequence[Registration]) -> None:
    """Ask the association to call somebody who registered by phone, once about all her dates."""
    if len(registrations) == 1:
        mails.send_please_call(registrations[0])
    if len(registrations) < 2:
        return
    facts = sorted(facts_of(registrations), key=_by_date)
    ends = [each.hold_until for each in registrations if each.hold_until is not None]
    to_association("registration_call", facts[0], call_until=min(ends), dates=facts)


def _send_guardian_asked(rows: Sequence[Registration], waiting: Sequence[Registration]) -> None:
    """Ask a parent once about all dates of a form, by one link, and tell the young person."""
    if len(rows) == 1 and not waiting:
        mails.send_joined(rows[0])
        return
    _tell("registration_guardian_wait", rows, waiting)
    facts = sorted(facts_of([*rows, *waiting]), key=_by_date)
    by_date = {each.registration_id: number for number, each in enumerate(facts)}
    soonest = min(rows, key=lambda each: (each.hold_until is None, each.hold_until, by_date[each.public_id]))
    to_guardian("registration_guardian", soonest, dates=facts)


def send_withdrawn_several(ended: Sequence[tuple[Registration, bool]], *, by_guardian: bool = False) -> None:
    """Tell the person once of all dates that were called off together, and the association of those that it knew.

    `by_guardian`: a parent has taken the consent back.
    """
    if len(ended) == 1:
        mails.send_withdrawn(ended[0][0], tell_association=ended[0][1], by_guardian=by_guardian)
        return
    facts = sorted(facts_of([each for each, _was_known in ended]), key=_by_date)
    to_participant(
        "registration_withdrawn", facts[0], several=[(each, "") for each in facts],
        calendar=calendar_of_several(facts), by_guardian=by_guardian,
    )  # fmt: skip
    known = {each.id for each, was_known in ended if was_known}
    told = [each for each in facts if each.registration_row in known]
    if told:
        to_association("registration_withdrawn_association", told[0], dates=told if len(told) > 1 else ())


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
