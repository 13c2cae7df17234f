"""Reading opportunities for their authors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.cities.models import District
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import CONTENT_COLUMNS, Opportunity, Publication, Revision, Shift

AUTHORS_PAGE_SIZE = 20


@dataclass(frozen=True)
class AuthoredOffer:
    """An opportunity as its authors see it: working copy, publication in the city, all dates."""

    opportunity: Opportunity
    publication: Publication
    shifts: Sequence[Shift]

    @property
    def state(self) -> PublicationState:
        return self.publication.state

    @property
    def was_published(self) -> bool:
        return self.publication.published_at is not None

    @property
    def has_new_text(self) -> bool:
        """Whether the working copy says something that was not handed in yet."""
        last = self.publication.pending_revision or self.publication.shown_revision
        return last is None or content_of(self.opportunity) != content_of(last)


@dataclass(frozen=True)
class OfferRow:
    """One line of the authors' list. Places and dates are of the dates ahead; none for an ongoing opportunity."""

    public_id: str
    title: str
    state: PublicationState
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


def content_of(source: Opportunity | Revision) -> dict[str, Any]:
    """The content columns as plain values."""
    return {column: getattr(source, column) for column in CONTENT_COLUMNS}


def authored_offer(public_id: str, *, association_id: int, city_id: int) -> AuthoredOffer:
    """An association's opportunity in a city, with district and picture loaded. Raises NotFound for any other."""
    statement = (
        sa.select(Publication)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .where(
            Opportunity.public_id == public_id, Opportunity.association_id == association_id,
            Publication.city_id == city_id,
        )
        .options(
            joinedload(Publication.opportunity).joinedload(Opportunity.district),
            joinedload(Publication.opportunity).joinedload(Opportunity.picture),
            joinedload(Publication.shown_revision), joinedload(Publication.pending_revision),
        )
    )  # fmt: skip
    publication = db.session.scalar(statement)
    if publication is None:
        raise NotFound
    return AuthoredOffer(publication.opportunity, publication, shifts_of(publication.opportunity_id))


def made_by_form(form_key: str, association_id: int) -> str | None:
    """The public id of the opportunity that a form has made already."""
    statement = sa.select(Opportunity.public_id).where(Opportunity.form_key == form_key)
    return db.session.scalar(statement.where(Opportunity.association_id == association_id))


def places_taken(offer: AuthoredOffer) -> int:
    """Taken places on dates that are not over and not cancelled."""
    now = utcnow()
    return sum(shift.taken for shift in offer.shifts if shift.cancelled_at is None and shift.ends_at > now)


def shifts_of(opportunity_id: int) -> Sequence[Shift]:
    """All dates of an opportunity, soonest first."""
    statement = sa.select(Shift).where(Shift.opportunity_id == opportunity_id)
    return db.session.scalars(statement.order_by(Shift.starts_at, Shift.id)).all()


def coming_of_series(opportunity_id: int, series: str) -> Sequence[Shift]:
    """The dates of a series that have not begun and are not cancelled, soonest first."""
    statement = sa.select(Shift).where(
        Shift.opportunity_id == opportunity_id, Shift.series == series, Shift.cancelled_at.is_(None),
        Shift.starts_at > utcnow(),
    )  # fmt: skip
    return db.session.scalars(statement.order_by(Shift.starts_at, Shift.id)).all()


def listing_state(association_id: int, city_id: int) -> ListingState | None:
    """What the city thinks of the association; None when it is not listed there."""
    statement = sa.select(Listing.state).where(Listing.association_id == association_id, Listing.city_id == city_id)
    return db.session.scalar(statement)


def state_counts(association_id: int, city_id: int) -> Mapping[PublicationState, int]:
    """How many opportunities an association has in each state."""
    statement = (
        sa.select(Publication.state, sa.func.count())
        .where(Publication.association_id == association_id, Publication.city_id == city_id)
        .group_by(Publication.state)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def authors_page(
    association_id: int, city_id: int, *, states: Sequence[PublicationState] = (), number: int = 1,
    with_archived: bool = False,
) -> Page[OfferRow]:  # fmt: skip
    """A page of an association's opportunities, last changed first; without states all but the archived ones."""
    wanted = states or [each for each in PublicationState if with_archived or each is not PublicationState.ARCHIVED]
    statement = (
        sa.select(Publication)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .where(Publication.association_id == association_id, Publication.city_id == city_id)
        .where(Publication.state.in_(wanted))
        .options(joinedload(Publication.opportunity))
        .order_by(Opportunity.updated_at.desc(), Opportunity.id.desc())
    )
    page = paginate(statement, number, AUTHORS_PAGE_SIZE)
    ahead = _dates_ahead([publication.opportunity_id for publication in page.items], utcnow())
    dated = _dated([publication.opportunity_id for publication in page.items])
    return page.with_items(
        lambda each: _row(each, ahead.get(each.opportunity_id, []), has_dates=each.opportunity_id in dated)
    )


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


def _row(publication: Publication, shifts: Sequence[Shift], *, has_dates: bool) -> OfferRow:
    opportunity = publication.opportunity
    dates = () if opportunity.is_ongoing else shifts
    return OfferRow(
        public_id=opportunity.public_id, title=opportunity.title, state=publication.state,
        is_pending=publication.pending_revision_id is not None, is_ongoing=opportunity.is_ongoing,
        schedule_note=opportunity.schedule_note, next_starts_at=dates[0].starts_at if dates else None,
        next_ends_at=dates[0].ends_at if dates else None, dates=len(dates), has_dates=has_dates,
        capacity=sum(shift.capacity for shift in dates), taken=sum(shift.taken for shift in dates),
        people_needed=opportunity.people_needed, reason=publication.reason, updated_at=opportunity.updated_at,
    )  # fmt: skip


@dataclass(frozen=True)
class Names:
    """What stands around a revision: the opportunity's public id, the names of association and district."""

    opportunity_id: str
    association: str
    district: str


def names_around(revision_id: int) -> Names:
    """Raises NotFound."""
    row = db.session.execute(
        sa.select(Opportunity.public_id, Association.name, District.name)
        .select_from(Revision)
        .join(Opportunity, Opportunity.id == Revision.opportunity_id)
        .join(Association, Association.id == Revision.association_id)
        .outerjoin(District, District.id == Revision.district_id)
        .where(Revision.id == revision_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Names(row[0], row[1], row[2] or "")


def publication_ids_to_expire(now: datetime) -> Sequence[int]:
    """Shown publications whose dates or period may be over; the operation decides on each (system scope).

    A last day that is today in UTC is taken along, because cities may lie in other zones.
    """
    has_ahead = sa.exists().where(
        Shift.opportunity_id == Publication.opportunity_id, Shift.ends_at > now, Shift.cancelled_at.is_(None)
    )
    statement = (
        sa.select(Publication.id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .where(Publication.state.in_([PublicationState.PUBLISHED, PublicationState.PAUSED]))
        .where(sa.or_(sa.and_(Revision.is_ongoing.is_(False), ~has_ahead), Revision.ends_on <= now.date()))
        .order_by(Publication.id)
    )
    return db.session.scalars(statement).all()
