"""Associations, their place in a city, their people."""

from engagement.associations.models.association import OF_CITY_OR_ASSOCIATION, Association, Listing, Suspension
from engagement.associations.models.blocks import Block
from engagement.associations.models.merged import MergedAssociation
from engagement.associations.models.profile import Contact, Logo
from engagement.associations.models.team import Claim, Membership, MembershipInvitation

__all__ = [
    "Association",
    "Block",
    "Claim",
    "Contact",
    "Listing",
    "Logo",
    "Membership",
    "MembershipInvitation",
    "MergedAssociation",
    "OF_CITY_OR_ASSOCIATION",
    "Suspension",
]
