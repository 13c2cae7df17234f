"""Changing associations, by verb."""

from __future__ import annotations

from engagement.associations.operations.claims import claim_association, confirm_claim, refuse_claim
from engagement.associations.operations.confirming import ask_for_confirmation, confirm_data
from engagement.associations.operations.details import (
    add_contact,
    move_contact,
    remove_contact,
    remove_logo,
    save_contact,
    save_opening_hours,
    set_logo,
)
from engagement.associations.operations.elsewhere import list_elsewhere
from engagement.associations.operations.hand_over import hand_over
from engagement.associations.operations.invitations import (
    accept_invitation,
    decline_invitation,
    invite_member,
    revoke_invitation,
)
from engagement.associations.operations.listing import (
    refuse_listing,
    restore_listing,
    suspend_listing,
    verify_listing,
)
from engagement.associations.operations.members import (
    change_role,
    choose_mails,
    end_memberships,
    leave_team,
    remove_member,
)
from engagement.associations.operations.profile import index_association, register_association, save_profile

__all__ = [
    "accept_invitation",
    "add_contact",
    "ask_for_confirmation",
    "change_role",
    "choose_mails",
    "claim_association",
    "confirm_claim",
    "confirm_data",
    "decline_invitation",
    "end_memberships",
    "hand_over",
    "index_association",
    "invite_member",
    "leave_team",
    "list_elsewhere",
    "move_contact",
    "refuse_claim",
    "refuse_listing",
    "register_association",
    "remove_contact",
    "remove_logo",
    "remove_member",
    "restore_listing",
    "revoke_invitation",
    "save_contact",
    "save_opening_hours",
    "save_profile",
    "set_logo",
    "suspend_listing",
    "verify_listing",
]
