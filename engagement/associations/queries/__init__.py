"""Reading associations, by what is asked for."""

from __future__ import annotations

from engagement.associations.queries.claims import (
    my_claims,
    open_claim,
    open_claim_count,
)
from engagement.associations.queries.confirming import city_to_ask_from, ids_to_ask
from engagement.associations.queries.details import contact_by_public_id, contacts_of, logos_of
from engagement.associations.queries.directory import Criteria, Directory, Entry, directory, newest_listed
from engagement.associations.queries.listings import (
    Profile,
    association_by_public_id,
    listing_of,
    open_suspension,
    profile,
    similar_listed,
    unverified_count,
)
from engagement.associations.queries.merging import both_to_merge, entries_to_compare, merged_into
from engagement.associations.queries.team import (
    MyAssociation,
    SoleOwnership,
    has_owner,
    invitation_by_public_id,
    my_associations,
    open_hand_over,
    open_invitations,
    recipients,
    roles_of,
    sole_ownerships,
    team_of,
)
from engagement.associations.queries.today import Today, today_of

__all__ = [
    "Criteria",
    "Directory",
    "Entry",
    "MyAssociation",
    "Profile",
    "SoleOwnership",
    "Today",
    "association_by_public_id",
    "both_to_merge",
    "city_to_ask_from",
    "contact_by_public_id",
    "contacts_of",
    "directory",
    "entries_to_compare",
    "has_owner",
    "ids_to_ask",
    "invitation_by_public_id",
    "listing_of",
    "logos_of",
    "merged_into",
    "my_associations",
    "my_claims",
    "newest_listed",
    "open_claim",
    "open_claim_count",
    "open_hand_over",
    "open_invitations",
    "open_suspension",
    "profile",
    "recipients",
    "roles_of",
    "similar_listed",
    "sole_ownerships",
    "team_of",
    "today_of",
    "unverified_count",
]
