"""What every operation does first: who acts, and the rows it changes, locked and fresh."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import CONTENT_COLUMNS, Opportunity, Publication, Revision


@dataclass(frozen=True)
class Locked:
    """An opportunity and its publication in its home city."""

    opportunity: Opportunity
    publication: Publication
    actor: Actor

    def record(self, action: str, **details: object) -> None:
        """Log an act on the opportunity; `details` are plain values."""
        record(
            self.actor, action, kind="opportunity", public_id=self.opportunity.public_id, label=self.opportunity.title,
            city_id=self.publication.city_id, association_id=self.opportunity.association_id, **details,
        )  # fmt: skip


def fresh(actor: Actor) -> Actor:
    """The actor with her roles of this moment."""
    return actor if actor.is_system else actor_of(actor.user_id)


def locked_for_authors(public_id: str, actor: Actor) -> Locked:
    """Lock an opportunity for its authors. Raises NotFound, Forbidden."""
    opportunity = db.session.scalar(lock(sa.select(Opportunity).where(Opportunity.public_id == public_id)))
    if opportunity is None:
        raise NotFound
    acting = fresh(actor)
    check(
        acting, Permission.OPPORTUNITY_EDIT,
        city_id=opportunity.home_city_id, association_id=opportunity.association_id,
    )  # fmt: skip
    publication = db.session.scalar(
        lock(
            sa.select(Publication).where(
                Publication.opportunity_id == opportunity.id, Publication.city_id == opportunity.home_city_id
            )
        )
    )
    if publication is None:
        raise NotFound
    return Locked(opportunity, publication, acting)


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


def freeze(opportunity: Opportunity, user_id: int | None) -> Revision:
    """A new immutable revision of what the working copy says now."""
    last = db.session.scalar(sa.select(sa.func.max(Revision.number)).where(Revision.opportunity_id == opportunity.id))
    revision = Revision(
        opportunity_id=opportunity.id, association_id=opportunity.association_id, number=(last or 0) + 1,
        submitted_by_id=user_id,
    )  # fmt: skip
    for column in CONTENT_COLUMNS:
        setattr(revision, column, getattr(opportunity, column))
    db.session.add(revision)
    db.session.flush()
    return revision
