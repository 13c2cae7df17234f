"""What the directory holds already, by name: is a new row really new?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engagement.associations.importing.reading import Note
from engagement.associations.importing.rows import Row
from engagement.associations.models import Association, Listing
from engagement.associations.words import compare_key, keys_of
from engagement.extensions import db
from engagement.kernel.errors import N_


@dataclass(frozen=True)
class Known:
    """One entry of the directory; `source` and `key` are None when its people entered it."""

    id: int
    name: str
    source: str | None
    key: str | None


@dataclass(frozen=True)
class Directory:
    """The entries of a city under the keys of all their names, seen from one list."""

    source: str
    keys: frozenset[str]  # all ids of the list
    names: Mapping[str, Sequence[Known]]

    def renumbered(self, row: Row) -> Known | None:
        """The entry of this source whose id left the list and whose name is this row's, when there is just one.

        So a list that comes with new numbers does not double the directory.
        """
        mine = [known for known in self._namesakes(row) if known.source == self.source]
        if any(known.key == row.key for known in mine):
            return None
        left = [known for known in mine if known.key not in self.keys]
        return left[0] if len(left) == 1 else None

    def twin(self, row: Row) -> Note | None:
        """Why a new row is not new: its people, or another list, brought the association in already."""
        for known in self._namesakes(row):
            if known.source is None:
                return Note(N_("“%(name)s” is in the directory already: its people entered it."), {"name": known.name})
            if known.source != self.source:
                values = {"name": known.name, "source": known.source}
                return Note(N_("“%(name)s” is in the directory already, from the list “%(source)s”."), values)
        return None

    def gone(self, adopted: Iterable[int]) -> list[str]:
        """Names that an earlier list of this source had and this one has not; nothing is deleted for it."""
        seen = set(adopted)
        left = {
            known.id: known.name for entries in self.names.values() for known in entries
            if known.source == self.source and known.key not in self.keys and known.id not in seen
        }  # fmt: skip
        return sorted(left.values())

    def _namesakes(self, row: Row) -> Sequence[Known]:
        return self.names.get(compare_key(row.name), ())


def directory_of(city_id: int, source: str, keys: Iterable[str]) -> Directory:
    """Everything that is listed in the city, in one statement."""
    statement = (
        sa.select(
            Association.id, Association.name, Association.alternative_names, Association.import_source,
            Association.import_key,
        )
        .join(Listing, Listing.association_id == Association.id)
        .where(Listing.city_id == city_id)
        .order_by(Association.id)
    )  # fmt: skip
    names: dict[str, list[Known]] = {}
    for row in db.session.execute(statement):
        for key in keys_of(row.name, row.alternative_names):
            names.setdefault(key, []).append(Known(row.id, row.name, row.import_source, row.import_key))
    return Directory(source, frozenset(keys), names)
