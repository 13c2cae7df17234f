"""What the acts of the log are called. A test holds that every recorded act has a name."""

from __future__ import annotations

from typing import Any

from engagement.core.i18n import _l

ACTION_LABELS: dict[str, Any] = {
    "account.adopted": _l("Registrations joined the account"),
    "association.edited": _l("Profile changed"),
    "association.registered": _l("Association registered"),
    "city.created": _l("City created"),
    "city.domain_changed": _l("Own web address changed"),
    "claim.asked": _l("Takeover asked for"),
    "claim.confirmed": _l("Takeover confirmed"),
    "claim.refused": _l("Takeover refused"),
    "listing.refused": _l("Association refused"),
    "listing.restored": _l("Association shown again"),
    "listing.suspended": _l("Association suspended"),
    "listing.verified": _l("Association verified"),
    "associations.imported": _l("Associations imported"),
    "opportunity.approved": _l("Offer approved"),
    "opportunity.archived": _l("Offer archived"),
    "opportunity.changes_requested": _l("Changes to the offer requested"),
    "opportunity.created": _l("Offer begun"),
    "opportunity.expired": _l("Offer expired"),
    "opportunity.paused": _l("Offer paused"),
    "opportunity.rejected": _l("Offer rejected"),
    "opportunity.resumed": _l("Offer resumed"),
    "opportunity.saved": _l("Offer changed"),
    "opportunity.submitted": _l("Offer submitted"),
    "opportunity.withdrawn": _l("Offer withdrawn"),
    "platform_admin.granted": _l("Platform administrator named"),
    "registration.accepted": _l("Registration accepted"),
    "registration.cancelled": _l("Registration cancelled"),
    "registration.confirmed": _l("Registration confirmed"),
    "registration.entered": _l("Registration entered for somebody"),
    "registration.expired": _l("Place not confirmed in time"),
    "registration.held": _l("Place held"),
    "registration.made": _l("Registration made"),
    "registration.declined": _l("Registration declined"),
    "registration.not_reached": _l("Called in vain"),
    "registration.withdrawn": _l("Registration withdrawn"),
    "registration.withdrawn_for": _l("Registration withdrawn for somebody"),
    "series.cancelled": _l("Dates of a series cancelled"),
    "series.changed": _l("Dates of a series changed"),
    "shift.cancelled": _l("Date cancelled"),
    "staff.deputy_ended": _l("Deputyship ended"),
    "staff.deputy_named": _l("Deputy named"),
    "staff.invitation_revoked": _l("Invitation revoked"),
    "staff.invited": _l("Colleague invited"),
    "staff.joined": _l("Colleague joined"),
    "staff.removed": _l("Colleague removed"),
    "staff.role_changed": _l("Role changed"),
    "template.removed": _l("Template removed"),
    "template.restored": _l("Template restored"),
    "template.saved": _l("Template saved"),
    "team.hand_over_offered": _l("Hand-over offered"),
    "team.handed_over": _l("Handed over"),
    "team.invitation_declined": _l("Invitation declined"),
    "team.invitation_revoked": _l("Invitation revoked"),
    "team.invited": _l("Invited to the team"),
    "team.joined": _l("Joined the team"),
    "team.left": _l("Left the team"),
    "team.removed": _l("Removed from the team"),
    "team.role_changed": _l("Role changed"),
}


def action_label(action: str) -> str:
    """The name of an act; the act itself where it has none (an act of an older version)."""
    return str(ACTION_LABELS.get(action, action))
