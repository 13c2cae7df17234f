"""What the platform knows of an account: the person, her devices, her list, her roles, her mails, her acts."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from engagement.accounts.models import EmailChange, User, UserSession
from engagement.associations.labels import ROLE_LABELS
from engagement.associations.models import Association, Claim, Membership
from engagement.audit.labels import action_label
from engagement.audit.models import AuditEntry
from engagement.bookmarks.models import Bookmark
from engagement.cities.labels import ROLE_LABELS as CITY_ROLE_LABELS
from engagement.cities.models import City, CityStaff
from engagement.core.i18n import _, _l
from engagement.extensions import db
from engagement.kernel.languages import LANGUAGE_NAMES, known_language
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Publication, Revision
from engagement.registrations.labels import REMINDER_LABELS
from engagement.workflows.own_data.sections import Section, section, yes_or_no


def account(user_id: int) -> Section:
    """Who she is, and what she has set."""
    columns = {
        "name": _l("Name"), "email": _l("Mail address"), "phone": _l("Telephone"), "created_at": _l("Created"),
        "email_confirmed_at": _l("Address confirmed"), "last_seen_at": _l("Last used"), "language": _l("Language"),
        "reminder": _l("Reminders by mail"), "wants_thanks": _l("Ask me afterwards how it was"),
        "idle_notice_at": _l("Told that it is unused"),
    }  # fmt: skip
    statement = sa.select(
        User.name, User.email, User.phone, User.created_at, User.email_confirmed_at, User.last_seen_at, User.language,
        User.reminder_hours, User.wants_thanks, User.idle_notice_at,
    ).where(User.id == user_id)  # fmt: skip
    shown = {
        "language": lambda code: LANGUAGE_NAMES[known_language(code)], "reminder": REMINDER_LABELS.__getitem__,
        "wants_thanks": yes_or_no,
    }  # fmt: skip
    return section("account", _("Account"), columns, statement, shown)


def address(user_id: int) -> tuple[str, str]:
    """Her confirmed address, empty before that, and the public id of her account."""
    statement = sa.select(User.email, User.email_confirmed_at, User.public_id).where(User.id == user_id)
    email, confirmed_at, public_id = db.session.execute(statement).one()
    return (email if confirmed_at is not None else ""), public_id


def changes(user_id: int) -> Section:
    """Wishes to use another mail address, newest first."""
    columns = {
        "old_email": _l("Old address"), "new_email": _l("New address"), "created_at": _l("Asked"),
        "confirmed_at": _l("Confirmed"), "ended_at": _l("Ended"),
    }  # fmt: skip
    statement = sa.select(
        EmailChange.old_email, EmailChange.new_email, EmailChange.created_at, EmailChange.confirmed_at,
        EmailChange.ended_at,
    ).where(EmailChange.user_id == user_id)  # fmt: skip
    name = _("Changes of the mail address")
    return section("email_changes", name, columns, statement.order_by(EmailChange.id.desc()))


def devices(user_id: int) -> Section:
    """Browsers in which she has signed in, newest first."""
    columns = {"device": _l("Device"), "created_at": _l("Signed in"), "last_seen_at": _l("Last used")}
    statement = sa.select(UserSession.device, UserSession.created_at, UserSession.last_seen_at)
    statement = statement.where(UserSession.user_id == user_id).order_by(UserSession.id.desc())
    return section("devices", _("Signed-in devices"), columns, statement)


def bookmarks(user_id: int) -> Section:
    """Offers that she keeps, newest first."""
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
    return section("bookmarks", _("My list"), columns, statement)


def teams(user_id: int) -> Section:
    """Her roles in associations, by their names."""
    columns = {"association": _l("Association"), "role": _l("Role"), "since": _l("Since")}
    statement = (
        sa.select(Association.name, Membership.role, Membership.created_at)
        .join(Membership, Membership.association_id == Association.id)
        .where(Membership.user_id == user_id)
        .order_by(Association.sort_name, Association.id)
    )
    found = section("teams", _("Roles in associations"), columns, statement)
    rows = [(row[0], str(ROLE_LABELS[row[1]]), row[2]) for row in found.rows]  # type: ignore[index]
    return replace(found, rows=rows)


def claims(user_id: int) -> Section:
    """Her requests to take over an entry, newest first."""
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
    return section("claims", _("Requests to take over an association’s entry"), columns, statement)


def cities(user_id: int) -> Section:
    """Her roles in cities, by their names."""
    columns = {"city": _l("City"), "role": _l("Role"), "since": _l("Since")}
    statement = (
        sa.select(City.name, CityStaff.role, CityStaff.created_at)
        .join(CityStaff, CityStaff.city_id == City.id)
        .where(CityStaff.user_id == user_id)
        .order_by(City.sort_name, City.id)
    )
    found = section("cities", _("Roles in the city"), columns, statement)
    rows = [(row[0], str(CITY_ROLE_LABELS[row[1]]), row[2]) for row in found.rows]  # type: ignore[index]
    return replace(found, rows=rows)


def mails(user_id: int) -> Section:
    """Which mails went to her address, and when; newest first."""
    columns = {"kind": _l("Kind"), "created_at": _l("Written"), "sent_at": _l("Sent")}
    own = sa.select(User.email).where(User.id == user_id).scalar_subquery()
    statement = sa.select(OutboxMessage.kind, OutboxMessage.created_at, OutboxMessage.sent_at)
    statement = statement.where(OutboxMessage.to_email == own).order_by(OutboxMessage.id.desc())
    return section("mails", _("Mails that we sent you"), columns, statement)


def log(user_id: int) -> Section:
    """What the log says that she did, newest first."""
    columns = {"at": _l("When"), "act": _l("What"), "subject": _l("Which")}
    statement = sa.select(AuditEntry.at, AuditEntry.action, AuditEntry.subject_label)
    statement = statement.where(AuditEntry.actor_id == user_id).order_by(AuditEntry.id.desc())
    found = section("log", _("What you did, in the log"), columns, statement)
    rows = [(row[0], action_label(str(row[1])), row[2]) for row in found.rows]
    return replace(found, rows=rows)
