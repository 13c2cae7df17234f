"""Finding offers: the index, the question, the answer."""

from __future__ import annotations

from engagement.opportunities.search.indexing import index_publication, place_value

__all__ = ["index_publication", "place_value"]
