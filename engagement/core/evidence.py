"""What a page was made from, so that one can ask later whether it still holds.

While a page is made, every answer of the database is noted: the statement as it was sent, its parameters, the rows as
the driver gave them. A page that was made of these rows is what would be made of them again. So what was kept may be
shown as long as the same statements give the same rows, whoever has changed whatever in between.

What the database does not say has to be told: `holds_until` for a moment at which the page changes by itself. Nothing
is noted of what is read under a mark that is itself among the rows (`under_mark`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from engagement.kernel.clock import utcnow

ALWAYS: Final = datetime.max.replace(tzinfo=UTC)
# What opens and ends transactions says nothing about rows.
_FRAMES: Final = ("BEGIN", "COMMIT", "ROLLBACK")
_CURSOR: Final = "cursor past SQLAlchemy"


@dataclass(frozen=True, slots=True)
class Read:
    """One answer of the database. `rows` are the driver's, unchanged."""

    statement: str
    parameters: Any
    rows: list[Any]


@dataclass
class Evidence:
    """Of one page. `is_whole` is False when something happened that cannot be asked again, a write for example."""

    made_at: datetime = field(default_factory=utcnow)
    until: datetime = ALWAYS
    reads: list[Read] = field(default_factory=list)
    is_whole: bool = True

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(len(read.statement) + len(repr(read.parameters)) + len(repr(read.rows)) for read in self.reads)


_noted: ContextVar[Evidence | None] = ContextVar("evidence", default=None)


def begin(evidence: Evidence | None) -> None:
    """Note what is read from now on in this request; None ends it. For the web's hooks only."""
    _noted.set(evidence)


@contextlib.contextmanager
def noting(evidence: Evidence) -> Iterator[None]:
    """Note what the block reads."""
    before = _noted.get()
    _noted.set(evidence)
    try:
        yield
    finally:
        _noted.set(before)


@contextlib.contextmanager
def under_mark() -> Iterator[None]:
    """Note nothing of what the block reads.

    It is the same as long as a mark is, and that stands in a row that was noted.
    """
    before = _noted.get()
    _noted.set(None)
    try:
        yield
    finally:
        _noted.set(before)


def never_again() -> None:
    """What is being made must not be kept."""
    evidence = _noted.get()
    if evidence is not None:
        evidence.is_whole = False


def holds_until(moment: datetime) -> None:
    """What is being made changes by itself at this moment, although no row does."""
    evidence = _noted.get()
    if evidence is not None and moment < evidence.until:
        evidence.until = moment


def holds(
    evidence: Evidence, known: list[Read], reading: Callable[[], contextlib.AbstractContextManager[Connection]]
) -> bool:
    """Whether the database still answers all that was noted in the same way, and no moment has come.

    `known` are answers that this request has already got, in order; they are not asked for again. `reading` gives the
    connection for the others (`core.kept_plans`). Rows go nowhere from here, so no scope is needed: the statements
    carry what narrowed them.
    """
    if not evidence.is_whole or not evidence.made_at <= utcnow() < evidence.until:
        return False
    reads = evidence.reads
    if reads[: len(known)] != known:
        return False
    rest = reads[len(known) :]
    if not rest:
        return bool(reads)
    # Not the session's: nothing is kept of what is read, and no transaction has to begin.
    with reading() as connection:
        return all(_rows(connection, read) == read.rows for read in rest)


def _rows(connection: Connection, read: Read) -> list[Any]:
    """Past SQLAlchemy's results, whose making costs more than the answer; who counts statements is told of these."""
    cursor = cursor_of(connection)
    tell(connection, cursor, read.statement, read.parameters)
    cursor.execute(read.statement, read.parameters)
    return list(cursor.fetchall())


def cursor_of(connection: Connection) -> Any:
    """The driver's cursor for what is run past SQLAlchemy: one a connection, because psycopg takes longer to make one
    than to send a statement. Its answer has to be fetched before the next is asked."""
    raw = connection.connection
    cursor = raw.info.get(_CURSOR)
    if cursor is None:
        cursor = raw.info[_CURSOR] = raw.cursor()
    return cursor


def tell(connection: Connection, cursor: Any, statement: str, parameters: Any) -> None:
    """Let those know who count statements, where one is run past SQLAlchemy."""
    told = connection.dispatch.before_cursor_execute
    if told:
        for each in told:
            each(connection, cursor, statement, parameters, None, False)


def note(statement: str, parameters: Any, rows: list[Any]) -> None:
    """Note an answer that came past SQLAlchemy; the driver's rows, unchanged."""
    evidence = _noted.get()
    if evidence is not None:
        read = Read(statement, parameters, rows)
        if read not in evidence.reads:
            evidence.reads.append(read)


@event.listens_for(Engine, "after_cursor_execute")
def _note(_connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, is_many: bool) -> None:
    evidence = _noted.get()
    if evidence is None or statement.startswith(_FRAMES):
        return
    description = cursor.description  # once: psycopg makes it anew each time, eight calls a column
    if is_many or context is None or context.is_crud or description is None:
        evidence.is_whole = False
        return
    rows = list(cursor.fetchall())
    # Taken from the driver here, they are handed on to whoever asked.
    context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, description, rows)
    note(statement, parameters, rows)
