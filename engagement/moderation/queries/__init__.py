"""Reading what waits for a decision and what was decided."""

from engagement.moderation.queries.association import Act, AssociationFile, OfferRow, association_file
from engagement.moderation.queries.cases import (
    AssociationCase,
    ClaimCase,
    DecisionView,
    Look,
    OpportunityCase,
    association_case,
    claim_case,
    opportunity_case,
)
from engagement.moderation.queries.history import AssociationHistory, audit_page, history_of
from engagement.moderation.queries.listings import ListingRow, listing_page
from engagement.moderation.queries.looks import LookItem, Looks, later_looks
from engagement.moderation.queries.queue import Queue, QueueItem, queue, queue_count

__all__ = [
    "Act",
    "AssociationFile",
    "OfferRow",
    "association_file",
    "AssociationCase",
    "AssociationHistory",
    "ClaimCase",
    "DecisionView",
    "ListingRow",
    "Look",
    "LookItem",
    "Looks",
    "OpportunityCase",
    "Queue",
    "QueueItem",
    "association_case",
    "audit_page",
    "claim_case",
    "history_of",
    "later_looks",
    "listing_page",
    "opportunity_case",
    "queue",
    "queue_count",
]
