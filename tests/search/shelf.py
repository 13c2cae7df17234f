"""Offers on the shelf: rows from the factories, indexed as an approval does it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.cities.models import City, District
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.search import Card, Criteria, index_publication, search_publications
from tests.support.factories import make_opportunity


def offer(city: City, association: Association, **values: Any) -> Opportunity:
    """A published offer that can be found; `taken` fills that many places of every date, `district` is a name."""
    district = values.pop("district", None)
    taken = values.pop("taken", 0)
    opportunity = make_opportunity(city, association, **values)
    with entered(SYSTEM), writing():
        of_it = sa.select(Publication).where(Publication.opportunity_id == opportunity.id)
        publication = db.session.scalars(of_it).one()
        revision = db.session.scalars(sa.select(Revision).where(Revision.opportunity_id == opportunity.id)).one()
        if district is not None:
            found = sa.select(District.id).where(District.name == district, District.city_id == city.id)
            revision.district_id = db.session.scalars(found).one()
        for shift in db.session.scalars(sa.select(Shift).where(Shift.opportunity_id == opportunity.id)):
            shift.taken = taken
        index_publication(publication, revision, association.name, district)
    return opportunity


def found(city: City, **criteria: Any) -> list[Card]:
    """The cards of the first page, asked for as a visitor of the city does it."""
    with entered(Scope.city(city.id)):
        return list(search_publications(city.id, Criteria(**criteria)).items)


def titles(city: City, **criteria: Any) -> list[str]:
    return [card.title for card in found(city, **criteria)]
