"""What is kept of a person's registrations, from the form to the last answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engagement.accounts.models import User
from engagement.associations.models import Association
from engagement.cities.models import City
from engagement.core.i18n import _, _l
from engagement.extensions import db
from engagement.kernel.languages import LANGUAGE_NAMES
from engagement.opportunities.models import Opportunity, Shift
from engagement.registrations.labels import REMINDER_LABELS, STATE_LABELS, WAY_LABELS
from engagement.registrations.models import Participant, Registration, RegistrationEntry
from engagement.workflows.own_data.sections import Section, section, yes_or_no

_COLUMNS: dict[str, tuple[Any, Any]] = {
    "together": (_l("Other dates of the same form"), Registration.id),
    "offer": (_l("Offer"), Opportunity.title),
    "association": (_l("Association"), Association.name),
    "city": (_l("City"), City.name),
    "starts_at": (_l("Date"), Shift.starts_at),
    "state": (_l("State"), Registration.state),
    "people": (_l("People"), Registration.party_size),
    "name": (_l("Name"), Registration.name),
    "phone": (_l("Telephone"), Registration.phone),
    "message": (_l("Message"), Registration.message),
    "group": (_l("Group"), Registration.group_name),
    "with": (_l("With"), Registration.companions),
    "names_asked_at": (_l("Asked for the names"), Registration.names_asked_at),
    "age_band": (_l("How old"), Registration.age_band),
    "age": (_l("Age"), Registration.is_minor),
    "guardian_name": (_l("Name of the parent or guardian"), Registration.guardian_name),
    "guardian": (_l("E-mail of the parent or guardian"), Registration.guardian_email),
    "guardian_phone": (_l("Telephone of the parent or guardian"), Registration.guardian_phone),
    "guardian_agreed_at": (_l("Parent or guardian agreed"), Registration.guardian_agreed_at),
    "language": (_l("Language"), Registration.language),
    "created_at": (_l("Registered"), Registration.created_at),
    "hold_until": (_l("Place kept until"), Registration.hold_until),
    "confirmed_at": (_l("Confirmed on"), Registration.confirmed_at),
    "queued_at": (_l("On the waitlist since"), Registration.queued_at),
    "offered_at": (_l("A free place was offered"), Registration.offered_at),
    "collected": (_l("Places collected for the group"), Registration.collected),
    "passed_since": (_l("Smaller groups went first since"), Registration.passed_since),
    "gave_way_at": (_l("Collected places went to others"), Registration.gave_way_at),
    "decided_at": (_l("Decided"), Registration.decided_at),
    "reason": (_l("Reason"), Registration.decline_reason),
    "unanswered_at": (_l("Ended without an answer"), Registration.unanswered_at),
    "moved_from": (_l("Moved, was on"), Registration.moved_from),
    "successor": (_l("Asked to take over"), Registration.successor_name),
    "successor_email": (_l("Mail address of who was asked"), Registration.successor_email),
    "successor_until": (_l("May take over until"), Registration.successor_until),
    "by_phone": (_l("Registered with a phone number alone"), Registration.is_by_phone),
    "call_tries": (_l("Calls that nobody answered"), Registration.call_tries),
    "last_call_at": (_l("Last call"), Registration.last_call_at),
    "entered": (_l("Entered by the association or the city"), RegistrationEntry.way),
    "entered_at": (_l("Entered on"), RegistrationEntry.created_at),
    "entered_note": (_l("Note on the entry"), RegistrationEntry.note),
    "reminded_for": (_l("Reminded of the date"), Registration.reminded_for),
    "thanked_at": (_l("Thanked"), Registration.thanked_at),
    "withdrawn_at": (_l("Called off on"), Registration.withdrawn_at),
}

_WORDS: dict[str, Any] = {
    "state": STATE_LABELS.__getitem__,
    "language": lambda code: LANGUAGE_NAMES.get(code, code),
    "with": lambda names: ", ".join(names or ()),
    "age": lambda is_minor: _("under 18") if is_minor else "",
    "guardian": lambda address: address or "",
    "guardian_phone": lambda number: number or "",
    "by_phone": lambda is_so: _("yes") if is_so else "",
    "call_tries": lambda tries: tries or None,
    "collected": lambda places: places or None,
    "entered": lambda way: WAY_LABELS[way] if way else "",
}


def registrations(criterion: sa.ColumnElement[bool]) -> Section:
    """The registrations that a condition names, newest first."""
    statement = (
        sa.select(*(column for _label, column in _COLUMNS.values()))
        .select_from(Registration)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == Registration.association_id)
        .join(City, City.id == Registration.city_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .outerjoin(RegistrationEntry, RegistrationEntry.registration_id == Registration.id)
        .where(criterion)
        .order_by(Registration.id.desc())
    )
    labels = {key: label for key, (label, _column) in _COLUMNS.items()}
    found = section("registrations", _("Registrations"), labels, statement, _WORDS)
    others = _others_of_the_form(criterion)
    # The first column comes as the row's number, and is read last: it names the other dates.
    rows = [(*row[1:], others[cast(int, row[0])]) for row in found.rows]
    return replace(found, columns=[*found.columns[1:], found.columns[0]], rows=rows)


def _others_of_the_form(criterion: sa.ColumnElement[bool]) -> dict[int, tuple[datetime, ...]]:
    """Each registration's number, and the other dates that the same person chose in the same form."""
    other = aliased(Registration)
    statement = (
        sa.select(Registration.id, Shift.starts_at)
        .join(other, sa.and_(other.together == Registration.together, other.id != Registration.id))
        .join(Shift, Shift.id == other.shift_id)
        .where(criterion, other.participant_id == Registration.participant_id)
        .order_by(Registration.id, Shift.starts_at, other.id)
    )
    found: dict[int, tuple[datetime, ...]] = defaultdict(tuple)
    for number, starts_at in db.session.execute(statement):
        found[number] += (starts_at,)
    return found


def address(criterion: sa.ColumnElement[bool]) -> str:
    """The address to which the person of a registration gets her mail; empty where she has none."""
    statement = (
        sa.select(sa.func.coalesce(User.email, Participant.email))
        .select_from(Registration)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .where(criterion)
    )
    return db.session.scalar(statement) or ""


def person(criterion: sa.ColumnElement[bool]) -> Section:
    """Who has a registration: her address, and when she wants mail. An account's own say comes first."""
    columns = {
        "email": _l("Mail address"), "reminder": _l("Reminders by mail"),
        "wants_thanks": _l("Ask me afterwards how it was"),
    }  # fmt: skip
    statement = (
        sa.select(
            sa.func.coalesce(User.email, Participant.email),
            sa.func.coalesce(User.reminder_hours, Participant.reminder_hours),
            sa.func.coalesce(User.wants_thanks, Participant.wants_thanks),
        )
        .select_from(Registration)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .where(criterion)
    )
    shown = {"reminder": REMINDER_LABELS.__getitem__, "wants_thanks": yes_or_no}
    return section("person", "", columns, statement, shown)
