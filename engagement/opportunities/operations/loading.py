"""What every operation does first: who acts, and the rows it changes, locked and fresh."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import LookReason
from engagement.opportunities.models import CONTENT_COLUMNS, Opportunity, Publication, Revision
from engagement.opportunities.rules.states import SHOWN


@dataclass(frozen=True)
class Locked:
    """An opportunity with its publications: the one in its home city, and those in other cities by row number."""

    opportunity: Opportunity
    publication: Publication
    actor: Actor
    elsewhere: Sequence[Publication] = ()

    @property
    def everywhere(self) -> tuple[Publication, ...]:
        return (self.publication, *self.elsewhere)

    @property
    def is_shown(self) -> bool:
        """Whether a city shows it, or would if it were not paused."""
        return any(publication.state in SHOWN for publication in self.everywhere)

    @property
    def was_published(self) -> bool:
        return any(publication.published_at is not None for publication in self.everywhere)

    def those_of(self, city_id: int | None) -> tuple[Publication, ...]:
        """The publication of one city, or all of them for None. Raises NotFound."""
        found = tuple(each for each in self.everywhere if city_id is None or each.city_id == city_id)
        if not found:
            raise NotFound
        return found

    def look_at_notes(self, new: Collection[str]) -> None:
        """Put an offer with new words at its dates on the list of every city that shows it.

        Everybody reads them at once: too small to wait for the city, too public not to be looked at.
        """
        for publication in self.everywhere if any(new) else ():
            if publication.state in SHOWN:
                look_later(publication, LookReason.DATE_NOTE, utcnow())

    def record(self, action: str, publication: Publication | None = None, **details: object) -> None:
        """Log an act on the opportunity, in its home city or in that of `publication`; `details` are plain values."""
        record(
            self.actor, action, kind="opportunity", public_id=self.opportunity.public_id, label=self.opportunity.title,
            city_id=(publication or self.publication).city_id, association_id=self.opportunity.association_id,
            **details,
        )  # fmt: skip


def fresh(actor: Actor) -> Actor:
    """The actor with her roles of this moment."""
    return actor if actor.is_system else actor_of(actor.user_id)


def locked_for_authors(public_id: str, actor: Actor) -> Locked:
    """Lock an opportunity and its publications for its authors. Raises NotFound, Forbidden."""
    opportunity = db.session.scalar(lock(sa.select(Opportunity).where(Opportunity.public_id == public_id)))
    if opportunity is None:
        raise NotFound
    acting = fresh(actor)
    check(
        acting, Permission.OPPORTUNITY_EDIT,
        city_id=opportunity.home_city_id, association_id=opportunity.association_id,
    )  # fmt: skip
    of_opportunity = sa.select(Publication).where(Publication.opportunity_id == opportunity.id)
    publications = db.session.scalars(lock(of_opportunity.order_by(Publication.id))).all()
    home = next((each for each in publications if each.city_id == opportunity.home_city_id), None)
    if home is None:
        raise NotFound
    return Locked(opportunity, home, acting, tuple(each for each in publications if each is not home))


def locked_publication(publication_id: int) -> Publication:
    """Raises NotFound."""
    publication = db.session.scalar(lock(sa.select(Publication).where(Publication.id == publication_id)))
    if publication is None:
        raise NotFound
    return publication


def revision_by_id(revision_id: int) -> Revision:
    """Raises NotFound."""
    revision = db.session.scalar(sa.select(Revision).where(Revision.id == revision_id))
    if revision is None:
        raise NotFound
    return revision


def freeze(opportunity: Opportunity, user_id: int | None, content: Mapping[str, Any] | None = None) -> Revision:
    """A new immutable revision of what the working copy says now, or of other `content` (all content columns)."""
    last = db.session.scalar(sa.select(sa.func.max(Revision.number)).where(Revision.opportunity_id == opportunity.id))
    revision = Revision(
        opportunity_id=opportunity.id, association_id=opportunity.association_id, number=(last or 0) + 1,
        submitted_by_id=user_id,
    )  # fmt: skip
    for column in CONTENT_COLUMNS:
        setattr(revision, column, getattr(opportunity, column) if content is None else content[column])
    db.session.add(revision)
    db.session.flush()
    return revision


def look_later(publication: Publication, reason: LookReason, now: datetime) -> None:
    """Put a publication on its city's list for a later look; reasons gather until somebody has looked."""
    publication.look_since = now
    publication.look_reasons = list(dict.fromkeys([*publication.look_reasons, reason.value]))


def seen(publication: Publication, revision: Revision) -> None:
    """The city's staff have seen this revision and all that is online: nothing is left for a later look."""
    publication.seen_number = revision.number
    publication.look_since, publication.look_reasons = None, []
