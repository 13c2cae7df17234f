"""What one request costs the database, counted in this process: statements, rows read, bytes of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks.load import Ask
from engagement.extensions import db

_TOUCHED = "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_user_tables"


@dataclass(frozen=True)
class Cost:
    """`read` is rows on PostgreSQL and steps of the virtual machine on SQLite, which counts no rows."""

    statements: int
    read: int
    bytes: int


def cost(app: Flask, ask: Ask) -> Cost:
    """Of a page that was asked for before."""
    send(app, ask)
    return cost_once(app, ask)


def cost_once(app: Flask, ask: Ask) -> Cost:
    """Of a request that is sent here for the first time."""
    with app.app_context():
        engine = db.engine
    # Outside that context: the request makes its own, and its session ends with it.
    with _reading(engine) as read, statements(engine) as seen:
        status, size = send(app, ask)
    assert status < 400, f"{ask.path} answers {status}"
    return Cost(len(seen), read[0], size)


def send(app: Flask, ask: Ask) -> tuple[int, int]:
    """Status and size of the answer, from this process."""
    headers = {
        "X-Forwarded-For": ask.sender,
        "X-Forwarded-Proto": "https",
        "Host": app.config["SETTINGS"].platform_host,
    }
    method = "GET" if ask.form is None else "POST"
    content = "application/x-www-form-urlencoded" if ask.form is not None else None
    answer = app.test_client().open(ask.path, method=method, headers=headers, data=ask.form, content_type=content)
    return answer.status_code, len(answer.data)


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements of the block, those that begin and end transactions aside."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _reading(engine: sa.Engine) -> Iterator[list[int]]:
    """What the block reads, in the first entry once it has ended."""
    found = [0]
    if engine.dialect.name == "sqlite":
        yield from _steps(engine, found)
    else:
        engine.dispose()  # one connection from here on: each tells its own rows
        before = _touched(engine)
        yield found
        found[0] = _touched(engine) - before


def _steps(engine: sa.Engine, found: list[int]) -> Iterator[list[int]]:
    every = 20

    def step() -> int:
        found[0] += every
        return 0

    def watch(connection: Any, *_more: Any) -> None:
        connection.set_progress_handler(step, every)

    def release(connection: Any, *_more: Any) -> None:
        connection.set_progress_handler(None, 0)

    sa.event.listen(engine, "checkout", watch)
    sa.event.listen(engine, "checkin", release)
    try:
        yield found
    finally:
        sa.event.remove(engine, "checkout", watch)
        sa.event.remove(engine, "checkin", release)


def _touched(engine: sa.Engine) -> int:
    # The server's counters are told at the end of a transaction, at most every second unless one asks.
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
        connection.rollback()
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        number = connection.exec_driver_sql(_TOUCHED).scalar_one()
    return int(number)
