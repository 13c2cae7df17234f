"""Offers of the demo that stand in further towns, and changes of what is online. Written after all towns are there."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.cities.models import City
from engagement.demo.content import Entry, demo_id, neighbours
from engagement.demo.history import note_decision
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import LookReason, PublicationState
from engagement.opportunities.models import CONTENT_COLUMNS, Opportunity, Publication, Revision
from engagement.opportunities.operations.loading import freeze, look_later
from engagement.opportunities.queries import names_around
from engagement.opportunities.search import index_publication

TRUSTED = ("bretten", "mittagstisch-am-markt")


def add_neighbours() -> None:
    """Put offers before other towns and change some that are online; joins the open transaction."""
    for entry in neighbours("elsewhere"):
        _put_before(_city(entry["city"]), _opportunity(entry), entry)
    for entry in neighbours("changed"):
        _change(_opportunity(entry), entry)
    slug, key = TRUSTED
    db.session.execute(
        sa.update(Listing)
        .where(Listing.city_id == _city(slug).id, Listing.association_id == _association_id(slug, key))
        .values(is_trusted=True)
    )


def _city(slug: str) -> City:
    return db.session.scalars(sa.select(City).where(City.slug == slug)).one()


def _association_id(slug: str, key: str) -> int:
    return db.session.scalars(sa.select(Association.id).where(Association.public_id == demo_id(slug, key))).one()


def _opportunity(entry: Entry) -> Opportunity:
    public_id = demo_id(entry["home"], entry["key"])
    return db.session.scalars(sa.select(Opportunity).where(Opportunity.public_id == public_id)).one()


def _put_before(city: City, opportunity: Opportunity, entry: Entry) -> None:
    state, now = PublicationState(entry["state"]), utcnow()
    revision = db.session.scalars(sa.select(Revision).where(Revision.opportunity_id == opportunity.id)).one()
    _list(city, opportunity, is_verified=state is PublicationState.PUBLISHED)
    publication = Publication(
        public_id=demo_id(entry["home"], entry["key"], "publication", city.slug), opportunity_id=opportunity.id,
        association_id=opportunity.association_id, city_id=city.id, state=state, reason=entry.get("reason", ""),
    )  # fmt: skip
    if state is PublicationState.PUBLISHED:
        publication.published_at = now - timedelta(days=entry["published_days_ago"])
        publication.shown_revision_id, publication.seen_number = revision.id, revision.number
    elif state is PublicationState.IN_REVIEW:
        publication.pending_revision_id = revision.id
        publication.submitted_at = now - timedelta(hours=entry["submitted_hours_ago"])
    db.session.add(publication)
    db.session.flush()
    note_decision(city, publication, opportunity)
    if publication.shown_revision_id is not None:
        _index(publication, revision)


def _list(city: City, opportunity: Opportunity, *, is_verified: bool) -> None:
    of_city = sa.select(Listing).where(
        Listing.city_id == city.id, Listing.association_id == opportunity.association_id
    )  # fmt: skip
    listing = db.session.scalar(of_city)
    if listing is None:
        listing = Listing(city_id=city.id, association_id=opportunity.association_id, state=ListingState.UNVERIFIED)
        db.session.add(listing)
    if is_verified:
        listing.state, listing.verified_at = ListingState.VERIFIED, utcnow() - timedelta(days=6)
    db.session.flush()


def _change(opportunity: Opportunity, entry: Entry) -> None:
    for name in CONTENT_COLUMNS:
        if name in entry:
            setattr(opportunity, name, entry[name])
    for old, new in entry.get("replace", ()):
        opportunity.description_html = opportunity.description_html.replace(old, new)
    revision = freeze(opportunity, opportunity.created_by_id)
    revision.submitted_at = at = utcnow() - timedelta(hours=entry["hours_ago"])
    for publication in db.session.scalars(
        sa.select(Publication).where(
            Publication.opportunity_id == opportunity.id, Publication.state == PublicationState.PUBLISHED
        )
    ).all():
        if "look" in entry:
            publication.shown_revision_id = revision.id
            look_later(publication, LookReason(entry["look"]), at)
            _index(publication, revision)
        else:
            publication.pending_revision_id, publication.submitted_at = revision.id, at
    db.session.flush()


def _index(publication: Publication, revision: Revision) -> None:
    names = names_around(revision.id, publication.city_id)
    index_publication(publication, revision, names.association, names.district, home_town=names.home_town)
