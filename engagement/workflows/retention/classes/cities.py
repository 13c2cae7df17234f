"""Staff of cities, their decisions, the log, and mail."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engagement.associations.models import Suspension
from engagement.audit.models import AuditEntry
from engagement.cities.models import CityLook, CityPageVersion, StaffDeputy, StaffInvitation
from engagement.core.i18n import _l
from engagement.core.models import UtcDateTime
from engagement.moderation.models import Decision
from engagement.notes.models import StaffNote
from engagement.notifications.models import DeadAddress, OutboxMessage
from engagement.workflows.city_look import forget_look_authors
from engagement.workflows.retention.terms import (
    ALL,
    MONTHS_6,
    MONTHS_24,
    Activity,
    DataClass,
    Ground,
    Recipient,
    Rows,
    days,
)

STAFF = _l("staff of the city")
ACTING = _l("everybody who acts for an association or the city")

CITY_STAFF = DataClass(
    key="city_staff",
    name=_l("Roles in the city"),
    what=_l("which city, which role, since when"),
    purpose=_l("deciding who may act for the city"),
    people=STAFF,
    starts=_l("as long as the person works for the city, or the account exists"),
    period=None,
    grounds=(Ground.EMPLOYMENT,),
    activity=Activity.CITY,
    columns={"city_staff": ALL},
    recipients=(Recipient.STAFF,),
)

STAFF_DEPUTY = DataClass(
    key="staff_deputy",
    name=_l("Who stands in for whom"),
    what=_l("who is away from when to when, and who stands in"),
    purpose=_l("passing on mails and power while somebody is away"),
    people=STAFF,
    starts=_l("from the last day; without one as long as both work for the city"),
    period=days(90),
    grounds=(Ground.EMPLOYMENT,),
    activity=Activity.CITY,
    columns={"staff_deputy": ALL},
    recipients=(Recipient.STAFF, Recipient.MAIL),
    # A day counts as its first moment; both engines compare the two.
    rows=(Rows(StaffDeputy, sa.type_coerce(StaffDeputy.ends_on, UtcDateTime), city=StaffDeputy.city_id),),
)

STAFF_INVITATION = DataClass(
    key="staff_invitation",
    name=_l("Invitations to work for the city"),
    what=_l("e-mail address, role, who invited"),
    purpose=_l("letting colleagues join"),
    people=STAFF,
    starts=_l("from the answer, or from the day when the invitation ran out"),
    period=days(30),
    grounds=(Ground.EMPLOYMENT,),
    activity=Activity.CITY,
    columns={"staff_invitation": ALL},
    recipients=(Recipient.STAFF, Recipient.MAIL),
    rows=(
        Rows(
            StaffInvitation,
            sa.func.coalesce(StaffInvitation.accepted_at, StaffInvitation.revoked_at, StaffInvitation.expires_at),
            city=StaffInvitation.city_id,
        ),
    ),
)  # fmt: skip

CITY_CONTACT = DataClass(
    key="city_contact",
    name=_l("Contact persons of the city"),
    what=_l("name, role, telephone number, e-mail address, hours and place; what the city’s pages say about people"),
    purpose=_l("being reached by citizens"),
    people=STAFF,
    starts=_l("as long as the city names this contact"),
    period=None,
    grounds=(Ground.EMPLOYMENT,),
    activity=Activity.CITY,
    columns={
        "city": ("contact_name", "contact_role", "contact_phone", "contact_email", "contact_hours", "contact_place"),
        "city_page": ("title", "source"),
        "accessibility_statement": ("assessed_by", "commissioner"),
    },
    recipients=(Recipient.PUBLIC,),
)

NEWER = aliased(CityLook)
# The newest version holds what everybody sees.
LOOK_ONLINE = sa.and_(
    CityLook.number > 0,
    ~sa.exists().where(NEWER.city_id == CityLook.city_id, NEWER.number > CityLook.number),
)

PAGE_VERSION = DataClass(
    key="page_version",
    name=_l("Older versions of the city’s pages and of its look"),
    what=_l("the text or the look, who saved it and when; of the look that is online only who saved it"),
    purpose=_l("seeing what changed, taking an older version up again"),
    people=STAFF,
    starts=_l("from the day when it was saved"),
    period=MONTHS_24,
    grounds=(Ground.EMPLOYMENT,),
    activity=Activity.CITY,
    columns={"city_page_version": ALL, "city_look": ALL},
    recipients=(Recipient.STAFF,),
    rows=(
        Rows(CityPageVersion, CityPageVersion.created_at, city=CityPageVersion.city_id),
        Rows(CityLook, CityLook.created_at, ~LOOK_ONLINE, city=CityLook.city_id),
        Rows(
            CityLook,
            CityLook.created_at,
            sa.and_(LOOK_ONLINE, CityLook.author_name != ""),
            city=CityLook.city_id,
            erase=forget_look_authors,
        ),
    ),
)

DECISION = DataClass(
    key="decision",
    name=_l("Decisions on offers and associations"),
    what=_l("who decided what and when, and the reason"),
    purpose=_l("being able to give reasons for decisions, treating like cases alike"),
    people=ACTING,
    starts=_l("from the decision"),
    period=MONTHS_24,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.MODERATION,
    columns={"decision": ALL, "publication": ("reason",)},
    recipients=(Recipient.STAFF, Recipient.TEAM),
    rows=(Rows(Decision, Decision.decided_at, city=Decision.city_id),),
)

SUSPENSION = DataClass(
    key="suspension",
    name=_l("Suspensions of associations"),
    what=_l("who suspended and lifted it, when, facts and reasons"),
    purpose=_l("giving reasons, and answering complaints"),
    people=ACTING,
    starts=_l("from the day when the suspension was lifted"),
    period=MONTHS_24,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.MODERATION,
    columns={"suspension": ALL},
    recipients=(Recipient.STAFF, Recipient.TEAM),
    rows=(Rows(Suspension, Suspension.lifted_at, Suspension.lifted_at.is_not(None), Suspension.city_id),),
)

STAFF_NOTE = DataClass(
    key="staff_note",
    name=_l("Internal notes"),
    what=_l("what the staff of the city write for each other about associations and offers, who and when"),
    purpose=_l("handing on what matters when several people work on a case"),
    people=ACTING,
    starts=_l("from the last change"),
    period=MONTHS_24,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.MODERATION,
    columns={"staff_note": ALL},
    recipients=(Recipient.STAFF,),
    rows=(Rows(StaffNote, StaffNote.updated_at, city=StaffNote.city_id),),
)

AUDIT = DataClass(
    key="audit",
    name=_l("Log of what was done"),
    what=_l("name of who acted, what, to what, when; no contact data"),
    purpose=_l("finding out who changed what, also when an account is gone"),
    people=ACTING,
    starts=_l("from the act"),
    period=MONTHS_24,
    grounds=(Ground.ACCOUNTABILITY,),
    activity=Activity.OPERATION,
    columns={"audit_entry": ALL},
    recipients=(Recipient.STAFF,),
    rows=(Rows(AuditEntry, AuditEntry.at, city=AuditEntry.city_id),),
)

MAIL = DataClass(
    key="mail",
    name=_l("That we sent a mail"),
    what=_l("to whom, when, about what; what it said goes as soon as it is delivered, else with the rest"),
    purpose=_l("delivering, and answering “I got nothing”"),
    people=_l("everybody whom we write to"),
    starts=_l("from the delivery, or from the last try"),
    period=days(30),
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.OPERATION,
    columns={"outbox_message": ALL},
    recipients=(Recipient.MAIL,),
    rows=(
        Rows(
            OutboxMessage, sa.func.coalesce(OutboxMessage.sent_at, OutboxMessage.failed_at),
            city=OutboxMessage.city_id,
        ),
    ),
)  # fmt: skip

DEAD_ADDRESS = DataClass(
    key="dead_address",
    name=_l("Addresses to which mails do not arrive"),
    what=_l("the mail address, since when, and what the mail server said"),
    purpose=_l("so that nobody waits for a mail that cannot come"),
    people=_l("everybody whom we write to"),
    starts=_l("from the refusal"),
    period=MONTHS_6,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.OPERATION,
    columns={"dead_address": ALL},
    recipients=(Recipient.ASSOCIATION, Recipient.STAFF),
    rows=(Rows(DeadAddress, DeadAddress.since),),
)

CLASSES = (
    CITY_STAFF, STAFF_DEPUTY, STAFF_INVITATION, CITY_CONTACT, PAGE_VERSION, DECISION, SUSPENSION, STAFF_NOTE, AUDIT,
    MAIL, DEAD_ADDRESS,
)  # fmt: skip
