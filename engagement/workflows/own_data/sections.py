"""The shape of a person's own data: kinds, their columns, their rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engagement.core.i18n import _
from engagement.extensions import db

Value = str | int | datetime | tuple[datetime, ...] | None


@dataclass(frozen=True)
class Section:
    """One kind of data: its columns (key and label) and its rows, newest or first things first."""

    key: str
    name: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Value]]


def section(
    key: str, name: Any, columns: Mapping[str, Any], statement: sa.Executable,
    shown: Mapping[str, Callable[[Any], Any]] | None = None,
) -> Section:  # fmt: skip
    """The rows of a statement, whose columns are in the order of `columns`. `shown` puts values in words, by column."""
    words = [(shown or {}).get(column, _same) for column in columns]
    rows = [
        tuple(_plain(say(value)) for say, value in zip(words, row, strict=True))
        for row in db.session.execute(statement)
    ]
    return Section(key, str(name), [(column, str(label)) for column, label in columns.items()], rows)


def without_empty(sections: Sequence[Section]) -> list[Section]:
    """Kinds of which there is nothing are left out."""
    return [each for each in sections if each.rows]


def as_objects(found: Section) -> list[dict[str, Value]]:
    """A section's rows as objects, for a file."""
    return [dict(zip([key for key, _label in found.columns], row, strict=True)) for row in found.rows]


def as_json(data: Mapping[str, Any]) -> str:
    """What a person takes along: moments in ISO 8601 and UTC."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_in_file)


def yes_or_no(value: Any) -> str:
    """A truth in words; nothing where it is not known."""
    return "" if value is None else _("yes") if value else _("no")


def _in_file(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _same(value: Any) -> Any:
    return value


def _plain(value: Any) -> Value:
    """Words are made in the language at hand, at once; a day is written as such."""
    if value is None or isinstance(value, (datetime, int, str, tuple)):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
