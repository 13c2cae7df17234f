"""Loading the page of one offer, and what machines read."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing, Logo
from engagement.core.scope import MADE_ONCE
from engagement.extensions import db
from engagement.kernel.clock import DEFAULT_ZONE
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.search.statements import Moment, is_open, joined


@dataclass(frozen=True)
class Shown:
    """An offer that a city shows, or showed once."""

    state: PublicationState
    is_visible: bool  # published, and the association is not suspended
    is_suspended: bool  # the city does not show the association for the time being
    revision: Revision  # with its district and picture
    opportunity: Opportunity  # with its shifts
    association: Association
    publication: Publication
    home_town: str = ""  # where it comes from, in another city's showcase


@functools.cache
def _shown() -> sa.Select[*tuple[Any, ...]]:
    """Made once: making it takes longer than running it."""
    of_city = sa.and_(Listing.association_id == Publication.association_id, Listing.city_id == Publication.city_id)
    return (
        sa.select(Publication, Listing.state)
        .join(Publication.opportunity)
        .join(Listing, of_city)
        .where(
            Opportunity.public_id == sa.bindparam("offer"), Publication.city_id == sa.bindparam("city"),
            Publication.shown_revision_id.is_not(None),
        )
        .options(
            defer(Publication.search_stems), defer(Publication.search_folded),
            joinedload(Publication.association).joinedload(Association.logo).joinedload(Logo.picture),
            joinedload(Publication.opportunity).joinedload(Opportunity.home_city),
            joinedload(Publication.shown_revision).options(joinedload(Revision.district), joinedload(Revision.picture)),
        )
        .execution_options(**MADE_ONCE)
    )  # fmt: skip


@functools.cache
def _shifts() -> sa.Select[*tuple[Any, ...]]:
    statement = sa.select(Shift).where(Shift.opportunity_id == sa.bindparam("opportunity"))
    return statement.order_by(Shift.starts_at, Shift.id).execution_options(**MADE_ONCE)


def shown_offer(public_id: str, city_id: int) -> Shown | None:
    """The offer with this address in the city; None when the city never showed it."""
    row = db.session.execute(_shown(), {"offer": public_id, "city": city_id}).first()
    if row is None:
        return None
    publication, listing_state = row
    # By a statement that is made once: the one that loads a relationship is made each time.
    opportunity = publication.opportunity
    shifts = db.session.scalars(_shifts(), {"opportunity": opportunity.id}).all()
    set_committed_value(opportunity, "shifts", list(shifts))
    revision = publication.shown_revision
    assert revision is not None  # asked for above
    suspended = listing_state is ListingState.SUSPENDED
    visible = publication.state is PublicationState.PUBLISHED and not suspended
    return Shown(
        publication.state, visible, suspended, revision, opportunity, publication.association,
        publication, publication.home_town,
    )  # fmt: skip


@dataclass(frozen=True)
class Past:
    """An offer that a city showed, and that is not open there now."""

    public_id: str
    title: str
    language: str
    association_name: str
    field: str | None
    is_pausing: bool  # it may come back


def past_offers(city_id: int, public_ids: Sequence[str]) -> list[Past]:
    """What the city knows of these offers, in the order given; for those that no card can be made of. One statement."""
    statement = (
        sa.select(
            Opportunity.public_id, Revision.title, Revision.language, Association.name, Revision.fields,
            Publication.state,
        )
        .select_from(Publication)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Association, Association.id == Publication.association_id)
        .where(Publication.city_id == city_id, Opportunity.public_id.in_(public_ids))
    )  # fmt: skip
    found = {
        row[0]: Past(row[0], row[1], row[2], row[3], next(iter(row[4]), None), row[5] is PublicationState.PAUSED)
        for row in db.session.execute(statement)
    }
    return [found[public_id] for public_id in dict.fromkeys(public_ids) if public_id in found]


def open_addresses(city_id: int, limit: int) -> Sequence[tuple[str, datetime]]:
    """Public ids of the open offers with the moment of their last change, for the site map."""
    statement = joined(sa.select(Opportunity.public_id, Publication.updated_at).select_from(Publication))
    statement = statement.join(Opportunity, Opportunity.id == Publication.opportunity_id)
    statement = statement.where(*is_open(city_id, Moment.at_present(DEFAULT_ZONE))).order_by(Publication.id)
    return [(row[0], row[1]) for row in db.session.execute(statement.limit(limit))]
