"""Which offers contain the words of a question."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engagement.core.evidence import under_mark
from engagement.extensions import db
from engagement.opportunities.models import Publication
from engagement.opportunities.search.criteria import Criteria
from engagement.opportunities.search.shelf import Shelf
from engagement.opportunities.search.statements import contains, weight
from engagement.opportunities.search.text import question


def hits(shelf: Shelf, criteria: Criteria, city_id: int | None) -> Mapping[int, int]:
    """Position → weight of every open offer that has all words: one statement, none for a question that was asked
    before about the same shelf."""
    words = question(criteria.text)
    known = shelf.remember(words)
    if known is not None:
        return known
    statement = sa.select(Publication.id, sum((weight(word) for word in words), sa.literal(0)))
    if city_id is not None:
        statement = statement.where(Publication.city_id == city_id)
    found: dict[int, int] = {}
    with under_mark():  # the shelf's
        rows = db.session.execute(statement.where(*(contains(word) for word in words))).all()
    for publication_id, points in rows:
        for position in shelf.positions_of([publication_id]):
            found[position] = max(points, found.get(position, 0))
    shelf.remember(words, found)
    return found
