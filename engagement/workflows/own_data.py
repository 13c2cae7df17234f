"""Everything that the platform knows about a person with an account (Art. 15 and 20 GDPR), to read and to keep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from engagement.accounts.models import EmailChange, User, UserSession
from engagement.associations.labels import ROLE_LABELS
from engagement.associations.models import Association, Claim, Membership
from engagement.attendance.models import Attendance
from engagement.audit.labels import action_label
from engagement.audit.models import AuditEntry
from engagement.bookmarks.models import Bookmark
from engagement.cities.labels import ROLE_LABELS as CITY_ROLE_LABELS
from engagement.cities.models import City, CityStaff
from engagement.core.i18n import _, _l
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.feedback.enums import Mood
from engagement.feedback.labels import MOOD_LABELS
from engagement.feedback.models import Feedback
from engagement.kernel.errors import NotFound
from engagement.messages.models import Message, MessageThread
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.labels import STATE_LABELS
from engagement.registrations.models import Participant, Registration

Value = str | int | datetime | None


@dataclass(frozen=True)
class Section:
    """One kind of data: its columns (key and label) and its rows, newest or first things first."""

    key: str
    name: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Value]]


def own_data(user_id: int) -> list[Section]:
    """Everything about a person, kind by kind; kinds of which there is nothing are left out."""
    with unscoped("a person's data of all cities"):
        sections = [make(user_id) for make in (
            _account, _changes, _devices, _registrations, _hours, _feedback, _messages, _bookmarks, _teams, _claims,
            _cities, _mails, _log,
        )]  # fmt: skip
    return [section for section in sections if section.rows]


def own_data_json(user_id: int) -> str:
    """The same as JSON: a list of objects for each kind, moments in ISO 8601 and UTC."""
    data = {
        section.key: [dict(zip([key for key, _label in section.columns], row, strict=True)) for row in section.rows]
        for section in own_data(user_id)
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _section(key: str, name: Any, columns: dict[str, Any], statement: sa.Executable) -> Section:
    rows = [tuple(row) for row in db.session.execute(statement)]
    return Section(key, str(name), [(column, str(label)) for column, label in columns.items()], rows)


def _account(user_id: int) -> Section:
    columns = {
        "name": _l("Name"), "email": _l("Mail address"), "phone": _l("Telephone"), "created_at": _l("Created"),
        "email_confirmed_at": _l("Address confirmed"), "last_seen_at": _l("Last used"),
    }  # fmt: skip
    statement = sa.select(
        User.name, User.email, User.phone, User.created_at, User.email_confirmed_at, User.last_seen_at
    )
    return _section("account", _("Account"), columns, statement.where(User.id == user_id))


def _changes(user_id: int) -> Section:
    columns = {
        "old_email": _l("Old address"), "new_email": _l("New address"), "created_at": _l("Asked"),
        "confirmed_at": _l("Confirmed"), "ended_at": _l("Ended"),
    }  # fmt: skip
    statement = sa.select(
        EmailChange.old_email, EmailChange.new_email, EmailChange.created_at, EmailChange.confirmed_at,
        EmailChange.ended_at,
    ).where(EmailChange.user_id == user_id)  # fmt: skip
    name = _("Changes of the mail address")
    return _section("email_changes", name, columns, statement.order_by(EmailChange.id.desc()))


def _devices(user_id: int) -> Section:
    columns = {"device": _l("Device"), "created_at": _l("Signed in"), "last_seen_at": _l("Last used")}
    statement = sa.select(UserSession.device, UserSession.created_at, UserSession.last_seen_at)
    statement = statement.where(UserSession.user_id == user_id).order_by(UserSession.id.desc())
    return _section("devices", _("Signed-in devices"), columns, statement)


def registration_data(public_id: str) -> list[tuple[str, str, Value]]:
    """Everything that is kept about one registration in the scope at hand: key, label, value. Raises NotFound."""
    section = _registrations_where(Registration.public_id == public_id)
    if not section.rows:
        raise NotFound
    found = [(*column, value) for column, value in zip(section.columns, section.rows[0], strict=True)]
    statement = (
        sa.select(sa.func.coalesce(User.email, Participant.email))
        .select_from(Registration)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .where(Registration.public_id == public_id)
    )
    return [*found, ("email", _("Mail address"), db.session.scalar(statement))]


def _registrations(user_id: int) -> Section:
    return _registrations_where(Registration.user_id == user_id)


def _registrations_where(criterion: sa.ColumnElement[bool]) -> Section:
    columns = {
        "offer": _l("Offer"), "association": _l("Association"), "city": _l("City"), "starts_at": _l("Date"),
        "state": _l("State"), "people": _l("People"), "name": _l("Name"), "phone": _l("Telephone"),
        "message": _l("Message"), "created_at": _l("Registered"), "group": _l("Group"), "with": _l("With"),
        "successor": _l("Asked to take over"),
        "age_band": _l("Years"), "guardian": _l("Parent or guardian"), "age": _l("Age"),
    }  # fmt: skip
    statement = (
        sa.select(
            Opportunity.title, Association.name, City.name, Shift.starts_at, Registration.state,
            Registration.party_size, Registration.name, Registration.phone, Registration.message,
            Registration.created_at, Registration.group_name, Registration.companions, Registration.successor_name,
            Registration.age_band, sa.func.coalesce(Registration.guardian_email, ""),
            Registration.is_minor,
        )
        .select_from(Registration)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == Registration.association_id)
        .join(City, City.id == Registration.city_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(criterion)
        .order_by(Registration.id.desc())
    )  # fmt: skip
    section = _section("registrations", _("Registrations"), columns, statement)
    rows = [
        (
            *row[:4],
            str(STATE_LABELS[cast(RegistrationState, row[4])]),
            *row[5:11],
            ", ".join(cast(list[str], row[11])),
            *row[12:15],
            _("under 18") if row[-1] else "",
        )
        for row in section.rows
    ]
    return Section(section.key, section.name, section.columns, rows)


def _bookmarks(user_id: int) -> Section:
    columns = {"offer": _l("Offer"), "association": _l("Association"), "city": _l("City"), "created_at": _l("Since")}
    statement = (
        sa.select(Revision.title, Association.name, City.name, Bookmark.created_at)
        .select_from(Bookmark)
        .join(
            Publication,
            sa.and_(Publication.opportunity_id == Bookmark.opportunity_id, Publication.city_id == Bookmark.city_id),
        )
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Association, Association.id == Publication.association_id)
        .join(City, City.id == Bookmark.city_id)
        .where(Bookmark.user_id == user_id)
        .order_by(Bookmark.id.desc())
    )
    return _section("bookmarks", _("My list"), columns, statement)


def _hours(user_id: int) -> Section:
    columns = {
        "day": _l("Day"), "offer": _l("Offer"), "association": _l("Association"), "city": _l("City"),
        "was_there": _l("Was there?"), "minutes": _l("Minutes"), "confirmed_at": _l("Confirmed"),
    }  # fmt: skip
    statement = (
        sa.select(
            Attendance.day, Attendance.title, Association.name, City.name, Attendance.was_there, Attendance.minutes,
            Attendance.confirmed_at,
        )
        .select_from(Attendance)
        .join(Association, Association.id == Attendance.association_id)
        .join(City, City.id == Attendance.city_id)
        .where(Attendance.user_id == user_id)
        .order_by(Attendance.day.desc(), Attendance.id.desc())
    )  # fmt: skip
    section = _section("hours", _("Presence and hours"), columns, statement)
    rows = [(str(row[0]), *row[1:4], _("yes") if row[4] else _("no"), *row[5:]) for row in section.rows]
    return replace(section, rows=rows)


def _messages(user_id: int) -> Section:
    columns = {
        "association": _l("Association"), "offer": _l("Offer"), "from": _l("Written by"), "text": _l("Message"),
        "created_at": _l("Written"),
    }  # fmt: skip
    writer = sa.case((Message.is_from_person, MessageThread.name), else_=Association.name)
    statement = (
        sa.select(Association.name, Opportunity.title, writer, Message.text, Message.created_at)
        .select_from(Message)
        .join(MessageThread, MessageThread.id == Message.thread_id)
        .join(Participant, Participant.id == MessageThread.participant_id)
        .join(Opportunity, Opportunity.id == MessageThread.opportunity_id)
        .join(Association, Association.id == MessageThread.association_id)
        .where(Participant.user_id == user_id)
        .order_by(Message.id.desc())
    )
    return _section("messages", _("Messages"), columns, statement)


def _feedback(user_id: int) -> Section:
    columns = {
        "association": _l("Association"), "offer": _l("Offer"), "answer": _l("Answer"), "text": _l("Message"),
        "created_at": _l("Written"),
    }  # fmt: skip
    statement = (
        sa.select(Association.name, Opportunity.title, Feedback.mood, Feedback.text, Feedback.created_at)
        .select_from(Feedback)
        .join(Registration, Registration.id == Feedback.registration_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .join(Association, Association.id == Feedback.association_id)
        .where(Registration.user_id == user_id)
        .order_by(Feedback.id.desc())
    )
    section = _section("feedback", _("What you said afterwards"), columns, statement)
    rows = [(*row[:2], str(MOOD_LABELS[Mood(str(row[2]))]), *row[3:]) for row in section.rows]
    return Section(section.key, section.name, section.columns, rows)


def _teams(user_id: int) -> Section:
    columns = {"association": _l("Association"), "role": _l("Role"), "since": _l("Since")}
    statement = (
        sa.select(Association.name, Membership.role, Membership.created_at)
        .join(Membership, Membership.association_id == Association.id)
        .where(Membership.user_id == user_id)
        .order_by(Association.sort_name, Association.id)
    )
    section = _section("teams", _("Roles in associations"), columns, statement)
    rows = [(row[0], str(ROLE_LABELS[row[1]]), row[2]) for row in section.rows]  # type: ignore[index]
    return Section(section.key, section.name, section.columns, rows)


def _claims(user_id: int) -> Section:
    columns = {
        "association": _l("Association"), "role": _l("Role"), "message": _l("Message"), "asked_at": _l("Asked"),
        "decided_at": _l("Decided"), "reason": _l("Reason"),
    }  # fmt: skip
    statement = (
        sa.select(
            Association.name, Claim.role_in_association, Claim.message, Claim.created_at, Claim.decided_at, Claim.reason
        )
        .join(Claim, Claim.association_id == Association.id)
        .where(Claim.user_id == user_id)
        .order_by(Claim.id.desc())
    )
    return _section("claims", _("Requests to take over an association’s entry"), columns, statement)


def _cities(user_id: int) -> Section:
    columns = {"city": _l("City"), "role": _l("Role"), "since": _l("Since")}
    statement = (
        sa.select(City.name, CityStaff.role, CityStaff.created_at)
        .join(CityStaff, CityStaff.city_id == City.id)
        .where(CityStaff.user_id == user_id)
        .order_by(City.sort_name, City.id)
    )
    section = _section("cities", _("Roles in the city"), columns, statement)
    rows = [(row[0], str(CITY_ROLE_LABELS[row[1]]), row[2]) for row in section.rows]  # type: ignore[index]
    return Section(section.key, section.name, section.columns, rows)


def _mails(user_id: int) -> Section:
    columns = {"kind": _l("Kind"), "created_at": _l("Written"), "sent_at": _l("Sent")}
    own = sa.select(User.email).where(User.id == user_id).scalar_subquery()
    statement = sa.select(OutboxMessage.kind, OutboxMessage.created_at, OutboxMessage.sent_at)
    statement = statement.where(OutboxMessage.to_email == own).order_by(OutboxMessage.id.desc())
    return _section("mails", _("Mails that we sent you"), columns, statement)


def _log(user_id: int) -> Section:
    columns = {"at": _l("When"), "act": _l("What"), "subject": _l("Which")}
    statement = sa.select(AuditEntry.at, AuditEntry.action, AuditEntry.subject_label)
    statement = statement.where(AuditEntry.actor_id == user_id).order_by(AuditEntry.id.desc())
    section = _section("log", _("What you did, in the log"), columns, statement)
    rows = [(row[0], action_label(str(row[1])), row[2]) for row in section.rows]
    return Section(section.key, section.name, section.columns, rows)
