"""The tables of opportunities."""

from __future__ import annotations

from engagement.opportunities.models.offers import (
    CONTENT_COLUMNS,
    Opportunity,
    Publication,
    PublicationFacet,
    Revision,
    Shift,
)
from engagement.opportunities.models.templates import AssociationTemplate, CityTemplate

__all__ = [
    "CONTENT_COLUMNS", "AssociationTemplate", "CityTemplate", "Opportunity", "Publication", "PublicationFacet",
    "Revision", "Shift",
]  # fmt: skip
