"""The town of a request, read in the cheapest way: nearly every request begins with it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from engagement.cities.models import City
from engagement.core.detached import columns_of, detached, names_of
from engagement.core.kept_json import as_text, fresh
from engagement.core.rows import one_row
from engagement.extensions import db

_READ = "cities_of_this_transaction"


class KnownCity(NamedTuple):
    """What a town's shelf asks of its row."""

    id: int
    slug: str
    name: str
    shelf_mark: str
    timezone: str


def visited_city(slug: str) -> City | None:
    """The town with this slug, for a request that reads its columns: it belongs to no session. See `_city`."""
    return _city(one_row(_statement("slug"), {"slug": slug}))


def city_of_host(domain: str) -> City | None:
    """The same by a host name of its own (ASCII, without port), whether or not mails name it yet."""
    return _city(one_row(_statement("domain"), {"domain": domain}))


@functools.cache
def _statement(name: str) -> sa.Select[*tuple[Any, ...]]:
    """Made once, when all tables are known."""
    columns: list[Any] = columns_of(City, names_of(City))
    columns = [as_text(column) if column.key in _in_json() else column for column in columns]
    return sa.select(*columns).where(getattr(City, name) == sa.bindparam(name))


@functools.cache
def _in_json() -> tuple[str, ...]:
    return tuple(name for name in names_of(City) if isinstance(getattr(City, name).type, sa.JSON))


def _city(row: Any) -> City | None:
    """A new object for every request, past the session's loading, which takes five times as long.

    A request enters the scope of its town next, with which the session would forget the row anyway.
    """
    if row is None:
        return None
    values = row._asdict()
    for name in _in_json():
        values[name] = fresh(values[name])
    city = detached(City, values)
    _note(db.session(), city)
    return city


def cities_of_transaction() -> Mapping[int, KnownCity]:
    """Those that were read in this transaction, by id: their marks have not to be read again in it."""
    found: dict[int, KnownCity] = db.session().info.get(_READ, {})
    return found


def _note(session: Session, city: City) -> None:
    found: dict[int, KnownCity] = session.info.setdefault(_READ, {})
    found[city.id] = KnownCity(city.id, city.slug, city.name, city.shelf_mark, city.timezone)


@event.listens_for(City, "load")
def _note_loaded(city: City, context: Any) -> None:
    if "shelf_mark" in city.__dict__:
        _note(context.session, city)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, _transaction: Any) -> None:
    """The next transaction may see other marks."""
    session.info.pop(_READ, None)
