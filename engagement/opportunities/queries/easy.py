"""What somebody needs who writes an offer in Leichte Sprache."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Opportunity, Publication, Revision


@dataclass(frozen=True)
class EasyPage:
    """A publication, and the text that citizens read or would read."""

    publication: Publication
    content: Revision | Opportunity
    association_name: str

    @property
    def is_by_association(self) -> bool:
        return bool(self.content.easy_text)


def easy_page(city_id: int, public_id: str) -> EasyPage:
    """By the publication's public id. Raises NotFound, also for another city's."""
    statement = (
        sa.select(Publication)
        .where(Publication.city_id == city_id, Publication.public_id == public_id)
        .options(
            joinedload(Publication.association), joinedload(Publication.opportunity),
            joinedload(Publication.shown_revision), joinedload(Publication.pending_revision),
        )
    )  # fmt: skip
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    content = found.shown_revision or found.pending_revision or found.opportunity
    return EasyPage(found, content, found.association.name)
