"""Plain rows by statements that are made once: in the session's transaction and under its scopes, without its objects.

An object of the session costs several times what its row does. Where a request needs plain values, and the statement
lives as long as the process, it is run by the connection itself.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import MultipleResultsFound
from sqlalchemy.orm import make_transient_to_detached

from engagement.core.made import Made
from engagement.core.models import Base
from engagement.core.scope import check_rows, narrowed
from engagement.core.transaction import insertion, is_writing, refuse_while_rendering
from engagement.extensions import db

# Of statements that live as long as the process, by the name of their dialect.
_made: dict[tuple[Any, str], Made] = {}


def rows(statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of a statement of columns that is made once and takes `values` as parameters. Raises ScopeError."""
    refuse_while_rendering()
    connection = db.session.connection()
    allowed = narrowed(statement, is_kept=True)
    key = allowed, connection.dialect.name
    made = _made.get(key)
    if made is None:
        made = _made[key] = Made(allowed, connection.dialect)
    return made.rows(connection, values)


def rows_of(statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Sequence[Any]:
    """The same for a statement with a list of values for an IN, whose text differs with their number."""
    return _run(statement, values).all()


def one_row(statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Any:
    """The row of such a statement, None when there is none. Raises MultipleResultsFound."""
    found = rows(statement, values)
    if len(found) > 1:
        raise MultipleResultsFound
    return found[0] if found else None


def changed_row(statement: sa.Update | Any, values: Mapping[str, Any]) -> Any:
    """What an UPDATE … RETURNING that is made once has changed: its row, None when it changed nothing.

    Objects of the session do not learn of it. Raises ScopeError, MultipleResultsFound.
    """
    if not is_writing():
        raise RuntimeError("rows change inside an operation only")
    return _run(statement, values).one_or_none()


def insert_once(entity: type[Base], values: Mapping[str, Any]) -> int | None:
    """Insert a row unless it is there already, and return its number; None when it was.

    On PostgreSQL this waits for whoever inserts the same row at the same time.
    """
    if not is_writing():
        raise RuntimeError("rows change inside an operation only")
    check_rows(entity, [values])
    connection = db.session.connection()
    found: int | None = connection.execute(_once(entity, connection.dialect.name), values).scalar()
    return found


def insert_now(row: Base) -> None:
    """Insert a new object by one statement, as a flush would, without looking at what else the session has.

    Afterwards it is one of the session's, as if it had been read. What it refers to is written already.
    """
    if not is_writing():
        raise RuntimeError("rows change inside an operation only")
    entity, session = type(row), db.session()
    names, unset = _columns(entity)
    given = {name: value for name, value in vars(row).items() if name in names}
    check_rows(entity, [given])
    result: Any = session.connection().execute(insertion(entity), given)
    vars(row).update(unset | result.last_inserted_params(), id=result.inserted_primary_key[0])
    make_transient_to_detached(row)
    session.add(row)


@functools.cache
def _columns(entity: type[Base]) -> tuple[frozenset[str], dict[str, None]]:
    """All columns by name, and what those hold that may be left out."""
    columns = cast(sa.Table, entity.__table__).c
    return frozenset(columns.keys()), {column.name: None for column in columns if column.nullable}


@functools.cache
def _once(entity: type[Base], dialect: str) -> Any:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    table = cast(sa.Table, entity.__table__)
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


def _run(statement: Any, values: Mapping[str, Any]) -> sa.Result[Any]:
    refuse_while_rendering()
    return db.session.connection().execute(narrowed(statement, is_kept=True), values)
