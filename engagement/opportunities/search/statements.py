"""The parts of which the questions to the database are put together, for both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.cities.models import City
from engagement.extensions import db
from engagement.kernel.clock import DEFAULT_ZONE, day_bounds, today, utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.opportunities.search.criteria import ALWAYS, Criteria, Days
from engagement.opportunities.search.text import DIVIDER, Word

S = TypeVar("S", bound=sa.Select[*tuple[Any, ...]])
Condition = sa.ColumnElement[bool]
_FTS = sa.table("publication_fts", sa.column("rowid"), sa.column("publication_fts"))
_TRIGRAM = sa.table("publication_fts_trigram", sa.column("rowid"), sa.column("publication_fts_trigram"))


@dataclass(frozen=True)
class Moment:
    """Now, in a city's zone, and the days that are asked for, if any."""

    now: datetime
    today: date
    zone: ZoneInfo
    days: Days = ALWAYS

    @classmethod
    def at_present(cls, zone: ZoneInfo = DEFAULT_ZONE, criteria: Criteria | None = None) -> Moment:
        day = today(zone)
        return cls(utcnow(), day, zone, criteria.span(day) if criteria is not None else ALWAYS)

    @property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """When the days asked for begin and end; None where they do not."""
        first, last = self.days.first, self.days.last
        return (
            day_bounds(first, self.zone)[0] if first is not None else None,
            day_bounds(last, self.zone)[1] if last is not None else None,
        )


def coming(moment: Moment) -> list[Condition]:
    """Dates that one can still go to: not cancelled, not begun, within the days asked for."""
    found = [Shift.cancelled_at.is_(None), Shift.starts_at > moment.now]
    begin, end = moment.bounds
    if begin is not None:
        found.append(Shift.starts_at >= begin)
    if end is not None:
        found.append(Shift.starts_at < end)
    return found


def has_shift(moment: Moment, *further: Condition) -> Condition:
    """Whether the publication's offer has such a date."""
    found = sa.exists().where(Shift.opportunity_id == Publication.opportunity_id, *coming(moment), *further)
    return found.correlate(Publication)


def is_open(city_id: int | None, moment: Moment) -> list[Condition]:
    """Offers to be listed; needs the joins of `joined`. With days asked for only those with a date then.

    Published, of an association that the city has not suspended, and still to come: a date ahead, or an ongoing
    offer whose period is not over. Without a city those of all published cities.
    """
    ongoing = sa.and_(Revision.is_ongoing, sa.or_(Revision.ends_on.is_(None), Revision.ends_on >= moment.today))
    dated = sa.and_(Revision.is_ongoing.is_(False), has_shift(moment))
    if city_id is not None:
        where: Condition = Publication.city_id == city_id
    else:
        where = Publication.city_id.in_(sa.select(City.id).where(City.is_published))
    return [
        where, Publication.state == PublicationState.PUBLISHED, Listing.state != ListingState.SUSPENDED,
        dated if moment.days else sa.or_(ongoing, dated),
    ]  # fmt: skip


def joined(statement: S) -> S:
    """Add the tables that `is_open` looks at."""
    of_city = sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id)
    return statement.join(Revision, Revision.id == Publication.shown_revision_id).join(Listing, of_city)


def contains(number: int, *, parts: bool) -> Condition:
    """The word with this number, by its stem or as a part of a word; `of_words` gives the values."""
    if _is_sqlite():
        stems = sa.select(_FTS.c.rowid).where(_FTS.c.publication_fts.op("MATCH")(_bind("stem_sought", number)))
        trigrams = sa.select(_TRIGRAM.c.rowid).where(
            _TRIGRAM.c.publication_fts_trigram.op("MATCH")(_bind("part_sought", number))
        )
        # One set of both: with two SQLite goes through all rows of the town.
        return Publication.id.in_(sa.union(stems, trigrams) if parts else stems)
    simple: sa.ColumnElement[str] = sa.literal_column("'simple'")
    vector = sa.func.to_tsvector(simple, Publication.search_stems)
    by_stem = vector.op("@@", return_type=sa.Boolean())(sa.func.plainto_tsquery(simple, _bind("stem", number)))
    by_part = Publication.search_folded.like(_bind("part_sought", number))
    return sa.or_(by_stem, by_part) if parts else by_stem


def weight(number: int) -> sa.ColumnElement[int]:
    """2 for a word whose stem is in the title, 1 for a part of a title's word, 0 for a hit elsewhere."""
    return sa.case(
        (_in_title(Publication.search_stems, _bind("whole_stem", number)), 2),
        (_in_title(Publication.search_folded, _bind("part", number)), 1),
        else_=0,
    )


def of_words(words: Sequence[Word]) -> dict[str, str]:
    """What `contains` and `weight` ask for. A word holds letters and digits only, so nothing needs quoting."""
    is_sqlite = _is_sqlite()
    found: dict[str, str] = {}
    for number, word in enumerate(words):
        found[f"stem_{number}"], found[f"part_{number}"] = word.stem, word.part
        found[f"whole_stem_{number}"], found[f"stem_sought_{number}"] = f" {word.stem} ", f'"{word.stem}"'
        found[f"part_sought_{number}"] = f'"{word.part}"' if is_sqlite else f"%{word.part}%"
    return found


def _bind(name: str, number: int) -> sa.BindParameter[str]:
    return sa.bindparam(f"{name}_{number}", type_=sa.String)


def _in_title(column: Any, text: sa.BindParameter[str]) -> Condition:
    find = sa.func.instr if _is_sqlite() else sa.func.strpos
    title = sa.func.substr(column, 1, find(column, DIVIDER, type_=sa.Integer))
    return find(title, text, type_=sa.Integer) > 0


def _is_sqlite() -> bool:
    return bool(db.session.get_bind().dialect.name == "sqlite")
