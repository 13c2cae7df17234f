"""Writing notes. The log says that somebody wrote one, never what."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.notes.models import StaffNote
from engagement.notes.queries import association_here, offer_here
from engagement.notes.rules import check_own


@operation
def note_on_association(city_id: int, public_id: str, *, text: str, actor: Actor) -> str:
    """Write down something about an association that stands in the city's directory. Returns the note's public id.

    Raises Forbidden, NotFound.
    """
    check(fresh(actor), Permission.MODERATE, city_id=city_id)
    return _write(city_id, association_here(city_id, public_id), None, text, actor)


@operation
def note_on_offer(city_id: int, publication_id: str, *, text: str, actor: Actor) -> str:
    """Write down something about an offer in this city's showcase, named by its publication's public id.

    Raises Forbidden, NotFound.
    """
    check(fresh(actor), Permission.MODERATE, city_id=city_id)
    association_id, opportunity_id = offer_here(city_id, publication_id)
    return _write(city_id, association_id, opportunity_id, text, actor)


@operation
def change_note(city_id: int, public_id: str, *, text: str, actor: Actor) -> None:
    """Change one's own note. Raises Forbidden, NotFound, NoteOfSomebodyElse."""
    note = _own(city_id, public_id, actor)
    if note.text != text:
        note.text, note.updated_at = text, utcnow()
        _log(actor, "note.changed", note)


@operation
def remove_note(city_id: int, public_id: str, *, actor: Actor) -> None:
    """Remove one's own note. Raises Forbidden, NotFound, NoteOfSomebodyElse."""
    note = _own(city_id, public_id, actor)
    _log(actor, "note.removed", note)
    db.session.delete(note)


def _write(city_id: int, association_id: int, opportunity_id: int | None, text: str, actor: Actor) -> str:
    now = utcnow()
    note = StaffNote(
        city_id=city_id, association_id=association_id, opportunity_id=opportunity_id, text=text, created_at=now,
        updated_at=now, author_id=actor.user_id, author_name=actor.name,
    )  # fmt: skip
    db.session.add(note)
    db.session.flush()
    _log(actor, "note.written", note)
    return note.public_id


def _own(city_id: int, public_id: str, actor: Actor) -> StaffNote:
    check(fresh(actor), Permission.MODERATE, city_id=city_id)
    statement = sa.select(StaffNote).where(StaffNote.public_id == public_id, StaffNote.city_id == city_id)
    note: StaffNote | None = db.session.scalar(lock(statement))
    if note is None:
        raise NotFound
    check_own(note.author_id, actor.user_id)
    return note


def _log(actor: Actor, action: str, note: StaffNote) -> None:
    # Without the association: its own log would show that the staff wrote about it.
    record(actor, action, kind="note", public_id=note.public_id, city_id=note.city_id)
