"""A town's open offers in memory: narrowing, counting and sorting without asking the database again.

Built in two statements and kept as long as the town's mark (see marks.py) is the same and no date has begun meanwhile;
so it shows what the database would. Free places are not kept: cards read them each time. What is kept is which dates
still have one, because lists sort by it; filling a date changes the mark.

An offer has a position, its place in the order „soonest first“. A set of offers is a whole number whose bits are
positions: to narrow is `&`, to count is `bit_count()`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import compress
from typing import Any, Final, overload
from zoneinfo import ZoneInfo

from engagement.kernel.clock import day_bounds, today, utcnow
from engagement.opportunities.search.criteria import REMOTE, Days

EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
LATEST: Final = datetime.max.replace(tzinfo=UTC)
KEPT_QUESTIONS: Final = 1000  # a few sets each
KEPT_DAYS: Final = 50
_CHUNK: Final = 64  # bytes
_BITS: Final = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True, slots=True)
class Town:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """One showcase in which an offer stands."""

    city_id: int
    publication_id: int
    association_id: int
    published_at: datetime
    is_home: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An open offer. Dates to come in order, each with whether it has a free place; none for an ongoing offer."""

    opportunity_id: int
    public_id: str
    is_ongoing: bool
    places: tuple[Place, ...]  # the home city's first
    dates: tuple[tuple[datetime, bool], ...]
    values: frozenset[tuple[str, str]]  # group of the criteria, value
    is_urgent: bool  # on the day of the shelf

    @property
    def order(self) -> tuple[bool, datetime, bool, float, int]:
        """Soonest: by the next date with a free place, then ongoing ones, at the end those that are full."""
        first = next((starts_at for starts_at, is_free in self.dates if is_free), None)
        latest = self.places[0]
        return (
            first is None, first or EARLIEST, not self.is_ongoing, -latest.published_at.timestamp(),
            -latest.publication_id,
        )  # fmt: skip

    def seen_from(self, towns: Sequence[str], names: Mapping[int, Town]) -> tuple[Place, ...]:
        """Its places, those in the towns asked for first, then home."""
        return tuple(sorted(self.places, key=lambda place: names[place.city_id].slug not in towns))


@dataclass(frozen=True, slots=True)
class Hits:
    """What has the words of a question: all of it, and its parts by weight, the heaviest first."""

    all: int
    parts: tuple[int, ...]

    @classmethod
    def of(cls, by_weight: Iterable[tuple[int, int]]) -> Hits:
        """From weights in falling order, each with its set; what stands in several towns counts once."""
        seen, parts = 0, []
        for _points, mask in by_weight:
            parts.append(mask & ~seen)
            seen |= mask
        return cls(seen, tuple(parts))


@dataclass
class Shelf:
    """The open offers of one town, or of several; `zone` is where days begin and end."""

    entries: Sequence[Entry]  # in the order of positions
    built_at: datetime
    today: date
    zone: ZoneInfo
    towns: Mapping[int, Town]  # by their ids
    districts: Sequence[tuple[str, str]] = ()  # value, name
    values: dict[str, dict[str, int]] = field(init=False, default_factory=dict)  # group → value → offers
    all: int = field(init=False)
    free: int = field(init=False)  # ongoing, or with a free place
    urgent: int = field(init=False)
    associations: dict[int, list[int]] = field(init=False, default_factory=dict)  # id → positions
    _positions: dict[int, int] = field(init=False)
    _dates: list[tuple[datetime, int, bool]] = field(init=False)
    cards: dict[int, Any] = field(init=False, default_factory=dict)  # see cards.py
    counts: dict[Any, Any] = field(init=False, default_factory=dict)  # see queries.py
    _newest: list[int] | None = field(init=False, default=None)
    _by_id: dict[str, int] = field(init=False, default_factory=dict)
    _words: dict[tuple[object, ...], Hits] = field(init=False, default_factory=dict)
    _days: dict[tuple[Days, bool], tuple[dict[int, datetime], int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.all = (1 << len(self.entries)) - 1
        members: dict[tuple[str, str], list[int]] = {}
        self._positions, self._dates, free = {}, [], []
        for position, entry in enumerate(self.entries):
            for pair in entry.values:
                members.setdefault(pair, []).append(position)
            for place in entry.places:
                self._positions[place.publication_id] = position
            self.associations.setdefault(entry.places[0].association_id, []).append(position)
            self._dates += [(starts_at, position, is_free) for starts_at, is_free in entry.dates]
            if entry.is_ongoing or any(is_free for _starts_at, is_free in entry.dates):
                free.append(position)
        self._dates.sort()
        for (group, value), held in members.items():
            self.values.setdefault(group, {})[value] = self.mask(held)
        self.free = self.mask(free)
        self.urgent = self.mask(position for position, entry in enumerate(self.entries) if entry.is_urgent)

    @property
    def true_until(self) -> datetime:
        """Before the first date begins and before the day ends, nothing changes by itself."""
        first = self._dates[0][0] if self._dates else LATEST
        return min(first, day_bounds(self.today, self.zone)[1])

    def is_true(self, now: datetime) -> bool:
        return self.built_at <= now < self.true_until

    def mask(self, positions: Iterable[int]) -> int:
        """The set of these positions."""
        bits = bytearray(len(self.entries) // 8 + 1)
        for position in positions:
            bits[position >> 3] |= 1 << (position & 7)
        return int.from_bytes(bits, "little")

    def of_values(self, group: str, values: Iterable[str]) -> int:
        """Offers with one of the values."""
        found = 0
        for value in values:
            found |= self.values.get(group, {}).get(value, 0)
        return found

    def of_association(self, association_id: int) -> Sequence[int]:
        """The positions of its offers, soonest first."""
        return self.associations.get(association_id, ())

    def positions_of(self, publication_ids: Iterable[int]) -> list[int]:
        """The positions of those publications that are open."""
        return [self._positions[number] for number in publication_ids if number in self._positions]

    def of_ids(self, public_ids: Iterable[str]) -> list[int]:
        """The positions of those of these offers that are open, in the order given."""
        if not self._by_id:
            self._by_id = {entry.public_id: position for position, entry in enumerate(self.entries)}
        return [self._by_id[public_id] for public_id in public_ids if public_id in self._by_id]

    def on_days(self, days: Days, *, free: bool = False) -> Mapping[int, datetime]:
        """Position → the first date on these days that has a free place, LATEST where none has.

        `free` leaves those out that have none.
        """
        return self._look_up(days, free)[0]

    def mask_on_days(self, days: Days, *, free: bool = False) -> int:
        """The set of the offers with a date on these days."""
        return self._look_up(days, free)[1]

    def _look_up(self, days: Days, free: bool) -> tuple[Mapping[int, datetime], int]:
        """Kept: each list counts today, the weekend and the week anew."""
        known = self._days.get((days, free))
        if known is None:
            if len(self._days) >= KEPT_DAYS:
                self._days.clear()
            dates = self._dates_on(days, free)
            known = self._days[days, free] = dates, self.mask(dates)
        return known

    def _dates_on(self, days: Days, free: bool) -> dict[int, datetime]:
        begin = day_bounds(days.first, self.zone)[0] if days.first is not None else EARLIEST
        end = day_bounds(days.last, self.zone)[1] if days.last is not None else LATEST
        found: dict[int, datetime] = {}
        for starts_at, position, is_free in self._dates[bisect_left(self._dates, (begin,)) :]:
            if starts_at >= end:
                break
            if is_free:
                if found.get(position, LATEST) is LATEST:
                    found[position] = starts_at
            elif not free:
                found.setdefault(position, LATEST)
        return found

    def newest(self) -> list[int]:
        """All positions, what was published last first."""
        if self._newest is None:
            latest = [entry.places[0] for entry in self.entries]
            self._newest = sorted(
                range(len(latest)), key=lambda p: (latest[p].published_at, latest[p].publication_id), reverse=True
            )
        return self._newest

    @overload
    def remember(self, key: tuple[object, ...]) -> Hits | None: ...

    @overload
    def remember(self, key: tuple[object, ...], found: Hits) -> Hits: ...

    def remember(self, key: tuple[object, ...], found: Hits | None = None) -> Hits | None:
        """Keep, or get, the hits of a question."""
        if found is None:
            return self._words.get(key)
        if len(self._words) >= KEPT_QUESTIONS:
            self._words.clear()
        self._words[key] = found
        return found


def positions(mask: int) -> list[int]:
    """The members of a set in their order."""
    bits = bin(mask)[:1:-1].encode().translate(_BITS)
    return list(compress(range(len(bits)), bits))


def part_of(mask: int, start: int, stop: int) -> list[int]:
    """`positions(mask)[start:stop]`, looking only at the part of the set that holds them."""
    found: list[int] = []
    data = mask.to_bytes((mask.bit_length() + 7) // 8, "little")
    for begin in range(0, len(data), _CHUNK):
        chunk = int.from_bytes(data[begin : begin + _CHUNK], "little")
        number = chunk.bit_count()
        if start < number:
            found += [begin * 8 + position for position in positions(chunk)[max(0, start) : stop]]
        start, stop = start - number, stop - number
        if stop <= 0:
            break
    return found


def together(shelves: Sequence[Shelf], zone: ZoneInfo) -> Shelf:
    """One shelf of several towns': an offer that stands in more than one is there once, with all its places."""
    entries: dict[int, Entry] = {}
    towns = {city_id: town for shelf in shelves for city_id, town in shelf.towns.items()}
    for shelf in shelves:
        for entry in shelf.entries:
            place = entry.places[0]
            values = {value for value in entry.values if value[0] != "places" or value[1] == REMOTE}
            values.add(("towns", towns[place.city_id].slug))
            known = entries.get(entry.opportunity_id)
            if known is None:
                entries[entry.opportunity_id] = replace(entry, values=frozenset(values))
                continue
            places = sorted((*known.places, place), key=lambda each: (not each.is_home, towns[each.city_id].slug))
            # What the home city shows says whether it is ongoing: another city's text may be older.
            first = entry if place.is_home else known
            entries[entry.opportunity_id] = replace(first, places=tuple(places), values=known.values | values)
    built_at = max((shelf.built_at for shelf in shelves), default=utcnow())
    day = max((shelf.today for shelf in shelves), default=today(zone))
    return Shelf(sorted(entries.values(), key=lambda entry: entry.order), built_at, day, zone, towns)
