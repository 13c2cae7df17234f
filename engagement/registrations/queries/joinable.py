"""An offer, and one of its dates, as who registers finds it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.cities.models import City
from engagement.cities.policies import policies_from
from engagement.core.kept_json import as_text
from engagement.core.rows import one_row
from engagement.core.scope import MADE_ONCE
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations.errors import NoDateChosen

LOCKED = [Opportunity, Publication, Association, Listing]


@dataclass(frozen=True)
class Terms:
    """What the shown text of an offer says about taking part."""

    title: str
    is_ongoing: bool
    min_age: int | None
    approval_required: bool
    ends_on: date | None
    forbids_overlap: bool
    admits_minors: bool
    minors_only: bool


@dataclass(frozen=True)
class Date:
    """A shift as it was read; places are decided by the conditional UPDATE alone."""

    id: int
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None
    capacity: int
    taken: int

    @property
    def free(self) -> int:
        return self.capacity - self.taken


@dataclass(frozen=True)
class Joinable:
    """What a registration needs of an offer."""

    opportunity_id: int  # row numbers
    association_id: int
    city_id: int
    state: PublicationState
    own_age: int  # from which the city lets people register by themselves
    terms: Terms
    listing_state: ListingState
    shift: Date | None
    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def joinable(public_id: str, shift_public_id: str | None, city_id: int) -> Joinable:
    """An opportunity in a city's showcase, with its association and listing, share-locked: whoever withdraws them,
    suspends the association or blocks a person waits, so that it tells everybody who came before it, or came first.
    The caller need not `hold_association`.

    Raises NotFound (the offer), NoDateChosen; a shift of another offer is None with `shift_public_id` given.
    """
    values = {"offer": public_id, "city": city_id, "shift": shift_public_id}
    row = one_row(_joinable(), values)  # on SQLite, whose one writer needs no locks, this is all
    if row is None and db.session.get_bind().dialect.name != "sqlite":
        # Somebody is changing it. Waiting takes a statement of its own: one that waits for locked rows shows the others
        # as they were before it waited.
        one_row(_held(), {"offer": public_id, "city": city_id})
        row = one_row(_joinable(), values)
    if row is None:  # nowhere shown
        raise NotFound
    if shift_public_id is None and not row.is_ongoing:
        raise NoDateChosen
    is_date = row.shift_row is not None
    shift = Date(row.shift_row, row.starts_at, row.ends_at, row.cancelled_at, row.capacity, row.taken)
    terms = Terms(
        row.title, row.is_ongoing, row.min_age, row.approval_required, row.ends_on, row.forbids_overlap,
        row.admits_minors, row.minors_only,
    )  # fmt: skip
    return Joinable(
        row.opportunity_id, row.association_id, city_id, row.state, policies_from(row.policies).guardian_age,
        terms, row.listing_state, shift if is_date else None, row.timezone,
    )  # fmt: skip


def _shown(*columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """Columns of an offer that a city shows or has shown, with its listing."""
    return (
        sa.select(*columns)
        .select_from(Publication)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Association, Association.id == Publication.association_id)
        .join(
            Listing,
            sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id),
        )
        .where(Opportunity.public_id == sa.bindparam("offer"), Publication.city_id == sa.bindparam("city"))
        .execution_options(**MADE_ONCE)
    )


@functools.cache
def _held() -> sa.Select[*tuple[Any, ...]]:
    return _shown(Publication.id).with_for_update(read=True, of=LOCKED)


@functools.cache
def _joinable() -> sa.Select[*tuple[Any, ...]]:
    """Locks what nobody else is changing, and finds nothing where somebody is.

    Made once: it is long, and making it takes longer than running it.
    """
    return (
        _shown(
            Publication.opportunity_id, Publication.association_id, Publication.state,
            Listing.state.label("listing_state"), as_text(City.policies), City.timezone, Revision.title,
            Revision.is_ongoing, Revision.min_age,
            Revision.approval_required, Revision.ends_on, Revision.forbids_overlap, Revision.admits_minors,
            Revision.minors_only, Shift.id.label("shift_row"), Shift.starts_at, Shift.ends_at,
            Shift.cancelled_at, Shift.capacity, Shift.taken,
        )
        .join(City, City.id == Publication.city_id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .outerjoin(
            Shift,
            sa.and_(Shift.public_id == sa.bindparam("shift"), Shift.opportunity_id == Publication.opportunity_id),
        )
        .with_for_update(read=True, of=LOCKED, skip_locked=True)
    )  # fmt: skip
