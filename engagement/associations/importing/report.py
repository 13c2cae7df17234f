"""What an import did, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from engagement.associations.importing.columns import Columns
from engagement.associations.importing.reading import Note, Table
from engagement.associations.importing.rows import Refusal


@dataclass(frozen=True)
class Remark:
    line: int
    name: str
    note: Note


@dataclass
class Report:
    """The numbers add up: total = taken + updated + unchanged + refused."""

    table: Table
    columns: Columns
    is_dry_run: bool
    taken: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    districts_created: list[str] = field(default_factory=list)
    districts_unknown: Counter[str] = field(default_factory=Counter)
    districts_alike: Sequence[tuple[str, str]] = ()  # two spellings of one part of town, perhaps
    gone: Sequence[str] = ()  # names that an earlier list of this source had and this one has not

    @property
    def total(self) -> int:
        return self.taken + self.updated + self.unchanged + len(self.refused)
