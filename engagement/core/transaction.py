"""One way to write: `with writing():` or `@operation`. Only the outermost one commits.

Reading and then writing in one SQLite transaction fails at once while another commits, busy timeout or not, so the read
transaction ends first and the write begins with BEGIN IMMEDIATE. On PostgreSQL rows are locked with `lock()`.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from engagement.core import kept_plans
from engagement.core.made import insertion
from engagement.core.models import Base
from engagement.core.scope import check_rows, forget_all
from engagement.core.turns import BUSY_TIMEOUT_SECONDS, turn_of
from engagement.extensions import db

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=sa.Select[Any])
log = logging.getLogger(__name__)

_CONNECTION = "connection"
_depth: ContextVar[int] = ContextVar("write_depth", default=0)
_after: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)
_before: ContextVar[dict[Hashable, Callable[[], None]] | None] = ContextVar("before_commit", default=None)
# Rows that are written as plain values with the next flush, by table and columns.
_rows: ContextVar[dict[Hashable, tuple[type[Base], list[dict[str, Any]]]] | None] = ContextVar("rows", default=None)
# The connection of the open operation, where it was known when that began.
_operating: ContextVar[Connection | None] = ContextVar("operating", default=None)
# Set while a template is rendered: a query then is a lazy load that belongs into queries.py.
rendering: ContextVar[bool] = ContextVar("rendering", default=False)


def is_writing() -> bool:
    """Whether an operation is open; the test client fails a request that leaves one."""
    return _depth.get() > 0


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Open a write transaction, or join the open one. Commits at the outer end; any exception rolls back all."""
    if _depth.get():
        yield
        return
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("unsaved changes before an operation: rows are changed by operations only")
    # Rows that the caller has loaded stay readable as they were, also when the operation refuses; the operation
    # reads its own, fresh.
    forget_all(session)
    connection = _read_to_the_end(session)
    callbacks: list[Callable[[], None]] = []
    with turn_of(session.get_bind()):
        yield from _write(session, connection, callbacks)
    for callback in callbacks:
        try:
            callback()
        except Exception:
            log.exception("a callback after the commit failed; the data is saved")


def _read_to_the_end(session: Session) -> Connection | None:
    """End what was read, and return the connection where it can go on with writing: to close the session's
    transaction, give the connection back and take it again costs as much as a long statement.

    Not on SQLite, where writers queue: who waits for her turn would keep a connection from those who read.
    """
    connection: Connection | None = session.info.get(_CONNECTION)
    if connection is None or connection.invalidated or connection.dialect.name == "sqlite":
        session.rollback()
        return None
    return connection


def _write(session: Session, connection: Connection | None, callbacks: list[Callable[[], None]]) -> Iterator[None]:
    """The transaction itself; what is to be done after the commit is put into `callbacks`."""
    last: dict[Hashable, Callable[[], None]] = {}
    depth, after, before, rows = _depth.set(1), _after.set(callbacks), _before.set(last), _rows.set({})
    operating = _operating.set(connection)
    try:
        if connection is not None:
            kept_plans.say(connection, is_reading=False)
        yield
        while last:
            last.pop(next(iter(last)))()
        _write_rows(session)
        session.flush()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _depth.reset(depth)
        _after.reset(after)
        _before.reset(before)
        _rows.reset(rows)
        _operating.reset(operating)


def abandon() -> None:
    """Forget what a failed request left in the session, so that its error page can read."""
    db.session.rollback()


def is_unreachable(error: BaseException) -> bool:
    """Whether the database could not be asked at all: away, restarting, or locked for longer than anybody waits."""
    return isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.TimeoutError)


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Make a plain function one write transaction (see `writing`)."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _depth.get():
            return function(*args, **kwargs)
        with writing():
            return function(*args, **kwargs)

    return run


def after_commit(callback: Callable[[], None]) -> None:
    """Run something once the data is safe: a wake-up, never the work itself. Failing does not undo the commit."""
    callbacks = _after.get()
    if callbacks is None:
        raise RuntimeError("after_commit outside an operation")
    callbacks.append(callback)


def before_commit(key: Hashable, callback: Callable[[], None]) -> None:
    """Run something at the end of the outermost operation, inside its transaction; once, however often it is asked for
    under the same key. For what must follow from a change whoever made it, and only from how all of it ends."""
    callbacks = _before.get()
    if callbacks is None:
        raise RuntimeError("before_commit outside an operation")
    callbacks.setdefault(key, callback)


def insert_soon(entity: type[Base], **values: Any) -> None:
    """Insert a row with the next flush, before the next deletion, at the latest with the commit, without making an
    object of it: for what is written and not read again, such as a log. The table's defaults hold. All rows of a
    table go in one statement."""
    rows = _rows.get()
    if rows is None:
        raise RuntimeError(f"{entity.__name__} is written inside an operation only")
    rows.setdefault((entity, *values), (entity, []))[1].append(values)


def _write_rows(session: Session) -> None:
    rows = _rows.get()
    while rows:
        entity, values = rows.pop(next(iter(rows)))
        check_rows(entity, values)
        connection = connection_of(session)
        insertion(entity, values[0], connection.dialect).for_each(connection, values)


@event.listens_for(Session, "before_flush")
def _write_rows_first(session: Session, _context: Any, _instances: Any) -> None:
    _write_rows(session)


def connection_of(session: Session) -> Connection:
    """The session's connection, which begins its transaction. Looked up by the session's own way once a transaction:
    it takes as many calls as a small statement."""
    known: Connection | None = session.info.get(_CONNECTION)
    return known if known is not None else session.connection()


def connection_at_hand() -> Connection:
    """The connection of the open operation, else of the session at hand, which begins its transaction."""
    known = _operating.get()
    return known if known is not None else connection_of(db.session())


@event.listens_for(Session, "after_begin")
def _keep_connection(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    session.info[_CONNECTION] = connection
    if not transaction.nested:
        kept_plans.say(connection, is_reading=not is_writing())


@event.listens_for(Session, "after_transaction_end")
def _forget_connection(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_CONNECTION, None)


def lock(statement: S) -> S:
    """Lock the selected rows until the commit and read them fresh. SQLite's one writer needs no row locks."""
    return statement.with_for_update().execution_options(populate_existing=True)


@event.listens_for(Session, "do_orm_execute")
def _write_rows_before_a_delete(state: ORMExecuteState) -> None:
    # A session without changes of its own does not flush, and a row may name what is deleted now: the log names who
    # ends her account, and the database takes the name out again.
    if state.is_delete:
        _write_rows(state.session)


@event.listens_for(Session, "do_orm_execute")
def _refuse_lazy_loads(_state: ORMExecuteState) -> None:
    refuse_while_rendering()


def refuse_while_rendering() -> None:
    """Raise RuntimeError when a template asks the database."""
    if rendering.get():
        raise RuntimeError("a template caused a query; load it in queries.py")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None  # SQLAlchemy's begin event speaks instead
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
