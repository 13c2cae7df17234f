"""Plain rows by statements that are made once: in the session's transaction and under its scopes, without its objects.

An object of the session costs several times what its row does. Where a request needs plain values, and the statement
lives as long as the process, it is run by the connection itself.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import MultipleResultsFound

from engagement.core.detached import detached
from engagement.core.made import Made, insertion
from engagement.core.models import Base
from engagement.core.scope import check_rows, narrowed
from engagement.core.transaction import connection_at_hand, is_writing, refuse_while_rendering

E = TypeVar("E", bound=Base)

# Of statements that live as long as the process, by the name of their dialect.
_made: dict[tuple[Any, str], Made] = {}


def rows(statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of a statement of columns that is made once and takes `values` as parameters. Raises ScopeError."""
    refuse_while_rendering()
    connection = connection_at_hand()
    allowed = narrowed(statement, is_kept=True)
    key = allowed, connection.dialect.name
    made = _made.get(key)
    if made is None:
        made = _made[key] = Made(allowed, connection.dialect)
    return made.rows(connection, values)


def rows_of(statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Sequence[Any]:
    """The same for a statement with a list of values for an IN, whose text differs with their number."""
    refuse_while_rendering()
    return connection_at_hand().execute(narrowed(statement, is_kept=True), values).all()


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
    return one_row(cast(Any, statement), values)


def insert_once(entity: type[Base], values: Mapping[str, Any], beside: sa.ColumnElement[Any] | None = None) -> Any:
    """Insert a row unless it is there already, and return it: its number, and `beside`, which lives as long as the
    process. None when it was there.

    On PostgreSQL this waits for whoever inserts the same row at the same time.
    """
    if not is_writing():
        raise RuntimeError("rows change inside an operation only")
    check_rows(entity, [values])
    connection = connection_at_hand()
    found = insertion(entity, values, connection.dialect, is_once=True, beside=beside).rows(connection, values)
    return found[0] if found else None


def insert_now(entity: type[E], **values: Any) -> E:
    """Insert a row and return its object, which the session does not know: who changes it or asks for what it refers
    to adds it.

    By one statement, without looking at what else the session has: what it refers to is written already.
    """
    if not is_writing():
        raise RuntimeError("rows change inside an operation only")
    check_rows(entity, [values])
    connection = connection_at_hand()
    made = insertion(entity, values, connection.dialect, is_returning=True)
    written = made.with_defaults(values)
    (inserted,) = made.rows(connection, written)
    return detached(entity, _unset(entity) | written | {"id": inserted.id})


@functools.cache
def _unset(entity: type[Base]) -> dict[str, None]:
    """What the columns hold that may be left out."""
    return {column.name: None for column in cast(sa.Table, entity.__table__).c if column.nullable}
