"""On PostgreSQL: statements stay prepared from one request to the next, and what only reads cannot write.

psycopg prepares what a connection has been asked five times, and PostgreSQL keeps its plan. With each ROLLBACK psycopg
forgets them all, because what is rolled back might have made the tables anew. A session that has only read ends with
one, so that every request had all its statements planned again (docs/adr/0023-plans-are-kept.md).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect

from engagement.extensions import db


class KeepingConnection(psycopg.Connection[Any]):
    """A connection whose single statements only read. Whoever takes it next says anew what it is for."""

    def commit(self) -> None:
        """Commit, where a transaction is open."""
        super().commit()
        self.autocommit = False

    def rollback(self) -> None:
        """Roll back, where a transaction is open."""
        super().rollback()
        self.autocommit = False


def init_app() -> None:
    """Let the engine of the app at hand keep its plans. SQLite has none that it could lose."""
    if db.engine.dialect.name == "postgresql":
        event.listen(db.engine, "do_connect", _connect)


@contextlib.contextmanager
def reading() -> Iterator[Connection]:
    """A connection for a few statements that only read, beside the session's: without its transaction and objects."""
    with db.engine.connect() as connection:
        say(connection, is_reading=True)
        yield connection


def _connect(_dialect: Dialect, _record: Any, args: tuple[Any, ...], options: dict[str, Any]) -> KeepingConnection:
    connection = KeepingConnection.connect(*args, **options)
    # A transaction that is begun says that it writes; a statement without one is the server's own, and reads.
    connection.read_only = False
    connection.execute("SET default_transaction_read_only = on")
    connection.commit()
    return connection


def say(connection: Connection, *, is_reading: bool) -> None:
    """Say what a connection is for; it has no open transaction on the server. SQLite's need not be told."""
    raw = connection.connection.driver_connection
    if isinstance(raw, KeepingConnection):
        raw.autocommit = is_reading
