"""Renaming and removing a district, and what follows: offers and associations are found under what is left."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.associations.operations import index_association
from engagement.audit.operations import record
from engagement.cities.models import District
from engagement.cities.operations import locked_city
from engagement.cities.queries import districts_of
from engagement.cities.rules.settings import LastDistrict, check_district
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Opportunity, Publication, Revision
from engagement.opportunities.queries import names_around
from engagement.opportunities.search import index_publication


@retried
@operation
def rename_district(city_id: int, public_id: str, *, name: str, actor: Actor) -> None:
    """Give a district another name. Raises Forbidden, NotFound, DistrictExists."""
    city = locked_city(city_id, actor)
    district = _district(city_id, public_id)
    if district.name == name:
        return
    check_district(name, [row.name for row in districts_of(city_id) if row.id != district.id])
    before, district.name = district.name, name
    db.session.flush()
    offers, associations = _hanging_on(district.id)
    _index(offers, associations, name)
    record(actor, "district.renamed", kind="city", public_id=city.slug[:16], label=name, city_id=city_id, before=before)


@retried
@operation
def remove_district(city_id: int, public_id: str, *, actor: Actor) -> None:
    """Remove a district; offers and associations stay, without a district. Raises Forbidden, NotFound, LastDistrict."""
    city = locked_city(city_id, actor)
    district = _district(city_id, public_id)
    if len(districts_of(city_id)) == 1:
        raise LastDistrict
    offers, associations = _hanging_on(district.id)
    name = district.name
    # Said here and not left to the foreign key, so that what is indexed below reads it.
    with unscoped("offers and revisions are changed wherever they name this district"):
        for model in (Opportunity, Revision, Association):
            rows = sa.update(model).where(model.district_id == district.id).values(district_id=None)
            db.session.execute(rows.execution_options(synchronize_session="fetch"))
    db.session.delete(district)
    db.session.flush()
    _index(offers, associations, "")
    record(
        actor, "district.removed", kind="city", public_id=city.slug[:16], label=name, city_id=city_id,
        offers=len(offers), associations=len(associations),
    )  # fmt: skip


def _district(city_id: int, public_id: str) -> District:
    statement = sa.select(District).where(District.city_id == city_id, District.public_id == public_id)
    found: District | None = db.session.scalar(lock(statement))
    if found is None:
        raise NotFound
    return found


def _hanging_on(district_id: int) -> tuple[list[Publication], list[Association]]:
    """What lists and searches find by the district: shown offers and associations."""
    with unscoped("offers stand in several cities"):
        shown = (
            sa.select(Publication)
            .join(Revision, Revision.id == Publication.shown_revision_id)
            .where(Revision.district_id == district_id)
        )
        offers = db.session.scalars(lock(shown.order_by(Publication.id))).all()
        there = sa.select(Association).where(Association.district_id == district_id)
        return list(offers), list(db.session.scalars(lock(there.order_by(Association.id))))


def _index(offers: list[Publication], associations: list[Association], district: str) -> None:
    with unscoped("offers stand in several cities, and facets are read in cities only"):
        for publication in offers:
            revision = db.session.scalars(sa.select(Revision).where(Revision.id == publication.shown_revision_id)).one()
            names = names_around(revision.id, publication.city_id)
            index_publication(publication, revision, names.association, names.district, home_town=names.home_town)
        for association in associations:
            index_association(association, district)
