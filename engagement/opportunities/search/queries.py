"""Asking for offers: pages of a list, short lists, numbers.

Which offers, and in which order, says the shelf (shelf.py); the database is asked for words, and for what cards show.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from engagement.core.pagination import MAX_PAGE, PAGE_SIZE, Page
from engagement.kernel.clock import DEFAULT_ZONE
from engagement.kernel.values import sort_key
from engagement.opportunities.search.cards import Card, load_cards
from engagement.opportunities.search.criteria import GROUPS, Criteria, DatePreset, Days, Sort, span_of
from engagement.opportunities.search.shelf import Shelf, part_of, positions
from engagement.opportunities.search.shelves import shelf_of, shelves_by_city
from engagement.opportunities.search.statements import Moment
from engagement.opportunities.search.text import question
from engagement.opportunities.search.words import hits

Counts = Mapping[str, int]
KEPT_COUNTS: Final = 200  # of one shelf, some ten kilobytes each with the values of the panel


def search_publications(
    city_id: int | None, criteria: Criteria, *, zone: ZoneInfo = DEFAULT_ZONE, size: int = PAGE_SIZE
) -> Page[Card]:
    """One page of the open offers that fit: at most four statements. Without a city over all published ones.

    A page beyond the last gives the last.
    """
    shelf = shelf_of(city_id)
    mask = _narrowed(shelf, criteria, city_id)
    total = mask.bit_count()
    number = min(max(1, criteria.page), max(1, -(-total // size)), MAX_PAGE)
    shown = _ordered(shelf, criteria, mask, city_id, (number - 1) * size, number * size)
    return Page(_cards(shelf, shown, zone, criteria), number, total, size)


def first_cards(
    city_id: int | None,
    criteria: Criteria,
    limit: int,
    *,
    zone: ZoneInfo = DEFAULT_ZONE,
    without: Iterable[str] = (),
    prefer: Sequence[str] = (),
) -> list[Card]:
    """The first offers that fit and have a place, without those (public ids) already on the page.

    Those in a field of `prefer` come before the others.
    """
    shelf = shelf_of(city_id)
    mask = _narrowed(shelf, criteria, city_id) & _with_place(shelf, criteria)
    liked = shelf.of_values("fields", prefer) & mask
    known = set(without)
    found: list[int] = []
    for part in (liked, mask & ~liked):
        found += _ordered(shelf, criteria, part, city_id, 0, limit + len(known))
    shown = [position for position in found if shelf.entries[position].public_id not in known][:limit]
    return _cards(shelf, shown, zone, criteria)


def cards_of_association(association_id: int, city_id: int, *, zone: ZoneInfo = DEFAULT_ZONE) -> list[Card]:
    """All open offers of an association in a city's showcase, soonest first."""
    shelf = shelf_of(city_id)
    return _cards(shelf, shelf.of_association(association_id), zone, Criteria())


def cards_by_id(city_id: int, public_ids: Iterable[str], *, zone: ZoneInfo = DEFAULT_ZONE) -> list[Card]:
    """Those of these offers that are open in the city, in the order given."""
    shelf = shelf_of(city_id)
    return _cards(shelf, shelf.of_ids(dict.fromkeys(public_ids)), zone, Criteria())


def related_cards(
    fields: Sequence[str], city_id: int, limit: int, *, zone: ZoneInfo = DEFAULT_ZONE, without: Iterable[str] = ()
) -> list[Card]:
    """Offers with a place, those with the main field of `fields` first."""
    return first_cards(city_id, Criteria(), limit, zone=zone, without=without, prefer=fields[:1])


def newest_cards(city_id: int, limit: int, *, zone: ZoneInfo = DEFAULT_ZONE, without: Iterable[str] = ()) -> list[Card]:
    """What was published last."""
    return first_cards(city_id, Criteria(sort=Sort.NEWEST), limit, zone=zone, without=without)


def _narrowed(shelf: Shelf, criteria: Criteria, city_id: int | None, *, without: str = "") -> int:
    """The offers that fit; `without` leaves out what one group asks for."""
    mask = shelf.all
    for name in GROUPS:
        values = getattr(criteria, name)
        if values and name != without:
            mask &= shelf.of_values(name, values)
    if criteria.urgent:
        mask &= shelf.urgent
    if question(criteria.text):
        mask &= hits(shelf, criteria, city_id).all
    days = criteria.span(shelf.today)
    if days and without != "preset":
        mask &= shelf.mask_on_days(days)
    return mask


def _with_place(shelf: Shelf, criteria: Criteria) -> int:
    """Offers that one can join, on the days asked for if any."""
    days = criteria.span(shelf.today)
    return shelf.mask_on_days(days, free=True) if days else shelf.free


def _ordered(shelf: Shelf, criteria: Criteria, mask: int, city_id: int | None, start: int, stop: int) -> list[int]:
    """Those from `start` up to `stop` in the order asked for."""
    has_words = bool(question(criteria.text))
    sort = criteria.sort or (Sort.BEST if has_words else Sort.SOONEST)
    if sort is Sort.NEWEST:
        fitting = (position for position in shelf.newest() if mask >> position & 1)
        return list(itertools.islice(fitting, start, stop))
    is_best = sort is Sort.BEST and has_words
    parts = [mask & part for part in hits(shelf, criteria, city_id).parts] if is_best else [mask]
    days = criteria.span(shelf.today)
    found: list[int] = []
    for part in parts:
        number = part.bit_count()
        if start < number:
            found += _soonest(shelf, days, part, max(0, start), stop)
        start, stop = start - number, stop - number
        if stop <= 0:
            break
    return found


def _soonest(shelf: Shelf, days: Days, mask: int, start: int, stop: int) -> list[int]:
    if not days:
        return part_of(mask, start, stop)
    first = shelf.on_days(days)
    return sorted(positions(mask), key=lambda position: _on_the_day(shelf, first, position))[start:stop]


def _on_the_day(shelf: Shelf, first: Mapping[int, datetime], position: int) -> tuple[datetime, float, int]:
    latest = shelf.entries[position].places[0]
    return first[position], -latest.published_at.timestamp(), -latest.publication_id


def _cards(shelf: Shelf, shown: Sequence[int], zone: ZoneInfo, criteria: Criteria) -> list[Card]:
    found = {}
    for position in shown:
        places = shelf.entries[position].seen_from(criteria.towns, shelf.towns)
        found[places[0].publication_id] = [shelf.towns[place.city_id].name for place in places]
    return load_cards(found, Moment.at_present(zone, criteria), shelf.cards)


def places_of(city_id: int) -> dict[str, str]:
    """The districts of a city in its own order: value in addresses → name."""
    return dict(shelf_of(city_id).districts)


def towns_of_region() -> dict[str, str]:
    """The published towns in the order of the alphabet: slug → name."""
    towns = shelf_of(None).towns.values()
    return {town.slug: town.name for town in sorted(towns, key=lambda town: sort_key(town.name))}


@dataclass(frozen=True)
class FacetCounts:
    """How many offers each value would leave, the other groups as they are."""

    groups: Mapping[str, Counts]  # group of criteria.GROUPS → value → number; values without offers are missing
    presets: Mapping[DatePreset, int]
    made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # by the web of them


def facet_counts(city_id: int | None, criteria: Criteria, *, zone: ZoneInfo = DEFAULT_ZONE) -> FacetCounts:
    """Numbers for the panel, counted in memory, and kept as long as the shelf is."""
    shelf = shelf_of(city_id)
    key = replace(criteria, page=1, sort=None)
    known: FacetCounts | None = shelf.counts.get(key)
    if known is None:
        known = _counted(shelf, criteria, city_id)
        shelf.counts[key] = known
        while len(shelf.counts) > KEPT_COUNTS:
            shelf.counts.pop(next(iter(shelf.counts)), None)
    return known


def _counted(shelf: Shelf, criteria: Criteria, city_id: int | None) -> FacetCounts:
    whole = _narrowed(shelf, criteria, city_id)
    groups: dict[str, Counts] = {}
    for name in GROUPS:
        mask = _narrowed(shelf, criteria, city_id, without=name) if getattr(criteria, name) else whole
        values = shelf.values.get(name, {})
        groups[name] = {value: number for value, held in values.items() if (number := (mask & held).bit_count())}
    undated = _narrowed(shelf, criteria, city_id, without="preset") if criteria.span(shelf.today) else whole
    presets = {preset: (undated & _in_preset(shelf, preset)).bit_count() for preset in DatePreset}
    return FacetCounts(groups, presets)


def _in_preset(shelf: Shelf, preset: DatePreset) -> int:
    return shelf.mask_on_days(span_of(preset, shelf.today))


@dataclass(frozen=True)
class Figures:
    """Numbers that are true now."""

    offers: int = 0
    this_week: int = 0  # with a date until Sunday
    associations: int = 0  # with an open offer


def figures_by_city(city_id: int | None = None, *, zone: ZoneInfo = DEFAULT_ZONE) -> dict[int, Figures]:
    """City id → numbers; a city without open offers is missing."""
    shelves = {city_id: shelf_of(city_id)} if city_id is not None else shelves_by_city()
    return {number: _figures(shelf) for number, shelf in shelves.items() if shelf.entries}


def _figures(shelf: Shelf) -> Figures:
    week = _in_preset(shelf, DatePreset.WEEK).bit_count()
    return Figures(len(shelf.entries), week, len(shelf.associations))


def number_of_offers(association_ids: Sequence[int], city_id: int, *, zone: ZoneInfo = DEFAULT_ZONE) -> dict[int, int]:
    """Association id → open offers in the city; those without are missing."""
    if not association_ids:
        return {}
    shelf = shelf_of(city_id)
    return {number: len(found) for number in association_ids if (found := shelf.of_association(number))}
