"""The associations of a city as its staff see them: also the unverified ones and those without people."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing, Membership
from engagement.associations.rules import SAY_AFTER
from engagement.associations.words import query_words
from engagement.core.pagination import PAGE_SIZE, Page
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication


@dataclass(frozen=True)
class ListingRow:
    public_id: str
    association_id: str
    name: str
    state: ListingState
    people: int
    published: int


def listing_page(
    city_id: int, number: int, text: str = "", state: ListingState | None = None, *, unconfirmed: bool = False
) -> Page[ListingRow]:
    """One page in the order of the alphabet: two queries. Words are found as parts of words.

    `unconfirmed` leaves those whose team has not answered for 60 days whether its entry is still right.
    """
    people = sa.select(sa.func.count(Membership.id)).where(Membership.association_id == Listing.association_id)
    published = sa.select(sa.func.count(Publication.id)).where(
        Publication.association_id == Listing.association_id, Publication.city_id == Listing.city_id,
        Publication.state == PublicationState.PUBLISHED,
    )  # fmt: skip
    where = [Listing.city_id == city_id]
    where += [Association.search_text.contains(word, autoescape=True) for word in query_words(text)]
    if state is not None:
        where.append(Listing.state == state)
    if unconfirmed:
        where.append(Association.ask_open_since <= utcnow() - SAY_AFTER)
    matching = sa.select(Listing.id).join(Association, Association.id == Listing.association_id).where(*where)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(matching.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    rows = db.session.execute(
        sa.select(
            Listing.public_id, Association.public_id, Association.name, Listing.state, people.scalar_subquery(),
            published.scalar_subquery(),
        )
        .join(Association, Association.id == Listing.association_id)
        .where(*where)
        .order_by(Association.sort_name, Association.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )  # fmt: skip
    return Page([ListingRow(*row) for row in rows], number, total, PAGE_SIZE)
