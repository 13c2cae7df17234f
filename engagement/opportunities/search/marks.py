"""Noticing that what a town's lists show has changed.

Every city row holds a mark, a random word. Whoever changes what lists show changes the mark in the same transaction, so
what a web process keeps about a shelf is true exactly as long as the mark is the same: whoever reads it never has to
guess how old it may be. Changes are noticed where the session writes them; a statement over many rows that does not say
whom it concerns marks all towns. Marks are written last, just before the commit, in the order of the cities' numbers:
nobody waits for a mark while others wait for him.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from engagement.associations.models import Association, Listing
from engagement.cities.models import City, District
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.values import new_public_id
from engagement.media.models import Picture
from engagement.opportunities.models import Opportunity, Publication, PublicationFacet, Revision, Shift

# Changed by UPDATE or DELETE over rows that the session has not loaded, they mark every town.
_WATCHED = frozenset(
    table.__tablename__ for table in (Publication, PublicationFacet, Revision, Shift, Listing, Opportunity, Association)
)
UNMARKED = "changes_no_shelf"  # the execution option of a statement whose caller marks by itself
_KEY = "changed_shelves"


class _Changed:
    """What one transaction has changed so far."""

    def __init__(self) -> None:
        self.cities: set[int] = set()
        self.opportunities: set[int] = set()
        self.everything = False

    def where(self) -> sa.ColumnElement[bool]:
        """The cities concerned."""
        if self.everything:
            return sa.true()
        shown = sa.select(Publication.city_id)
        found = [City.id.in_(self.cities)]
        if self.opportunities:
            found.append(City.id.in_(shown.where(Publication.opportunity_id.in_(self.opportunities))))
        return sa.or_(*found)


def shelf_changed(opportunity_ids: Iterable[int]) -> None:
    """Mark the towns that show these opportunities, with the commit of the open operation."""
    _changed(db.session()).opportunities.update(opportunity_ids)


def _changed(session: Session) -> _Changed:
    found: _Changed = session.info.setdefault(_KEY, _Changed())
    return found


@event.listens_for(Session, "before_flush")
def _notice_rows(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        _notice(session, row, is_deleted=row in session.deleted)


def _notice(session: Session, row: Any, *, is_deleted: bool) -> None:
    if isinstance(row, Publication | Listing | District):
        if row.city_id is not None:  # else it is being made with its city, which is marked itself
            _changed(session).cities.add(row.city_id)
    elif isinstance(row, City):
        row.shelf_mark = new_public_id()
    elif isinstance(row, Shift):
        parent = row.__dict__.get("opportunity")  # without loading it
        opportunity_id = row.opportunity_id or (parent.id if parent is not None else None)
        if opportunity_id is not None:
            _changed(session).opportunities.add(opportunity_id)
    elif isinstance(row, Revision) and row not in session.new:  # which nobody does: a revision is frozen
        _changed(session).opportunities.add(row.opportunity_id)
    elif isinstance(row, Opportunity) and _is_changed(row, "urgent_until", "urgent_reason") and row.id is not None:
        _changed(session).opportunities.add(row.id)
    if _concerns_all(session, row, is_deleted=is_deleted):
        _changed(session).everything = True


def _concerns_all(session: Session, row: Any, *, is_deleted: bool) -> bool:
    """Names that stand on cards of any town, pictures, and what takes publications with it."""
    if row in session.new:
        return False
    if isinstance(row, Association | Opportunity) and is_deleted:
        return True
    return isinstance(row, Picture) or (isinstance(row, Association | City) and _is_changed(row, "name"))


def _is_changed(row: Any, *names: str) -> bool:
    """Whether a column has another value. What authors write has no effect until it is shown: that is another row."""
    return any(sa.inspect(row).attrs[name].history.has_changes() for name in names)


@event.listens_for(Session, "do_orm_execute")
def _notice_statements(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete) or state.execution_options.get(UNMARKED):
        return
    table = getattr(state.statement, "table", None)
    if table is not None and table.name in _WATCHED:
        _changed(state.session).everything = True


@event.listens_for(Session, "before_commit")
def _mark(session: Session) -> None:
    changed: _Changed | None = session.info.pop(_KEY, None)
    if changed is None:
        return
    # One after the other and not in one statement: two that mark the same towns must lock them in one order.
    with unscoped("a change is told to every town that shows it"):
        ids = session.scalars(sa.select(City.id).where(changed.where()).order_by(City.id)).all()
        for city_id in ids:
            # Not a change of the city's own.
            values = {"shelf_mark": new_public_id(), "updated_at": City.updated_at}
            statement = sa.update(City).where(City.id == city_id).values(values)
            session.execute(statement.execution_options(synchronize_session=False))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_KEY, None)
