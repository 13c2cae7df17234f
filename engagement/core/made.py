"""A statement that is made once, kept as the driver takes it.

SQLAlchemy finds a statement's text in its cache, sorts the parameters and describes the result each time: for a small
statement that is many times what the database needs for it. Here it is done once; types are SQLAlchemy's own in both
directions, and so are the defaults of a table's columns. Whoever counts statements is told of these, and so is the
evidence of a page (core/evidence.py).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect

from engagement.core import evidence
from engagement.core.models import Base

# Of a table's rows with values in the same columns.
_insertions: dict[Any, Made] = {}


class Made:
    """The text of a statement in one dialect, and what turns values into parameters and answers into rows."""

    def __init__(self, statement: Any, dialect: Dialect, columns: Iterable[str] | None = None) -> None:
        """`statement` is a SELECT of columns, or changes rows and may return columns. It has no list of values for an
        IN, whose text would differ each time. `columns` are those that an INSERT is given values for."""
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        if compiled.post_compile_params:
            raise ValueError("a statement with a list of values has no text of its own")
        self._text = str(compiled)
        self._names: list[str] = compiled.positiontup if compiled.positional else list(compiled.binds)
        self._is_positional: bool = compiled.positional
        prefetched = [(column.key, column.default) for column in compiled.insert_prefetch]
        self._same = {key: default.arg for key, default in prefetched if default.is_scalar}
        self._anew = {key: _default(key, default) for key, default in prefetched if not default.is_scalar}
        self._parameters = [_parameter(compiled.binds[name], dialect, self._same, self._anew) for name in self._names]
        self._is_select = isinstance(statement, sa.Select)
        found = list(statement.selected_columns if self._is_select else statement.exported_columns)
        self._types = [column.type.dialect_impl(dialect) for column in found]
        self._dialect = dialect
        self._driver_error: type[Exception] = dialect.loaded_dbapi.Error
        self._converters: list[Callable[[Any], Any] | None] | None = None
        names = [str(column.key) for column in found]
        self._row: Callable[..., Any] = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # known now alone

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Run it. Rows are named tuples, none where nothing is returned. Raises KeyError: a value is missing."""
        found, kinds = self._ask(connection, self._sent(values))
        converters = self._converters
        if converters is None:
            # What the driver calls the kinds of its columns says its first answer.
            converters = self._converters = [
                of_type.result_processor(self._dialect, kind[1])
                for of_type, kind in zip(self._types, kinds or (), strict=True)
            ]
        return [
            self._row(*[value if to is None else to(value) for value, to in zip(row, converters, strict=True)])
            for row in found
        ]

    def with_defaults(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a row that is inserted, with what the table's columns hold by themselves."""
        return self._same | {name: default(values) for name, default in self._anew.items()} | dict(values)

    def for_each(self, connection: Connection, values: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each, and give nothing back."""
        sent = [self._sent(each) for each in values]
        evidence.never_again()
        try:
            cursor = evidence.cursor_of(connection)
            evidence.tell(connection, cursor, self._text, sent)
            if len(sent) == 1:
                cursor.execute(self._text, sent[0])
            else:
                cursor.executemany(self._text, sent)
        except self._driver_error as error:
            _raise(connection, error, self._text, sent)

    def _sent(self, values: Mapping[str, Any]) -> Any:
        given = []
        for key, ask, fixed, convert in self._parameters:
            if key is None and ask is None:
                given.append(fixed)
                continue
            # The name alone is for what has to be given, with a function for what may be.
            value = values[key] if ask is None or key in values else ask(values)
            given.append(value if convert is None else convert(value))
        return tuple(given) if self._is_positional else dict(zip(self._names, given, strict=True))

    def _ask(self, connection: Connection, parameters: Any) -> tuple[list[Any], Any]:
        """What the driver gives, and how it describes its columns where that is not known yet: psycopg makes the
        description anew for whoever asks, column by column. Raises the errors of `Connection.execute`."""
        try:
            cursor = evidence.cursor_of(connection)
            evidence.tell(connection, cursor, self._text, parameters)
            cursor.execute(self._text, parameters)
            found = cursor.fetchall() if self._types else []
        except self._driver_error as error:
            _raise(connection, error, self._text, parameters)
        if self._is_select:
            evidence.note(self._text, parameters, found)
        else:
            evidence.never_again()
        return found, cursor.description if self._converters is None else None


def _raise(connection: Connection, error: Exception, text: str, parameters: Any) -> NoReturn:
    """Raise what the driver has raised as SQLAlchemy would.

    It also empties the pool when the server has gone: else each of its connections would fail once more.
    """
    connection._handle_dbapi_exception(error, text, parameters, None, None)


def insertion(
    entity: type[Base], columns: Iterable[str], dialect: Dialect, *, is_returning: bool = False, is_once: bool = False,
    beside: sa.ColumnElement[Any] | None = None,
) -> Made:  # fmt: skip
    """What inserts a row with values in these columns. `is_returning` its number; `is_once` unless it is there
    already, then nothing is returned. `beside` is returned too: what the process asks of such a row each time."""
    key = entity, tuple(columns), dialect.name, (is_returning, is_once), beside
    made = _insertions.get(key)
    if made is None:
        table = cast(sa.Table, entity.__table__)
        insert: Any = (sqlite.insert if dialect.name == "sqlite" else postgresql.insert)(table)
        statement = insert.on_conflict_do_nothing() if is_once else insert
        told = [table.c.id] if beside is None else [table.c.id, beside]
        statement = statement.returning(*told) if is_returning or is_once else statement.inline()
        made = _insertions[key] = Made(statement, dialect, key[1])
    return made


Default = Callable[[Mapping[str, Any]], Any]


class _Given:
    """What a default may ask of SQLAlchemy's context: the row's other values."""

    __slots__ = ("get_current_parameters",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.get_current_parameters = lambda: values


def _default(column: str, default: Any) -> Default:
    """What gives a column its value where none is given, from those that are."""
    if default.is_callable:
        return lambda values: default.arg(_Given(values))
    raise ValueError(f"{column} has a default that only SQLAlchemy can run")


def _parameter(bind: Any, dialect: Dialect, same: Mapping[str, Any], anew: Mapping[str, Default]) -> Any:
    """The value's name, or the function that gives it now, or what it always is; and what makes it the driver's."""
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.key in same:
        value = same[bind.key]
        return None, None, value if convert is None else convert(value), None
    if bind.key in anew:
        return bind.key, anew[bind.key], None, convert
    if bind.required:
        return bind.key, None, None, convert
    if bind.callable is not None:
        return None, lambda _values: bind.callable(), None, convert
    return None, None, bind.value if convert is None else convert(bind.value), None
