"""Putting a revision before citizens in one city."""

from __future__ import annotations

from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Publication, Revision
from engagement.opportunities.queries import Names, names_around
from engagement.opportunities.rules.states import after_approval
from engagement.opportunities.search import index_publication


def show(publication: Publication, revision: Revision) -> Names:
    """Show a revision and make it findable in its city. A paused opportunity stays paused. Part of an operation."""
    publication.shown_revision_id = revision.id
    publication.state = after_approval(publication.state)
    publication.published_at = publication.published_at or utcnow()
    publication.reason = ""
    names = names_around(revision.id, publication.city_id)
    index_publication(publication, revision, names.association, names.district, home_town=names.home_town)
    return names
