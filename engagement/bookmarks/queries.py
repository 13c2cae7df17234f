"""Reading bookmarks. They are one person's, whatever town's page she looks at: hence across the scopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engagement.bookmarks.models import Bookmark
from engagement.cities.models import City
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.opportunities.models import Opportunity

WHOSE = "a person's own bookmarks, asked for by her number"


@dataclass(frozen=True)
class Kept:
    """One bookmark: public id of the offer, and the town in which it was seen."""

    public_id: str
    city_id: int
    city_slug: str
    city_name: str


def kept_ids(user_id: int) -> frozenset[str]:
    """Public ids of the offers that the person keeps. One statement."""
    statement = (
        sa.select(Opportunity.public_id)
        .join(Bookmark, Bookmark.opportunity_id == Opportunity.id)
        .where(Bookmark.user_id == user_id)
    )
    with unscoped(WHOSE):
        return frozenset(db.session.scalars(statement))


def kept_by(user_id: int) -> Sequence[Kept]:
    """The person's bookmarks, the latest first. One statement; there are MAX_KEPT at most."""
    statement = (
        sa.select(Opportunity.public_id, City.id, City.slug, City.name)
        .select_from(Bookmark)
        .join(Opportunity, Opportunity.id == Bookmark.opportunity_id)
        .join(City, City.id == Bookmark.city_id)
        .where(Bookmark.user_id == user_id)
        .order_by(Bookmark.created_at.desc(), Bookmark.id.desc())
    )
    with unscoped(WHOSE):
        return [Kept(*row) for row in db.session.execute(statement)]
