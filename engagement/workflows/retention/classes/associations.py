"""People who act for associations, and those named as contact."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.associations.enums import ClaimState
from engagement.associations.models import Claim, MembershipInvitation
from engagement.core.i18n import _l
from engagement.workflows.retention.terms import (
    ALL,
    MONTHS_12,
    Activity,
    DataClass,
    Ground,
    Recipient,
    Role,
    Rows,
    days,
)

TEAM = _l("people who act for an association")
CONTACTS = _l("people named as contact")
BOTH = (Role.CITY, Role.ASSOCIATION, Role.OPERATOR)
CONTACT_COLUMNS = ("contact_name", "contact_email", "contact_phone")
TEXT_COLUMNS = ("title", "summary", "description_html", "easy_title", "easy_text", "meeting_point", "recognise_us")

MEMBERSHIP = DataClass(
    key="membership",
    name=_l("Roles in associations"),
    what=_l("which association, which role, since when"),
    purpose=_l("deciding who may act for an association"),
    people=TEAM,
    starts=_l("as long as the person belongs to the team, or the account exists"),
    period=None,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.ASSOCIATIONS,
    columns={"membership": ALL},
    recipients=(Recipient.TEAM, Recipient.STAFF),
    responsible=BOTH,
)

TEAM_INVITATION = DataClass(
    key="team_invitation",
    name=_l("Invitations to the team of an association"),
    what=_l("e-mail address, role, who invited"),
    purpose=_l("letting colleagues join"),
    people=TEAM,
    starts=_l("from the answer, or from the day when the invitation ran out"),
    period=days(30),
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.ASSOCIATIONS,
    columns={"membership_invitation": ALL},
    recipients=(Recipient.TEAM, Recipient.MAIL),
    responsible=BOTH,
    rows=(
        Rows(
            MembershipInvitation,
            sa.func.coalesce(
                MembershipInvitation.accepted_at, MembershipInvitation.revoked_at, MembershipInvitation.expires_at
            ),
            city=MembershipInvitation.city_id,
        ),
    ),
)  # fmt: skip

CLAIM = DataClass(
    key="claim",
    name=_l("Requests to take over an association’s entry"),
    what=_l("account, role in the association, message, decision and reason"),
    purpose=_l("checking who may act for an association"),
    people=TEAM,
    starts=_l("from the decision"),
    period=MONTHS_12,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.MODERATION,
    columns={"claim": ALL},
    recipients=(Recipient.STAFF,),
    rows=(Rows(Claim, Claim.decided_at, Claim.state != ClaimState.PENDING, Claim.city_id),),
)

ASSOCIATION_CONTACT = DataClass(
    key="association_contact",
    name=_l("Contact of associations"),
    what=_l("telephone number and e-mail address of the association, what its texts say about people"),
    purpose=_l("being reached; in public only where the association has ticked it"),
    people=CONTACTS,
    starts=_l("as long as the association is listed and names this contact"),
    period=None,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.ASSOCIATIONS,
    columns={"association": ("phone", "email", "purpose", "import_values", "opening_note")},
    recipients=(Recipient.REGISTERED, Recipient.STAFF),
    responsible=BOTH,
)

ASSOCIATION_PEOPLE = DataClass(
    key="association_people",
    name=_l("People of an association who can be asked"),
    what=_l("name, task, telephone number, e-mail address, whether this person wants to be shown"),
    purpose=_l("being reached; in public only where this person wishes it"),
    people=CONTACTS,
    starts=_l("until the association takes the contact away"),
    period=None,
    grounds=(Ground.CONSENT,),
    activity=Activity.ASSOCIATIONS,
    columns={"association_contact": ALL},
    recipients=(Recipient.TEAM, Recipient.STAFF, Recipient.PUBLIC),
    responsible=BOTH,
)

OFFER_CONTACT = DataClass(
    key="offer_contact",
    name=_l("Contact persons of offers"),
    what=_l("name, e-mail address, telephone number, what the text says about people, who wrote it"),
    purpose=_l("questions about the offer; in public only where this person has ticked it"),
    people=CONTACTS,
    starts=_l("as long as the association keeps the offer"),
    period=None,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.ASSOCIATIONS,
    columns={
        "opportunity": CONTACT_COLUMNS + TEXT_COLUMNS,
        "revision": CONTACT_COLUMNS + TEXT_COLUMNS,
        "association_template": ("content",),
    },
    recipients=(Recipient.REGISTERED, Recipient.STAFF),
    responsible=BOTH,
)

PICTURE = DataClass(
    key="picture",
    name=_l("Pictures with people on them"),
    what=_l("the picture, re-encoded, without place and device; who took it, who said that everybody in it agrees"),
    purpose=_l("showing what an offer is like"),
    people=_l("people on pictures"),
    starts=_l("as long as an offer uses the picture; two days later it is deleted"),
    period=None,
    grounds=(Ground.CONSENT,),
    activity=Activity.ASSOCIATIONS,
    columns={
        "picture": ALL,
        "picture_consent": ALL,
        "opportunity": ("picture_credit",),
        "revision": ("picture_credit",),
    },
    recipients=(Recipient.PUBLIC,),
    responsible=BOTH,
)

CLASSES = (MEMBERSHIP, TEAM_INVITATION, CLAIM, ASSOCIATION_CONTACT, ASSOCIATION_PEOPLE, OFFER_CONTACT, PICTURE)
