"""Which offers contain the words of a question."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa

from engagement.core.evidence import under_mark
from engagement.core.scope import MADE_ONCE
from engagement.extensions import db
from engagement.opportunities.models import Publication
from engagement.opportunities.search.criteria import Criteria
from engagement.opportunities.search.shelf import Hits, Shelf
from engagement.opportunities.search.statements import contains, of_words, weight
from engagement.opportunities.search.text import question

_BETWEEN = ","


def hits(shelf: Shelf, criteria: Criteria, city_id: int | None) -> Hits:
    """The open offers that have all words, by weight: one statement, none for a question that was asked before about
    the same shelf."""
    words = question(criteria.text)
    known = shelf.remember(words)
    if known is not None:
        return known
    # What is long comes first, so that there are few kinds of statements.
    sorted_words = sorted(words, key=lambda word: not word.is_long_enough_for_parts)
    long = sum(word.is_long_enough_for_parts for word in words)
    statement = _statement(long, len(words) - long, city_id is not None, db.session.get_bind().dialect.name)
    values: dict[str, Any] = of_words(sorted_words)
    if city_id is not None:
        values["city"] = city_id
    with under_mark():  # the shelf's
        rows = db.session.execute(statement, values).all()
    by_weight = [
        (points, shelf.mask(shelf.positions_of(map(int, ids.split(_BETWEEN)))))
        for points, ids in sorted(rows, key=lambda row: -row[0])
    ]
    return shelf.remember(words, Hits.of(by_weight))


@functools.cache
def _statement(long: int, short: int, of_city: bool, _dialect: str) -> sa.Select[*tuple[Any, ...]]:
    """Weight → ids, one row for each weight: rows for thousands of offers would cost more than finding them.

    Made once for each number of words.
    """
    numbers = range(long + short)
    ids = sa.func.aggregate_strings(sa.cast(Publication.id, sa.String), _BETWEEN)
    statement = sa.select(sum((weight(number) for number in numbers), sa.literal(0)).label("points"), ids)
    if of_city:
        statement = statement.where(Publication.city_id == sa.bindparam("city"))
    found = (contains(number, parts=number < long) for number in numbers)
    return statement.where(*found).group_by("points").execution_options(**MADE_ONCE)
