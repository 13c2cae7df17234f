"""The tables as they stand in the database, whatever version of the code made them, and their values as JSON."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

# Made by migrations, triggers or the queue, and made anew by them.
NOT_OURS = ("alembic_version", "publication_fts", "huey", "sqlite_")


def reflected(connection: Connection) -> list[sa.Table]:
    """Our tables, those that others refer to first."""
    metadata = sa.MetaData()
    metadata.reflect(connection, only=lambda name, _meta: not name.startswith(NOT_OURS))
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.JSON):
                # Where a column may be empty an empty value is SQL's, as the models write it.
                column.type.none_as_null = bool(column.nullable)
    return list(metadata.sorted_tables)


def revision_of(connection: Connection) -> str | None:
    """The migration at which the database stands; None when it was never migrated."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def to_json(value: Any) -> Any:
    """A value of a row as JSON says it; moments in UTC, bytes as base64."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal):
        return str(value)
    return value


def from_json(value: Any, column: sa.Column[Any], dialect: str) -> Any:
    """The value as the column of this database takes it."""
    if value is None or isinstance(column.type, sa.JSON):
        return value
    if isinstance(column.type, sa.DateTime):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if dialect == "sqlite" else moment
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, sa.Boolean):
        return bool(value)
    if isinstance(column.type, sa.Numeric) and not isinstance(column.type, sa.Float):
        return Decimal(value)
    return value


def later_references(table: sa.Table, order: Sequence[sa.Table]) -> list[sa.Column[Any]]:
    """Columns that may point to rows which are not there yet when the table is filled: its own and those in circles."""
    position = {each.name: index for index, each in enumerate(order)}
    here = position[table.name]

    def is_late(column: sa.Column[Any]) -> bool:
        return any(position.get(key.column.table.name, -1) >= here for key in column.foreign_keys)

    return [column for column in table.columns if column.nullable and is_late(column)]
