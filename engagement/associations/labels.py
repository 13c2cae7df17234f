"""Names of the words about associations, shown in the reader's language."""

from __future__ import annotations

from typing import Any

from engagement.associations.enums import (
    AssociationKind,
    ClaimState,
    ListingState,
    MailKind,
    MembershipRole,
    SuspensionGround,
)
from engagement.core.i18n import _l

KIND_LABELS: dict[AssociationKind, Any] = {
    AssociationKind.CLUB: _l("Club (registered association)"),
    AssociationKind.INITIATIVE: _l("Initiative or group"),
    AssociationKind.FOUNDATION: _l("Foundation"),
    AssociationKind.INSTITUTION: _l("Institution"),
}
# For cards and filters, where space is short.
KIND_SHORT_LABELS: dict[AssociationKind, Any] = {
    AssociationKind.CLUB: _l("Club"),
    AssociationKind.INITIATIVE: _l("Initiative"),
    AssociationKind.FOUNDATION: _l("Foundation"),
    AssociationKind.INSTITUTION: _l("Institution"),
}
DAY_LABELS: dict[str, Any] = {
    "mon": _l("Monday"), "tue": _l("Tuesday"), "wed": _l("Wednesday"), "thu": _l("Thursday"), "fri": _l("Friday"),
    "sat": _l("Saturday"), "sun": _l("Sunday"),
}  # fmt: skip
LISTING_STATE_LABELS: dict[ListingState, Any] = {
    ListingState.UNVERIFIED: _l("waits for the city"),
    ListingState.VERIFIED: _l("verified"),
    ListingState.SUSPENDED: _l("not shown"),
}
ROLE_LABELS: dict[MembershipRole, Any] = {
    MembershipRole.OWNER: _l("Owner"),
    MembershipRole.EDITOR: _l("Editor"),
}
ROLE_HINTS: dict[MembershipRole, Any] = {
    MembershipRole.OWNER: _l("Can do everything, and decides who is in the team."),
    MembershipRole.EDITOR: _l("Writes opportunities, answers people, edits the profile."),
}
CLAIM_STATE_LABELS: dict[ClaimState, Any] = {
    ClaimState.PENDING: _l("waits for the city"),
    ClaimState.CONFIRMED: _l("confirmed"),
    ClaimState.REFUSED: _l("refused"),
}
GROUND_LABELS: dict[SuspensionGround, Any] = {
    SuspensionGround.NOT_ELIGIBLE: _l("Only those may offer something here who do it for others and not for money"),
    SuspensionGround.WRONG_DATA: _l("What is said here has to be true"),
    SuspensionGround.FORBIDDEN_CONTENT: _l("Content that does not belong here"),
    SuspensionGround.PROTECTION: _l("Children and people who need protection have to be protected"),
    SuspensionGround.PRIVACY: _l("What is learnt about people stays with the association"),
    SuspensionGround.LAW: _l("A law"),
}
GROUND_HINTS: dict[SuspensionGround, Any] = {
    SuspensionGround.NOT_ELIGIBLE: _l("for example: does not exist, paid work, advertising"),
    SuspensionGround.WRONG_DATA: _l("for example: wrong dates again and again, nobody is there"),
    SuspensionGround.FORBIDDEN_CONTENT: _l("for example: degrades, excludes or deceives people"),
    SuspensionGround.PROTECTION: _l("for example: no background check where one is needed"),
    SuspensionGround.PRIVACY: _l("for example: contact data passed on"),
    SuspensionGround.LAW: _l("Please name the law under “What happened?”."),
}
LIKENESS_LABELS: dict[str, Any] = {
    "name": _l("same name"), "website": _l("same website"), "phone": _l("same phone number"),
    "near_name": _l("almost the same name, same town"),
}  # fmt: skip
MAIL_LABELS: dict[MailKind, Any] = {
    MailKind.REGISTRATIONS: _l("Somebody registers or calls off"),
    MailKind.ANSWERS: _l("Somebody waits for your answer"),
    MailKind.DECISIONS: _l("Decisions of the city"),
    MailKind.MESSAGES: _l("News of the team and of the entry"),
    MailKind.REMINDERS: _l("Reminders: what runs out, what should be checked"),
}
