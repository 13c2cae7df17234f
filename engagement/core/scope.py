"""Who may read which rows: every query runs in a scope and fails closed.

A table says in `__readable__` in which scopes it may be read and which column must equal the scope's id
(`ANY` = all rows, `Through` = the rows that a row of the scope points to). A query outside those raises `ScopeError`.
Filters are added to every SELECT, UPDATE and DELETE that goes through the session, joins and relationship loads
included. Hooks do not see `session.get()` on rows already in the session, `connection()` or bare tables: a lint bans
those outside this package, and `entered` empties the session when the scope changes.
"""

from __future__ import annotations

import contextlib
import enum
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import ExecutableOption

from engagement.core.models import Base
from engagement.extensions import db

S = TypeVar("S", bound=Any)
ANY = "*"
# The execution option of statements that are made once and then run with parameters: what narrows them is kept, too.
# Only for those that live as long as the process.
MADE_ONCE = {"made_once": True}


class ScopeKind(enum.StrEnum):
    CITY = "city"
    ASSOCIATION = "association"
    PERSON = "person"
    PORTAL = "portal"
    SYSTEM = "system"


class ScopeError(RuntimeError):
    """A query was made outside the scopes its table allows. It is a programming error, shown as 500."""


@dataclass(frozen=True)
class Scope:
    kind: ScopeKind
    id: int | None = None

    @classmethod
    def city(cls, city_id: int) -> Scope:
        return cls(ScopeKind.CITY, city_id)

    @classmethod
    def association(cls, association_id: int) -> Scope:
        return cls(ScopeKind.ASSOCIATION, association_id)

    @classmethod
    def person(cls, user_id: int) -> Scope:
        return cls(ScopeKind.PERSON, user_id)


PORTAL = Scope(ScopeKind.PORTAL)
SYSTEM = Scope(ScopeKind.SYSTEM)


@dataclass(frozen=True)
class Through:
    """Readable by way of `table`: one of its rows has this row's `own` in `key`, and the scope's id in `column`."""

    table: str
    key: str
    column: str
    own: str = "id"


# What a table declares: scope kind → column that must equal the scope's id, another table's, or ANY.
Readable = dict[ScopeKind, str | Through]
EVERYWHERE: Readable = dict.fromkeys(ScopeKind, ANY)

_current: ContextVar[Scope | None] = ContextVar("scope", default=None)
_unscoped: ContextVar[str | None] = ContextVar("unscoped", default=None)


@contextlib.contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Run the block in `scope`. Rows loaded under another scope are forgotten at both ends.

    Do not switch inside a write transaction: pending changes would be lost, so that raises ScopeError.
    """
    before = _current.get()
    if before == scope:
        yield scope
        return
    _forget_rows()
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
        _forget_rows(strict=False)


def enter(scope: Scope | None) -> Scope | None:
    """Set the scope until further notice and return the one before; for the web's hooks only."""
    before = _current.get()
    if before != scope:
        _forget_rows(strict=False)
        _current.set(scope)
    return before


class unscoped:  # reads like a function; one written as a generator costs several times as much
    """Cross the scopes on purpose, with `with`. `reason` says why, for whoever reads the code."""

    __slots__ = ("_reason", "_token")

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __enter__(self) -> None:
        self._token = _unscoped.set(self._reason)

    def __exit__(self, *_error: object) -> None:
        _unscoped.reset(self._token)


def _forget_rows(strict: bool = True) -> None:
    session = db.session()
    if strict and (session.new or session.dirty or session.deleted):
        raise ScopeError("the scope was switched with unsaved changes")
    forget_all(session)


def forget_all(session: Session) -> None:
    """Let the session forget its objects. Mostly it has none, and finding that out costs a tenth."""
    if next(iter(session), None) is not None:
        session.expunge_all()


def _readable(mapper: Mapper[Any], kind: ScopeKind) -> str | Through:
    declared: Readable | None = getattr(mapper.class_, "__readable__", None)
    if declared is None:
        raise ScopeError(f"{mapper.class_.__name__} does not declare __readable__")
    if kind is ScopeKind.SYSTEM:
        return ANY
    if kind not in declared:
        raise ScopeError(f"{mapper.class_.__name__} may not be read in the scope “{kind}”")
    return declared[kind]


_mapper_of: dict[str, Mapper[Any]] = {}


def _mappers() -> dict[str, Mapper[Any]]:
    if not _mapper_of:
        for mapper in Base.registry.mappers:
            if isinstance(mapper.local_table, sa.Table):
                _mapper_of[mapper.local_table.name] = mapper
    return _mapper_of


def _tables_of(statement: Any) -> set[str]:
    return {element.name for element in visitors.iterate(statement) if isinstance(element, sa.Table)}


def _scope_id() -> int | None:
    """Asked when the statement runs, so that what narrows it is made once for all scopes of a kind."""
    scope = _current.get()
    if scope is None:
        raise ScopeError("a narrowed query ran outside any scope")
    return scope.id


def _criterion(mapper: Mapper[Any], rule: str | Through) -> sa.ColumnElement[bool]:
    scope_id: sa.BindParameter[int | None] = sa.bindparam(
        "scope_id", callable_=_scope_id, type_=sa.Integer, unique=True
    )
    if isinstance(rule, str):
        criterion: sa.ColumnElement[bool] = getattr(mapper.class_, rule) == scope_id
        return criterion
    other = Base.metadata.tables[rule.table].alias()
    met = sa.exists().where(other.c[rule.key] == getattr(mapper.class_, rule.own), other.c[rule.column] == scope_id)
    # Whatever else the statement selects from stays outside, the other table itself included.
    return met.correlate_except(other)


@functools.cache
def _narrowing(mapper: Mapper[Any], kind: ScopeKind) -> ExecutableOption | None:
    """What narrows a table in scopes of a kind; None where all rows may be read. Raises ScopeError."""
    rule = _readable(mapper, kind)
    if rule == ANY:
        return None
    return with_loader_criteria(
        mapper.class_, _criterion(mapper, rule), include_aliases=True, propagate_to_loaders=False
    )  # fmt: skip


def check_city(entity: type[Any], city_id: int | None) -> None:
    """Whether a city's rows of a table may be read here, for what is kept of them in memory; None is every city's.

    Raises ScopeError outside any scope, in another city's, and where the table may not be read.
    """
    scope = _current.get()
    if _unscoped.get() is not None:
        return
    if scope is None:
        raise ScopeError(f"{entity.__name__} asked for outside any scope")
    rule = _readable(sa.inspect(entity), scope.kind)
    if rule != ANY and (scope.kind is not ScopeKind.CITY or scope.id != city_id):
        raise ScopeError(f"{entity.__name__} of city {city_id} may not be read in the scope “{scope.kind}” {scope.id}")


_narrowed: dict[tuple[Any, ScopeKind], Any] = {}


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if state.is_select or state.is_update or state.is_delete:
        is_kept = bool(state.execution_options.get("made_once"))
        state.statement = narrowed(state.statement, state.all_mappers, is_kept=is_kept)


def narrowed(statement: S, mappers: Iterable[Mapper[Any]] = (), *, is_kept: bool = False) -> S:
    """The statement as it may be run in the scope at hand; `mappers` are those it has beside its tables' own.

    `is_kept`: it is made once and lives as long as the process, so what narrows it is kept, too. Raises ScopeError.
    """
    if _unscoped.get() is not None:
        return statement
    scope = _current.get()
    key = (statement, scope.kind) if is_kept and scope is not None else None
    if key is not None and key in _narrowed:
        kept: S = _narrowed[key]
        return kept
    known = _mappers()
    concerned = {known[name] for name in _tables_of(statement) if name in known}
    concerned.update(mappers)
    if not concerned:
        return statement
    if scope is None:
        names = ", ".join(sorted(m.class_.__name__ for m in concerned))
        raise ScopeError(f"a query on {names} outside any scope")
    if scope.kind is ScopeKind.SYSTEM:
        return statement
    options = [option for mapper in concerned if (option := _narrowing(mapper, scope.kind)) is not None]
    found: S = statement.options(*options) if options else statement
    if key is not None:
        _narrowed[key] = found
    return found


@event.listens_for(Session, "before_flush")
def _keep_city(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    scope = _current.get()
    if _unscoped.get() is not None or scope is None or scope.kind is not ScopeKind.CITY:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        declared: Readable = getattr(row, "__readable__", {})
        if declared.get(ScopeKind.CITY) == "city_id":
            # A row made through its relationship gets its city_id in the flush itself; composite keys back that case.
            _check_written(type(row).__name__, row.city_id, scope)


def check_rows(entity: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for rows that are written as plain values. Raises ScopeError: they belong to another city."""
    scope = _current.get()
    if _unscoped.get() is not None or scope is None or scope.kind is not ScopeKind.CITY:
        return
    declared: Readable = getattr(entity, "__readable__", {})
    if declared.get(ScopeKind.CITY) == "city_id":
        for row in rows:
            _check_written(entity.__name__, row.get("city_id"), scope)


def _check_written(name: str, city_id: int | None, scope: Scope) -> None:
    if city_id is not None and city_id != scope.id:
        raise ScopeError(f"{name} of city {city_id} changed in city {scope.id}")
