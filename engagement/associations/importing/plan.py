"""What is to be done with each row: pure decisions on plain values.

The rule for entries that exist: a column is written only when the list has changed it since the last import *and*
nobody has edited it since. So people's edits, above all those of an association that was claimed, are never undone, and
what they did not touch stays as fresh as the list.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engagement.associations.importing.reading import Note
from engagement.associations.importing.rows import Refusal, Row
from engagement.associations.words import compare_key, keys_of
from engagement.kernel.errors import N_


class Action(enum.StrEnum):
    TAKE = "take"
    UPDATE = "update"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Plan:
    action: Action
    changes: Mapping[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()  # changed in the list, but edited by people


def without_repetitions(rows: Iterable[Row | Refusal]) -> list[Row | Refusal]:
    """Refuse the second of two rows with one id, or with one name and one address; note two with one name."""
    by_key: dict[str, int] = {}
    by_place: dict[tuple[str, ...], int] = {}
    by_name: dict[str, int] = {}
    kept: list[Row | Refusal] = []
    for row in rows:
        if isinstance(row, Refusal):
            kept.append(row)
            continue
        name = compare_key(row.name)
        place = (name, row.values["postcode"], row.values["street"])
        if row.key in by_key:
            values = {"key": row.key, "line": by_key[row.key]}
            why = Note(N_("The id “%(key)s” stands in line %(line)d already."), values)
            kept.append(Refusal(row.line, row.name, why))
            continue
        if place in by_place:
            why = Note(N_("The same association stands in line %(line)d."), {"line": by_place[place]})
            kept.append(Refusal(row.line, row.name, why))
            continue
        names = keys_of(row.name, row.values["alternative_names"])
        if same := next((by_name[each] for each in names if each in by_name), None):
            row.notes.append(Note(N_("Same name as in line %(line)d: is it one association?"), {"line": same}))
        by_key[row.key], by_place[place] = row.line, row.line
        for each in names:
            by_name.setdefault(each, row.line)
        kept.append(row)
    return kept


def fingerprint(target: Mapping[str, Any]) -> str:
    """A hash of everything that a row would write."""
    plain = json.dumps(target, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def plan_row(target: Mapping[str, Any], current: Mapping[str, Any] | None, imported: Mapping[str, Any]) -> Plan:
    """Decide on one row.

    `target` is what the list says, `current` what stands in the directory (None: nothing yet), `imported` what the last
    import wrote there.
    """
    if current is None:
        return Plan(Action.TAKE, dict(target))
    changes: dict[str, Any] = {}
    kept: list[str] = []
    for column, value in target.items():
        if value == current[column]:
            continue
        is_news = column not in imported or value != imported[column]
        is_untouched = column not in imported or current[column] == imported[column]
        if is_news and is_untouched:
            changes[column] = value
        elif is_news:
            kept.append(column)
    return Plan(Action.UPDATE if changes else Action.UNCHANGED, changes, tuple(kept))
