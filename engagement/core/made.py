"""A SELECT of columns that is made once, kept as the driver takes it.

SQLAlchemy finds a statement's text in its cache, sorts the parameters and describes the result each time: for a small
statement that is many times what the database needs for it. Here it is done once; types are SQLAlchemy's own in both
directions. Whoever counts statements is told of these, and so is the evidence of a page (core/evidence.py).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from engagement.core import evidence


class Made:
    """The text of a statement in one dialect, and what turns values into parameters and answers into rows."""

    def __init__(self, statement: sa.Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        """`statement` has columns alone, and no list of values for an IN, whose text would differ each time."""
        compiled: Any = statement.compile(dialect=dialect)
        if compiled.post_compile_params:
            raise ValueError("a statement with a list of values has no text of its own")
        self._text = str(compiled)
        self._names: list[str] = compiled.positiontup if compiled.positional else list(compiled.binds)
        self._is_positional: bool = compiled.positional
        self._parameters = [_parameter(compiled.binds[name], dialect) for name in self._names]
        self._types = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
        self._dialect = dialect
        self._converters: list[Callable[[Any], Any] | None] | None = None
        names = [str(column.key) for column in statement.selected_columns]
        self._row: Callable[..., Any] = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # known now alone

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Run it. Rows are named tuples. Raises KeyError: a value is missing."""
        given = []
        for key, ask, fixed, convert in self._parameters:
            if key is None and ask is None:
                given.append(fixed)
                continue
            value = values[key] if key is not None else ask()
            given.append(value if convert is None else convert(value))
        sent = tuple(given) if self._is_positional else dict(zip(self._names, given, strict=True))
        found, kinds = self._ask(connection, sent)
        converters = self._converters
        if converters is None:
            # What the driver calls the kinds of its columns says its first answer.
            converters = self._converters = [
                of_type.result_processor(self._dialect, kind[1])
                for of_type, kind in zip(self._types, kinds, strict=True)
            ]
        return [
            self._row(*[value if to is None else to(value) for value, to in zip(row, converters, strict=True)])
            for row in found
        ]

    def _ask(self, connection: Connection, parameters: Any) -> tuple[list[Any], Any]:
        """What the driver gives, and how it describes its columns. Raises the errors of `Connection.execute`."""
        raw: Any = connection.connection
        cursor = raw.cursor()
        try:
            evidence.tell(connection, cursor, self._text, parameters)
            cursor.execute(self._text, parameters)
            found = cursor.fetchall()
            evidence.note(self._text, parameters, found)
            return found, cursor.description
        except connection.dialect.loaded_dbapi.Error as error:
            engine = connection.engine
            raise sa.exc.DBAPIError.instance(
                self._text,
                parameters,
                error,
                connection.dialect.loaded_dbapi.Error,
                dialect=connection.dialect,
                hide_parameters=engine.hide_parameters,
            ) from error
        finally:
            cursor.close()


def _parameter(bind: Any, dialect: Dialect) -> Any:
    """The value's name, or the function that gives it now, or what it always is; and what makes it the driver's."""
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return bind.key, None, None, convert
    if bind.callable is not None:
        return None, bind.callable, None, convert
    return None, None, bind.value if convert is None else convert(bind.value), None
