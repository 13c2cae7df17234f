"""What one can register for."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer, joinedload

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.cities.models import City
from engagement.cities.policies import policies_from, policies_of
from engagement.core.kept_json import as_text
from engagement.core.rows import one_row
from engagement.core.scope import MADE_ONCE, unscoped
from engagement.extensions import db
from engagement.kernel.clock import local, utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.views import OfferView, offer_view
from engagement.registrations import minors, rules
from engagement.registrations.enums import ACTIVE_STATES, PLACE_STATES, RegistrationState
from engagement.registrations.models import Participant, Registration


@dataclass(frozen=True)
class OfferToJoin:
    """An offer in a city's showcase with all that the page of the form shows."""

    offer: OfferView
    opportunity_id: int
    state: PublicationState
    listing_state: ListingState | None
    own_age: int  # from which age the city lets people register by themselves
    cancel_phone: str  # of the association, for who calls off by phone; empty when it shows none in public

    @property
    def age(self) -> int:
        """The age in years that the form asks for."""
        return rules.minimum_age(self.offer.min_age, self.own_age)


@dataclass(frozen=True)
class Questions:
    """What the form has to know to ask, and to read what was typed: the offer's words and dates are not needed."""

    is_ongoing: bool
    minors_only: bool
    bands: list[tuple[int, int]]  # under 18; none where the offer admits nobody under the city's age
    age: int  # in years, that the form asks for
    refusal: DomainError | None  # why nobody can register now, None when people can


@functools.cache
def _asked() -> sa.Select[*tuple[Any, ...]]:
    to_come = sa.exists().where(
        Shift.opportunity_id == Publication.opportunity_id, Shift.starts_at > sa.bindparam("now")
    )
    return (
        sa.select(
            Publication.state, Listing.state.label("listing_state"), as_text(City.policies), City.timezone,
            Revision.is_ongoing, Revision.ends_on, Revision.min_age, Revision.admits_minors, Revision.minors_only,
            to_come.label("has_dates"),
        )
        .select_from(Publication)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(City, City.id == Publication.city_id)
        .outerjoin(
            Listing,
            sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id),
        )
        .where(Opportunity.public_id == sa.bindparam("offer"), Publication.city_id == sa.bindparam("city"))
        .execution_options(**MADE_ONCE)
    )  # fmt: skip


def questions(public_id: str, city_id: int) -> Questions:
    """What the form of an offer asks that the city shows or has shown. Raises NotFound for any other."""
    now = utcnow()
    row = one_row(_asked(), {"offer": public_id, "city": city_id, "now": now})
    if row is None:
        raise NotFound
    own_age = policies_from(row.policies).guardian_age
    return Questions(
        row.is_ongoing, row.minors_only,
        minors.age_bands(row.min_age) if row.admits_minors or row.minors_only else [],
        rules.minimum_age(row.min_age, own_age),
        _refusal(
            row.state, row.listing_state, is_ongoing=row.is_ongoing, ends_on=row.ends_on, has_dates=row.has_dates,
            today=local(now, ZoneInfo(row.timezone)).date(),
        ),
    )  # fmt: skip


@functools.cache
def _offer() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Publication, Listing.state)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .outerjoin(
            Listing,
            sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id),
        )
        .where(Opportunity.public_id == sa.bindparam("offer"), Publication.city_id == sa.bindparam("city"))
        .options(
            defer(Publication.search_stems), defer(Publication.search_folded),
            joinedload(Publication.shown_revision).joinedload(Revision.district),
            joinedload(Publication.shown_revision).joinedload(Revision.picture),
            joinedload(Publication.association), joinedload(Publication.city),
            joinedload(Publication.opportunity).joinedload(Opportunity.home_city),
        )
        .execution_options(**MADE_ONCE)
    )  # fmt: skip


def offer_to_join(public_id: str, city_id: int) -> OfferToJoin:
    """An opportunity that the city shows or has shown. Raises NotFound for any other."""
    row = db.session.execute(_offer(), {"offer": public_id, "city": city_id}).one_or_none()
    if row is None:
        raise NotFound
    publication, listing_state = row[0], row[1]
    revision = publication.shown_revision
    if revision is None:
        raise NotFound
    shifts = db.session.scalars(
        sa.select(Shift).where(Shift.opportunity_id == publication.opportunity_id).order_by(Shift.starts_at, Shift.id)
    ).all()
    now = utcnow()
    association: Association = publication.association
    view = offer_view(
        revision, public_id=public_id, association=association,
        shifts=[shift for shift in shifts if shift.starts_at > now], now=now, home_town=publication.home_town,
    )  # fmt: skip
    view = _with_lapsed(view, publication.opportunity_id, now)
    phone = view.contact.phone or (association.phone if association.contact_public else "")
    own_age = policies_of(publication.city).guardian_age
    return OfferToJoin(view, publication.opportunity_id, publication.state, listing_state, own_age, phone)


@functools.cache
def _lapsed() -> sa.Select[*tuple[Any, ...]]:
    waits = aliased(Registration)
    return (
        sa.select(Shift.public_id, sa.func.sum(Registration.party_size))
        .select_from(Registration)
        .join(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.opportunity_id == sa.bindparam("offer"), Registration.state.in_(PLACE_STATES),
            Registration.hold_until <= sa.bindparam("now"),
            # Where people wait, what became free is theirs.
            ~sa.exists().where(waits.shift_id == Shift.id, waits.state == RegistrationState.WAITLISTED),
        )
        .group_by(Shift.public_id)
    )  # fmt: skip


def _with_lapsed(view: OfferView, opportunity_id: int, now: datetime) -> OfferView:
    """Places whose confirmation never came are free, also before the job has tidied up."""
    values = {"offer": opportunity_id, "now": now}
    with unscoped("a place in a shift counts, in whichever city's showcase it was taken"):
        lapsed: dict[str, int] = {row[0]: int(row[1]) for row in db.session.execute(_lapsed(), values)}
    shifts = tuple(replace(shift, free=shift.free + lapsed.get(shift.public_id, 0)) for shift in view.shifts)
    return replace(view, shifts=shifts)


def _refusal(
    state: PublicationState, listing_state: ListingState | None, *, is_ongoing: bool, ends_on: date | None,
    has_dates: bool, today: date,
) -> DomainError | None:  # fmt: skip
    try:
        rules.check_offer(state, listing_state)
        if is_ongoing:
            rules.check_period(ends_on, today)
        else:
            rules.check_dates(int(has_dates))
    except NotFound:
        raise
    except DomainError as refusal:
        return refusal
    return None


@dataclass(frozen=True)
class OwnRegistration:
    """That somebody is in already, through one city's showcase; without a shift it is interest."""

    registration_id: str
    city_slug: str
    shift_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None


def own_registrations(user_id: int | None, opportunity_id: int) -> list[OwnRegistration]:
    """The person's active registrations for an offer in any city that are not over, soonest first; none for a visitor.
    Public ids."""
    if user_id is None:
        return []
    statement = (
        sa.select(Registration.public_id, City.slug, Shift.public_id, Shift.starts_at, Shift.ends_at)
        .select_from(Registration)
        .join(City, City.id == Registration.city_id)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.opportunity_id == opportunity_id, Participant.user_id == user_id,
            Registration.state.in_(ACTIVE_STATES), sa.or_(Shift.id.is_(None), Shift.ends_at > utcnow()),
        )
        .order_by(Shift.starts_at, Registration.id)
    )  # fmt: skip
    with unscoped("her own places, in whichever city's showcase she took them"):
        return [OwnRegistration(*row) for row in db.session.execute(statement)]
