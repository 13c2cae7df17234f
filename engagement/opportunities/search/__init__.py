"""Finding offers: the index, the question, the answer."""

from __future__ import annotations

from engagement.opportunities.search import marks as marks  # listens to the session
from engagement.opportunities.search.cards import Card, NextShift
from engagement.opportunities.search.criteria import EASY, GROUPS, REMOTE, Criteria, DatePreset, Days, Sort
from engagement.opportunities.search.indexing import index_publication, place_value
from engagement.opportunities.search.queries import (
    FacetCounts,
    Figures,
    cards_by_id,
    cards_of_association,
    facet_counts,
    figures_by_city,
    first_cards,
    newest_cards,
    number_of_offers,
    places_of,
    related_cards,
    search_publications,
    towns_of_region,
)
from engagement.opportunities.search.text import question

__all__ = [
    "EASY", "GROUPS", "REMOTE", "Card", "Criteria", "DatePreset", "Days", "FacetCounts", "Figures", "NextShift", "Sort",
    "cards_by_id", "cards_of_association", "facet_counts", "figures_by_city", "first_cards", "index_publication",
    "newest_cards",
    "number_of_offers", "place_value", "places_of", "question", "related_cards", "search_publications",
    "towns_of_region",
]  # fmt: skip
