"""Names of the words about associations, shown in the reader's language."""

from __future__ import annotations

from typing import Any

from engagement.associations.enums import AssociationKind, ClaimState, ListingState, MembershipRole
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
