"""Keeping offers and letting them go. The log stays out of it: what a person likes is nobody else's business."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.accounts.queries import fresh
from engagement.bookmarks.models import Bookmark
from engagement.bookmarks.rules import check_room
from engagement.cities.models import City
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Opportunity, Publication

Offer = tuple[str, str]  # slug of the city in whose showcase it was seen, public id


@operation
def keep_offers(offers: Iterable[Offer], *, actor: Actor) -> int:
    """Put offers on the person's own list, the first of them on top; returns how many are new there.

    Those that are kept already stay where they are, and those that the city never showed are passed over: a list from
    a browser may be old. So doing it twice does it once.

    Raises:
        Forbidden: nobody is signed in.
        TooManyBookmarks: nothing was added.
    """
    check(fresh(actor), Permission.ACCOUNT_USE)
    user_id = actor.user_id
    with unscoped("bookmarks are a person's own, over all towns"):
        # One list of a person after the other: two at once must not both take the last place.
        db.session.scalar(lock(sa.select(User.id).where(User.id == user_id)))
        kept = set(db.session.scalars(sa.select(Bookmark.opportunity_id).where(Bookmark.user_id == user_id)))
        found = [(city_id, number) for city_id, number in _shown(list(offers)) if number not in kept]
        new = {number: city_id for city_id, number in reversed(found)}
        check_room(len(kept), len(new))
        now = utcnow()
        for number, city_id in new.items():  # the first of them last: it gets the highest number, and so the top
            db.session.add(Bookmark(user_id=user_id, opportunity_id=number, city_id=city_id, created_at=now))
            db.session.flush()
    return len(new)


@operation
def drop_offer(public_id: str, *, actor: Actor) -> None:
    """Take an offer off the person's own list; one that is not there is no mistake. Raises Forbidden."""
    check(fresh(actor), Permission.ACCOUNT_USE)
    with unscoped("bookmarks are a person's own, over all towns"):
        offer = sa.select(Opportunity.id).where(Opportunity.public_id == public_id).scalar_subquery()
        gone = sa.delete(Bookmark).where(Bookmark.user_id == actor.user_id, Bookmark.opportunity_id == offer)
        db.session.execute(gone.execution_options(synchronize_session=False))


def _shown(offers: list[Offer]) -> list[tuple[int, int]]:
    """City and opportunity of those that the city shows, or showed once; in the order given."""
    statement = (
        sa.select(City.slug, Opportunity.public_id, City.id, Opportunity.id)
        .select_from(Publication)
        .join(City, City.id == Publication.city_id)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .where(Opportunity.public_id.in_({public_id for _slug, public_id in offers}))
        .where(Publication.shown_revision_id.is_not(None))
    )
    found = {(row[0], row[1]): (row[2], row[3]) for row in db.session.execute(statement)}
    return [found[offer] for offer in offers if offer in found]
