"""Reading notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.associations.models import Association, Listing
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.notes.models import StaffNote
from engagement.opportunities.models import Opportunity, Publication


@dataclass(frozen=True)
class NoteView:
    """A note with the title of the offer that it is about; empty when it is about the association."""

    public_id: str
    text: str
    author_id: int | None
    author_name: str
    written_at: datetime
    is_changed: bool
    offer_title: str


def notes_about(city_id: int, association_id: int, opportunity_id: int | None = None) -> Sequence[NoteView]:
    """The notes on an association and its offers, or with `opportunity_id` on the association and this one offer; the
    latest first. One query."""
    statement = (
        sa.select(StaffNote, Opportunity.title)
        .outerjoin(Opportunity, Opportunity.id == StaffNote.opportunity_id)
        .where(StaffNote.city_id == city_id, StaffNote.association_id == association_id)
    )
    if opportunity_id is not None:
        statement = statement.where(
            sa.or_(StaffNote.opportunity_id.is_(None), StaffNote.opportunity_id == opportunity_id)
        )
    rows = db.session.execute(statement.order_by(StaffNote.created_at.desc(), StaffNote.id.desc()))
    return [
        NoteView(
            note.public_id, note.text, note.author_id, note.author_name, note.created_at,
            note.updated_at != note.created_at, title or "",
        )
        for note, title in rows
    ]  # fmt: skip


def association_here(city_id: int, public_id: str) -> int:
    """The row of an association that stands in the city's directory, in whatever state. Raises NotFound."""
    found = db.session.scalar(
        sa.select(Association.id)
        .join(Listing, Listing.association_id == Association.id)
        .where(Association.public_id == public_id, Listing.city_id == city_id)
    )
    if found is None:
        raise NotFound
    return int(found)


def offer_here(city_id: int, publication_id: str) -> tuple[int, int]:
    """The rows of association and opportunity behind a publication of the city. Raises NotFound."""
    row = db.session.execute(
        sa.select(Publication.association_id, Publication.opportunity_id).where(
            Publication.public_id == publication_id, Publication.city_id == city_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.association_id, row.opportunity_id


def note_by_public_id(city_id: int, public_id: str) -> StaffNote:
    """Raises NotFound, also for another city's."""
    statement = sa.select(StaffNote).where(StaffNote.public_id == public_id, StaffNote.city_id == city_id)
    found: StaffNote | None = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found
