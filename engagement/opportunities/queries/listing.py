"""The authors' list: every opportunity of an association with how it stands in each city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from engagement.cities.models import City
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Shift

AUTHORS_PAGE_SIZE = 20
S = TypeVar("S", bound=sa.Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class CityRow:
    """How an opportunity stands in one city."""

    name: str
    state: PublicationState
    is_pending: bool
    reason: str


@dataclass(frozen=True)
class OfferRow:
    """One line of the authors' list. Places and dates are of the dates ahead; none for an ongoing opportunity."""

    public_id: str
    home_slug: str  # the workplace in which it is edited
    title: str
    state: PublicationState
    cities: Sequence[CityRow]  # home city first; empty when it stands there alone
    is_pending: bool  # a new text waits for the city, also beside a published one
    is_ongoing: bool
    schedule_note: str
    next_starts_at: datetime | None
    next_ends_at: datetime | None
    dates: int
    has_dates: bool  # also such as are over
    capacity: int
    taken: int
    people_needed: int | None
    reason: str
    updated_at: datetime


def _at_home(statement: S, association_id: int) -> S:
    """An association's opportunities by their publication in the home city."""
    statement = statement.join(Opportunity, Opportunity.id == Publication.opportunity_id)
    return statement.where(
        Publication.association_id == association_id, Publication.city_id == Opportunity.home_city_id
    )


def state_counts(association_id: int) -> Mapping[PublicationState, int]:
    """How many opportunities an association has in each state of their home city."""
    counted = sa.select(Publication.state, sa.func.count()).select_from(Publication)
    statement = _at_home(counted, association_id).group_by(Publication.state)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def authors_page(
    association_id: int, *, states: Sequence[PublicationState] = (), number: int = 1, with_archived: bool = False
) -> Page[OfferRow]:
    """A page of an association's opportunities, last changed first; without states all but the archived ones.

    The same list in the workplace of every city; each opportunity is edited in its home city's.
    """
    wanted = states or [each for each in PublicationState if with_archived or each is not PublicationState.ARCHIVED]
    statement = (
        _at_home(sa.select(Publication), association_id)
        .where(Publication.state.in_(wanted))
        .options(joinedload(Publication.opportunity), joinedload(Publication.city))
        .order_by(Opportunity.updated_at.desc(), Opportunity.id.desc())
    )
    page = paginate(statement, number, AUTHORS_PAGE_SIZE)
    ids = [publication.opportunity_id for publication in page.items]
    ahead, elsewhere, dated = _dates_ahead(ids, utcnow()), _elsewhere(ids), _dated(ids)

    def row(home: Publication) -> OfferRow:
        others = [each for each in elsewhere.get(home.opportunity_id, []) if each is not home]
        shifts = ahead.get(home.opportunity_id, [])
        return _row(home, others, shifts, has_dates=home.opportunity_id in dated)

    return page.with_items(row)


def _elsewhere(opportunity_ids: Sequence[int]) -> dict[int, list[Publication]]:
    statement = (
        sa.select(Publication)
        .join(City, City.id == Publication.city_id)
        .where(Publication.opportunity_id.in_(opportunity_ids), Publication.is_chosen)
        .options(contains_eager(Publication.city))
        .order_by(City.sort_name, City.id)
    )
    found: dict[int, list[Publication]] = {}
    for publication in db.session.scalars(statement):
        found.setdefault(publication.opportunity_id, []).append(publication)
    return found


def _dated(opportunity_ids: Sequence[int]) -> set[int]:
    """Those that have or had a date."""
    statement = sa.select(Shift.opportunity_id).where(
        Shift.opportunity_id.in_(opportunity_ids), Shift.cancelled_at.is_(None)
    )
    return set(db.session.scalars(statement.distinct()))


def _dates_ahead(opportunity_ids: Sequence[int], now: datetime) -> dict[int, list[Shift]]:
    statement = (
        sa.select(Shift)
        .where(Shift.opportunity_id.in_(opportunity_ids), Shift.cancelled_at.is_(None), Shift.ends_at > now)
        .order_by(Shift.starts_at, Shift.id)
    )
    found: dict[int, list[Shift]] = {}
    for shift in db.session.scalars(statement):
        found.setdefault(shift.opportunity_id, []).append(shift)
    return found


def _row(
    publication: Publication, elsewhere: Sequence[Publication], shifts: Sequence[Shift], *, has_dates: bool
) -> OfferRow:
    opportunity = publication.opportunity
    dates = () if opportunity.is_ongoing else shifts
    return OfferRow(
        public_id=opportunity.public_id, home_slug=publication.city.slug, title=opportunity.title,
        state=publication.state, cities=[_city_row(each) for each in (publication, *elsewhere)] if elsewhere else (),
        is_pending=publication.pending_revision_id is not None, is_ongoing=opportunity.is_ongoing,
        schedule_note=opportunity.schedule_note, next_starts_at=dates[0].starts_at if dates else None,
        next_ends_at=dates[0].ends_at if dates else None, dates=len(dates), has_dates=has_dates,
        capacity=sum(shift.capacity for shift in dates), taken=sum(shift.taken for shift in dates),
        people_needed=opportunity.people_needed, reason=publication.reason, updated_at=opportunity.updated_at,
    )  # fmt: skip


def _city_row(publication: Publication) -> CityRow:
    is_pending = publication.pending_revision_id is not None
    return CityRow(publication.city.name, publication.state, is_pending, publication.reason)
