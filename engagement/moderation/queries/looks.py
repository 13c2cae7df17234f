"""What is online that nobody of the city has seen: the list for a later look. It blocks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.extensions import db
from engagement.opportunities.enums import LookReason
from engagement.opportunities.models import Publication, Revision
from engagement.opportunities.rules.states import SHOWN

LOOKS_SHOWN = 50


@dataclass(frozen=True)
class LookItem:
    """One line: what it is, why nobody decided, and what a tick says was seen."""

    public_id: str  # the publication's
    revision_id: str  # public id of the shown revision
    title: str
    association_name: str
    since: datetime
    reasons: Sequence[LookReason]


@dataclass(frozen=True)
class Looks:
    items: Sequence[LookItem]  # the longest wait first
    total: int


def later_looks(city_id: int) -> Looks:
    """At most 50 of them; `total` counts all. One query. What is not shown at the moment waits unseen."""
    statement = (
        sa.select(
            Publication.public_id, Revision.public_id, Revision.title, Association.name, Publication.look_since,
            Publication.look_reasons, sa.func.count().over(),
        )
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Association, Association.id == Publication.association_id)
        .join(
            Listing,
            sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id),
        )
        .where(
            Publication.city_id == city_id, Publication.look_since.is_not(None), Publication.state.in_(SHOWN),
            Listing.state != ListingState.SUSPENDED,
        )
        .order_by(Publication.look_since, Publication.id)
        .limit(LOOKS_SHOWN)
    )  # fmt: skip
    rows = db.session.execute(statement).all()
    items = [
        LookItem(row[0], row[1], row[2], row[3], row[4], [LookReason(each) for each in row[5]])
        for row in rows if row[4] is not None
    ]  # fmt: skip
    return Looks(items, int(rows[0][6]) if rows else 0)
