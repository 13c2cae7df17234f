"""Associations, their place in a city, their people."""

from engagement.associations.models.association import OF_CITY_OR_ASSOCIATION, Association, Listing, Suspension
from engagement.associations.models.blocks import Block
from engagement.associations.models.team import Claim, Membership, MembershipInvitation

__all__ = [
    "OF_CITY_OR_ASSOCIATION",
    "Association",
    "Block",
    "Claim",
    "Listing",
    "Membership",
    "MembershipInvitation",
    "Suspension",
]
