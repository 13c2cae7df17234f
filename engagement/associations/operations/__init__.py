"""Changing associations, by verb."""

from __future__ import annotations

from engagement.associations.operations.claims import claim_association, confirm_claim, refuse_claim
from engagement.associations.operations.listing import (
    refuse_listing,
    restore_listing,
    suspend_listing,
    verify_listing,
)
from engagement.associations.operations.profile import index_association, register_association, save_profile
from engagement.associations.operations.team import (
    accept_invitation,
    change_role,
    invite_member,
    leave_team,
    remove_member,
    revoke_invitation,
)

__all__ = [
    "accept_invitation",
    "change_role",
    "claim_association",
    "confirm_claim",
    "index_association",
    "invite_member",
    "leave_team",
    "refuse_claim",
    "refuse_listing",
    "register_association",
    "remove_member",
    "restore_listing",
    "revoke_invitation",
    "save_profile",
    "suspend_listing",
    "verify_listing",
]
