"""The parts of town that a list names, and those that the city knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from engagement.associations.importing.rows import Row
from engagement.associations.words import plain
from engagement.cities.models import District
from engagement.core.transaction import operation
from engagement.extensions import db

ALIKE = 0.95


@dataclass(frozen=True)
class Districts:
    """name, folded → id; and id → name."""

    ids: Mapping[str, int]
    names: Mapping[int, str]

    @classmethod
    def of(cls, known: Iterable[District]) -> Districts:
        rows = list(known)
        return cls({plain(row.name): row.id for row in rows}, {row.id: row.name for row in rows})

    def with_promised(self, names: Iterable[str]) -> Districts:
        """For a dry run: districts that the real run would create get numbers that no row has."""
        promised = {plain(name): -number for number, name in enumerate(names, start=1)}
        return Districts({**self.ids, **promised}, self.names)

    def name_of(self, district_id: int | None) -> str:
        return self.names.get(district_id, "") if district_id is not None else ""


def missing_districts(rows: Iterable[Row], known: Iterable[District]) -> Counter[str]:
    """Districts that the list names and the city does not know, with the number of rows."""
    have = {plain(district.name) for district in known}
    spelled: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for row in rows:
        for name in row.districts:
            if plain(name) not in have:
                counted[spelled.setdefault(plain(name), name)] += 1
    return counted


def alike(missing: Iterable[str], known: Iterable[District]) -> list[tuple[str, str]]:
    """New names that differ from another by a letter: a slip of the pen, for a person to look at."""
    new = sorted(missing)
    others = [*new, *(district.name for district in known)]
    return [
        (one, other) for place, one in enumerate(new) for other in others[place + 1 :]
        if SequenceMatcher(None, plain(one), plain(other)).ratio() > ALIKE
    ]  # fmt: skip


def place(names: Sequence[str], districts: Districts) -> dict[str, Any]:
    """The columns of a row's districts: the first that the city knows, and the words where that does not say it all."""
    found = [districts.ids[plain(name)] for name in names if plain(name) in districts.ids]
    is_said = len(names) == 1 and bool(found)
    return {"district_id": found[0] if found else None, "district_text": "" if is_said else ", ".join(names)[:160]}


@operation
def create_districts(city_id: int, names: Sequence[str]) -> None:
    """Add districts at the end of the town's own order."""
    for number, name in enumerate(names, start=1):
        db.session.add(District(city_id=city_id, name=name, position=1000 + number))
