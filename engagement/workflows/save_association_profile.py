"""Saving an association's profile, and what follows: its published offers are found under the new name."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.associations.operations import save_profile
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.opportunities.models import Publication, Revision
from engagement.opportunities.queries import names_around
from engagement.opportunities.search import index_publication


@retried
@operation
def save_association_profile(
    association_id: int, *, city_id: int, version: int, actor: Actor, **values: Any
) -> None:  # fmt: skip
    """Change a profile; a new name is written into the search of every showcase. Raises as `save_profile`."""
    renamed = save_profile(association_id, city_id=city_id, version=version, actor=actor, **values)
    if not renamed:
        return
    reindex_offers(association_id)


def reindex_offers(association_id: int) -> None:
    """Write the association's name into the search of all its shown offers. Joins the open transaction."""
    with unscoped("an association's offers stand in several cities, and facets are read in cities only"):
        shown = sa.select(Publication).where(
            Publication.association_id == association_id, Publication.shown_revision_id.is_not(None)
        )
        for publication in db.session.scalars(lock(shown.order_by(Publication.id))).all():
            revision = db.session.scalars(sa.select(Revision).where(Revision.id == publication.shown_revision_id)).one()
            names = names_around(revision.id, publication.city_id)
            index_publication(publication, revision, names.association, names.district, home_town=names.home_town)
