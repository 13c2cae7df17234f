"""Asking for offers: pages of a list, short lists, numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engagement.core.pagination import MAX_PAGE, PAGE_SIZE, Page
from engagement.extensions import db
from engagement.kernel.clock import DEFAULT_ZONE
from engagement.opportunities.enums import FacetKind
from engagement.opportunities.models import Opportunity, Publication, PublicationFacet, Revision, Shift
from engagement.opportunities.search.cards import Card, load_cards
from engagement.opportunities.search.criteria import GROUPS, Criteria, DatePreset, Sort, span_of
from engagement.opportunities.search.statements import (
    Moment,
    has_facet,
    has_shift,
    in_order,
    is_open,
    joined,
    matching,
    once,
)

Counts = Mapping[str, int]


def search_publications(
    city_id: int | None, criteria: Criteria, *, zone: ZoneInfo = DEFAULT_ZONE, size: int = PAGE_SIZE
) -> Page[Card]:
    """One page of the open offers that fit: four queries. Without a city over all published ones.

    A page beyond the last gives the last.
    """
    moment = Moment.at_present(zone, criteria)
    conditions = [*is_open(city_id, moment), *once(city_id), *matching(criteria)]
    total = db.session.scalar(joined(sa.select(sa.func.count(Publication.id))).where(*conditions)) or 0
    number = min(max(1, criteria.page), max(1, -(-total // size)), MAX_PAGE)
    statement = in_order(joined(sa.select(Publication.id)).where(*conditions), criteria, moment)
    ids = db.session.scalars(statement.limit(size).offset((number - 1) * size)).all()
    return Page(load_cards(ids, moment), number, total, size)


def first_cards(
    city_id: int | None,
    criteria: Criteria,
    limit: int,
    *,
    zone: ZoneInfo = DEFAULT_ZONE,
    without: Iterable[str] = (),
    prefer: Sequence[str] = (),
) -> list[Card]:
    """The first offers that fit and have a place, without those (public ids) already on the page: three queries.

    Those in a field of `prefer` come before the others.
    """
    moment = Moment.at_present(zone, criteria)
    statement = joined(sa.select(Publication.id)).where(*is_open(city_id, moment), *once(city_id), *matching(criteria))
    statement = statement.where(sa.or_(Revision.is_ongoing, has_shift(moment, Shift.taken < Shift.capacity)))
    if shown := list(without):
        known = sa.select(Opportunity.id).where(Opportunity.public_id.in_(shown))
        statement = statement.where(Publication.opportunity_id.not_in(known))
    if prefer:
        statement = statement.order_by(sa.case((has_facet((FacetKind.FIELD,), prefer), 0), else_=1))
    return load_cards(db.session.scalars(in_order(statement, criteria, moment).limit(limit)).all(), moment)


def cards_of_association(association_id: int, city_id: int, *, zone: ZoneInfo = DEFAULT_ZONE) -> list[Card]:
    """All open offers of an association in a city's showcase, soonest first."""
    moment = Moment.at_present(zone)
    statement = joined(sa.select(Publication.id)).where(*is_open(city_id, moment))
    statement = statement.where(Publication.association_id == association_id)
    return load_cards(db.session.scalars(in_order(statement, Criteria(), moment)).all(), moment)


def related_cards(
    fields: Sequence[str], city_id: int, limit: int, *, zone: ZoneInfo = DEFAULT_ZONE, without: Iterable[str] = ()
) -> list[Card]:
    """Offers with a place, those with the main field of `fields` first."""
    return first_cards(city_id, Criteria(), limit, zone=zone, without=without, prefer=fields[:1])


def newest_cards(city_id: int, limit: int, *, zone: ZoneInfo = DEFAULT_ZONE, without: Iterable[str] = ()) -> list[Card]:
    """What was published last."""
    return first_cards(city_id, Criteria(sort=Sort.NEWEST), limit, zone=zone, without=without)


@dataclass(frozen=True)
class FacetCounts:
    """How many offers each value would leave, the other groups as they are."""

    groups: Mapping[str, Counts]  # group of criteria.GROUPS → value → number; values without offers are missing
    presets: Mapping[DatePreset, int]


def facet_counts(city_id: int | None, criteria: Criteria, *, zone: ZoneInfo = DEFAULT_ZONE) -> FacetCounts:
    """Numbers for the panel: two queries, and one more for each group that is in use."""
    groups: dict[str, Counts] = {}
    unused = [name for name in GROUPS if not getattr(criteria, name)]
    groups.update(_count_values(city_id, criteria, unused, zone) if unused else {})
    for name in GROUPS:
        if name not in unused:
            groups.update(_count_values(city_id, criteria.without(name), [name], zone))
    return FacetCounts(groups, _count_presets(city_id, criteria.without("preset"), zone))


def _count_values(
    city_id: int | None, criteria: Criteria, names: Sequence[str], zone: ZoneInfo
) -> dict[str, dict[str, int]]:
    moment = Moment.at_present(zone, criteria)
    group_of = {kind: name for name in names for kind in GROUPS[name]}
    counted = sa.select(PublicationFacet.kind, PublicationFacet.value, sa.func.count())
    statement = (
        joined(counted.join(Publication, Publication.id == PublicationFacet.publication_id))
        .where(
            *is_open(city_id, moment), *once(city_id), *matching(criteria), PublicationFacet.kind.in_(list(group_of))
        )
        .group_by(PublicationFacet.kind, PublicationFacet.value)
    )
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    for kind, value, number in db.session.execute(statement):
        found[group_of[kind]][value] = number
    return found


def _count_presets(city_id: int | None, criteria: Criteria, zone: ZoneInfo) -> dict[DatePreset, int]:
    moment = Moment.at_present(zone)
    columns = [_number_of_presets(moment, preset) for preset in DatePreset]
    statement = joined(sa.select(*columns).select_from(Publication))
    row = db.session.execute(statement.where(*is_open(city_id, moment), *once(city_id), *matching(criteria))).one()
    return {preset: row[index] or 0 for index, preset in enumerate(DatePreset)}


def _number_of_presets(moment: Moment, preset: DatePreset) -> Any:
    then = replace(moment, days=span_of(preset, moment.today))
    return sa.func.sum(sa.case((sa.and_(has_shift(then)), 1), else_=0))


@dataclass(frozen=True)
class Figures:
    """Numbers that are true now."""

    offers: int = 0
    this_week: int = 0  # with a date until Sunday
    associations: int = 0  # with an open offer


def figures_by_city(city_id: int | None = None, *, zone: ZoneInfo = DEFAULT_ZONE) -> dict[int, Figures]:
    """City id → numbers, in one query; a city without open offers is missing."""
    moment = Moment.at_present(zone)
    statement = joined(
        sa.select(
            Publication.city_id, sa.func.count(Publication.id), _number_of_presets(moment, DatePreset.WEEK),
            sa.func.count(sa.distinct(Publication.association_id)),
        )
    )  # fmt: skip
    statement = statement.where(*is_open(city_id, moment)).group_by(Publication.city_id)
    return {row[0]: Figures(row[1], row[2] or 0, row[3]) for row in db.session.execute(statement)}


def number_of_offers(association_ids: Sequence[int], city_id: int, *, zone: ZoneInfo = DEFAULT_ZONE) -> dict[int, int]:
    """Association id → open offers in the city, in one query; those without are missing."""
    if not association_ids:
        return {}
    moment = Moment.at_present(zone)
    statement = joined(sa.select(Publication.association_id, sa.func.count(Publication.id)))
    statement = statement.where(*is_open(city_id, moment), Publication.association_id.in_(association_ids))
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(Publication.association_id))}
