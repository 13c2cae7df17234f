"""What others have noted about a person, and what she has told by her address without an account.

An address counts as hers where it has been confirmed: by the account, or by the link that was mailed there. Telephone
numbers prove nothing here, anybody can type one. Names of who noted it are left out: it is their association or city
that answers for it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts.keyed import keyed_hashes
from engagement.associations.labels import ROLE_LABELS
from engagement.associations.models import Association, Block, Contact, MembershipInvitation
from engagement.audit.labels import action_label
from engagement.audit.models import AuditEntry
from engagement.barriers.models import BarrierReport
from engagement.cities.labels import ROLE_LABELS as CITY_ROLE_LABELS
from engagement.cities.models import City, StaffInvitation
from engagement.core.i18n import _, _l
from engagement.kernel.values import normalise_email
from engagement.notifications.models import DeadAddress
from engagement.opportunities.models import Opportunity
from engagement.registrations.models import Registration
from engagement.registrations.queries.blocks import EMAIL
from engagement.reports.labels import CATEGORY_LABELS
from engagement.reports.models import Report, ReportCase
from engagement.workflows.own_data.sections import Section, section, yes_or_no


def blocks(email: str, user_id: int | None = None) -> Section:
    """Associations that do not want to work with her any more; newest first.

    Why is the association's to say: the words may be about others too, and it alone can leave those out (Art. 15 IV).
    """
    columns = {
        "association": _l("Association"), "name": _l("Name"), "reason": _l("Reason"), "created_at": _l("Since"),
        "expires_at": _l("Until"),
    }  # fmt: skip
    ask = sa.literal(_("Please ask the association."))
    hers: list[sa.ColumnElement[bool]] = (
        [Block.email_hash.in_(keyed_hashes(EMAIL, normalise_email(email)))] if email else []
    )
    if user_id is not None:
        hers.append(Block.user_id == user_id)
    statement = (
        sa.select(Association.name, Block.name, ask, Block.created_at, Block.expires_at)
        .join(Block, Block.association_id == Association.id)
        .where(sa.or_(sa.false(), *hers))
        .order_by(Block.created_at.desc(), Block.id.desc())
    )
    return section("blocks", _("Associations that have blocked you"), columns, statement)


def acts(registrations: sa.ColumnElement[bool], *, account_id: str = "", own: int | None = None) -> Section:
    """What the log says of her registrations and her account; her own acts, by row number, stand elsewhere."""
    columns = {
        "at": _l("When"), "act": _l("What"), "subject": _l("Which"), "association": _l("Association"),
        "city": _l("City"),
    }  # fmt: skip
    theirs = sa.and_(
        AuditEntry.subject_kind == "registration",
        AuditEntry.subject_id.in_(sa.select(Registration.public_id).where(registrations)),
    )
    if account_id:
        theirs = sa.or_(theirs, sa.and_(AuditEntry.subject_kind == "user", AuditEntry.subject_id == account_id))
    statement = (
        sa.select(AuditEntry.at, AuditEntry.action, AuditEntry.subject_label, Association.name, City.name)
        .outerjoin(Association, Association.id == AuditEntry.association_id)
        .outerjoin(City, City.id == AuditEntry.city_id)
        .where(theirs)
        .order_by(AuditEntry.id.desc())
    )
    if own is not None:
        statement = statement.where(sa.or_(AuditEntry.actor_id.is_(None), AuditEntry.actor_id != own))
    name = _("What happened to your registrations, in the log")
    return section("log_of_registrations", name, columns, statement, {"act": action_label})


def unreachable(email: str) -> Section:
    """That mails do not arrive at her address."""
    columns = {"address": _l("Mail address"), "since": _l("Since"), "said": _l("What the mail server said")}
    statement = sa.select(DeadAddress.email_normalised, DeadAddress.since, DeadAddress.error).where(
        DeadAddress.email_normalised == normalise_email(email)
    )
    return section("unreachable", _("Mails do not arrive"), columns, statement)


def reports(email: str) -> Section:
    """Problems that she has reported by her address, newest first."""
    columns = {
        "about": _l("About"), "category": _l("Reason"), "text": _l("Message"), "name": _l("Name"), "city": _l("City"),
        "created_at": _l("Reported"), "decided_at": _l("Decided"),
    }  # fmt: skip
    statement = (
        sa.select(
            ReportCase.title, Report.category, Report.text, Report.name, City.name, Report.created_at,
            ReportCase.decided_at,
        )
        .select_from(Report)
        .join(ReportCase, ReportCase.id == Report.case_id)
        .join(City, City.id == Report.city_id)
        .where(_is(Report.email, email))
        .order_by(Report.id.desc())
    )  # fmt: skip
    return section("reports", _("Problems that you reported"), columns, statement, {"category": CATEGORY_LABELS.get})


def barriers(email: str) -> Section:
    """Barriers that she has reported by her address, newest first."""
    columns = {
        "page": _l("Page"), "text": _l("Message"), "name": _l("Name"), "phone": _l("Telephone"), "city": _l("City"),
        "created_at": _l("Reported"), "answered_at": _l("Answered"),
    }  # fmt: skip
    statement = (
        sa.select(
            BarrierReport.page, BarrierReport.text, BarrierReport.name, BarrierReport.phone, City.name,
            BarrierReport.created_at, BarrierReport.answered_at,
        )
        .join(City, City.id == BarrierReport.city_id)
        .where(_is(BarrierReport.email, email))
        .order_by(BarrierReport.id.desc())
    )  # fmt: skip
    return section("barriers", _("Barriers that you reported"), columns, statement)


def invitations(email: str) -> list[Section]:
    """Invitations to a team that went to her address: of associations, and of cities; newest first."""
    shown = {"created_at": _l("Invited"), "accepted_at": _l("Accepted"), "revoked_at": _l("Taken back")}
    team = (
        sa.select(
            Association.name, MembershipInvitation.role, MembershipInvitation.created_at,
            MembershipInvitation.accepted_at, MembershipInvitation.revoked_at,
        )
        .join(MembershipInvitation, MembershipInvitation.association_id == Association.id)
        .where(_is(MembershipInvitation.email, email))
        .order_by(MembershipInvitation.id.desc())
    )  # fmt: skip
    staff = (
        sa.select(
            City.name, StaffInvitation.role, StaffInvitation.created_at, StaffInvitation.accepted_at,
            StaffInvitation.revoked_at,
        )
        .join(StaffInvitation, StaffInvitation.city_id == City.id)
        .where(_is(StaffInvitation.email, email))
        .order_by(StaffInvitation.id.desc())
    )  # fmt: skip
    of_team = {"association": _l("Association"), "role": _l("Role"), **shown}
    of_city = {"city": _l("City"), "role": _l("Role"), **shown}
    return [
        section("team_invitations", _("Invitations to teams"), of_team, team, {"role": ROLE_LABELS.get}),
        section("staff_invitations", _("Invitations to the city"), of_city, staff, {"role": CITY_ROLE_LABELS.get}),
    ]


def contacts(email: str) -> list[Section]:
    """Where she is named as a contact: of associations, and of offers."""
    of_association = {
        "association": _l("Association"), "name": _l("Name"), "task": _l("Task"), "phone": _l("Telephone"),
        "is_public": _l("Shown to everybody"),
    }  # fmt: skip
    people = (
        sa.select(Association.name, Contact.name, Contact.task, Contact.phone, Contact.is_public)
        .join(Contact, Contact.association_id == Association.id)
        .where(_is(Contact.email, email))
        .order_by(Association.sort_name, Contact.id)
    )
    of_offer = {
        "association": _l("Association"), "offer": _l("Offer"), "name": _l("Name"), "phone": _l("Telephone"),
    }  # fmt: skip
    offers = (
        sa.select(Association.name, Opportunity.title, Opportunity.contact_name, Opportunity.contact_phone)
        .join(Opportunity, Opportunity.association_id == Association.id)
        .where(_is(Opportunity.contact_email, email))
        .order_by(Association.sort_name, Opportunity.id)
    )
    name = _("Associations that name you as a contact")
    return [
        section("contacts", name, of_association, people, {"is_public": yes_or_no}),
        section("offer_contacts", _("Offers that name you as a contact"), of_offer, offers),
    ]


def _is(column: Any, email: str) -> sa.ColumnElement[bool]:
    """Whether a column, written as somebody typed it, is this address; nobody's where there is none."""
    return sa.and_(sa.literal(bool(email)), sa.func.lower(column) == normalise_email(email))
