"""Getting a town's shelf: from memory while its mark is the same, else from the database."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.cities.models import City, District
from engagement.cities.queries import KnownCity, cities_of_transaction
from engagement.core.evidence import holds_until, never_again, under_mark
from engagement.core.scope import check_city, unscoped
from engagement.core.transaction import is_writing
from engagement.extensions import db
from engagement.kernel.clock import DEFAULT_ZONE, today, utcnow
from engagement.opportunities.enums import FacetKind, PublicationState
from engagement.opportunities.models import Opportunity, Publication, PublicationFacet, Revision, Shift
from engagement.opportunities.rules.urgency import is_urgent
from engagement.opportunities.search.criteria import GROUPS
from engagement.opportunities.search.indexing import place_value
from engagement.opportunities.search.shelf import EARLIEST, Entry, Place, Shelf, Town, together

_GROUP_OF: Final = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
_BETWEEN: Final = "\n"
_SEEN: Final = "shelves_of_this_transaction"


class _Kept:
    """The shelves that one process keeps, each with the mark under which it was read."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.shelves: dict[int, tuple[str, Shelf]] = {}
        self.region: tuple[tuple[str, ...], Shelf] | None = None
        self.reading: dict[int, threading.Lock] = {}

    def lock_of(self, city_id: int) -> threading.Lock:
        with self.lock:
            return self.reading.setdefault(city_id, threading.Lock())


def _kept() -> _Kept:
    kept: _Kept = current_app.extensions.setdefault("shelves", _Kept())
    return kept


def shelf_of(city_id: int | None) -> Shelf:
    """The open offers of a city, or of all published ones together.

    At most one statement a transaction, three more for each town that has changed since this process read it. Raises
    ScopeError outside the city's scope, the portal's and the system's.
    """
    check_city(Publication, city_id)
    seen: dict[int | None, Shelf] = db.session().info.setdefault(_SEEN, {})
    if city_id not in seen or not seen[city_id].is_true(utcnow()) or is_writing():
        seen[city_id] = _look(city_id)
    holds_until(seen[city_id].true_until)
    return seen[city_id]


def _look(city_id: int | None) -> Shelf:
    if city_id is None:
        return _region(_cities(City.is_published))
    read = cities_of_transaction().get(city_id)  # every request begins with its city
    cities = [read] if read is not None else _cities(City.id == city_id)
    return _shelf(cities[0]) if cities else Shelf((), utcnow(), today(), DEFAULT_ZONE, {})


def _region(cities: Sequence[KnownCity]) -> Shelf:
    shelves = [_shelf(row) for row in cities]
    for shelf in shelves:
        holds_until(shelf.true_until)
    marks = tuple(row.shelf_mark for row in cities)
    kept = _kept()
    region = kept.region
    if region is None or region[0] != marks or not all(marks) or not region[1].is_true(utcnow()):
        region = marks, together(shelves, DEFAULT_ZONE)
        if not is_writing():
            kept.region = region
    return region[1]


@event.listens_for(Session, "after_transaction_end")
def _look_again(session: Session, _transaction: Any) -> None:
    """The next transaction may see other marks."""
    session.info.pop(_SEEN, None)


def shelves_by_city() -> Mapping[int, Shelf]:
    """City id → shelf of every published city."""
    check_city(Publication, None)
    found = {row.id: _shelf(row) for row in _cities(City.is_published)}
    for shelf in found.values():
        holds_until(shelf.true_until)
    return found


def _cities(which: sa.SQLColumnExpression[bool]) -> Sequence[KnownCity]:
    statement = sa.select(City.id, City.slug, City.name, City.shelf_mark, City.timezone).where(which).order_by(City.id)
    return [KnownCity(*row) for row in db.session.execute(statement)]


def _shelf(city: KnownCity) -> Shelf:
    if is_writing() or not city.shelf_mark:
        never_again()
        return _read(
            city.id, Town(city.slug, city.name), ZoneInfo(city.timezone)
        )  # what is not committed is kept by nobody
    kept = _kept()
    found = kept.shelves.get(city.id)
    if found is not None and found[0] == city.shelf_mark and found[1].is_true(utcnow()):
        return found[1]
    with kept.lock_of(city.id):  # one thread reads, the others wait for it
        found = kept.shelves.get(city.id)
        if found is None or found[0] != city.shelf_mark or not found[1].is_true(utcnow()):
            with under_mark():
                found = city.shelf_mark, _read(city.id, Town(city.slug, city.name), ZoneInfo(city.timezone))
            kept.shelves[city.id] = found
        return found[1]


def _read(city_id: int, town: Town, zone: ZoneInfo) -> Shelf:
    now, day = utcnow(), today(zone)
    with unscoped("a shelf is the same for everybody who may look at it, and holds one city's rows only"):
        dates = _dates(city_id, now)
        entries = [entry for entry in _entries(city_id, day, dates) if entry.is_ongoing or entry.dates]
        statement = sa.select(District.name).where(District.city_id == city_id)
        names = db.session.scalars(
            statement.order_by(District.is_core.desc(), District.position, District.id)
        ).all()  # fmt: skip
    entries.sort(key=lambda entry: entry.order)
    return Shelf(entries, now, day, zone, {city_id: town}, [(place_value(name), name) for name in names])


def _dates(city_id: int, now: datetime) -> dict[int, list[tuple[datetime, bool]]]:
    statement = (
        sa.select(Shift.opportunity_id, Shift.starts_at, Shift.taken < Shift.capacity)
        .join(Publication, Publication.opportunity_id == Shift.opportunity_id)
        .where(
            Publication.city_id == city_id, Publication.state == PublicationState.PUBLISHED,
            Shift.cancelled_at.is_(None), Shift.starts_at > now,
        )
        .order_by(Shift.starts_at, Shift.id)
    )  # fmt: skip
    found: dict[int, list[tuple[datetime, bool]]] = {}
    for opportunity_id, starts_at, is_free in db.session.execute(statement):
        found.setdefault(opportunity_id, []).append((starts_at, bool(is_free)))
    return found


def _entries(city_id: int, day: Any, dates: Mapping[int, Sequence[tuple[datetime, bool]]]) -> Iterable[Entry]:
    value = sa.type_coerce(PublicationFacet.kind, sa.String) + ":" + PublicationFacet.value
    values = (
        sa.select(sa.func.aggregate_strings(value, _BETWEEN))
        .where(PublicationFacet.publication_id == Publication.id)
        .scalar_subquery()
    )
    of_city = sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id)
    statement = (
        sa.select(
            Publication.id, Publication.opportunity_id, Publication.association_id, Publication.published_at,
            Opportunity.public_id, Opportunity.home_city_id, Opportunity.urgent_until,
            Revision.is_ongoing, values.label("values"),
        )
        .select_from(Publication)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Listing, of_city)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .where(
            Publication.city_id == city_id, Publication.state == PublicationState.PUBLISHED,
            Listing.state != ListingState.SUSPENDED,
            sa.or_(Revision.is_ongoing.is_(False), Revision.ends_on.is_(None), Revision.ends_on >= day),
        )
    )  # fmt: skip
    parsed: dict[str, tuple[str, str]] = {}
    for row in db.session.execute(statement):
        place = Place(city_id, row.id, row.association_id, row.published_at or EARLIEST, row.home_city_id == city_id)
        found = frozenset(_value(each, parsed) for each in (row.values or "").split(_BETWEEN) if each)
        coming = () if row.is_ongoing else tuple(dates.get(row.opportunity_id, ()))
        yield Entry(
            row.opportunity_id, row.public_id, row.is_ongoing, (place,), coming, found, is_urgent(row.urgent_until, day)
        )


def _value(text: str, parsed: dict[str, tuple[str, str]]) -> tuple[str, str]:
    if text not in parsed:
        kind, _, value = text.partition(":")
        parsed[text] = (_GROUP_OF[FacetKind(kind)], value)
    return parsed[text]
