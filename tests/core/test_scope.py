"""Every query runs in a scope and fails closed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import aliased, contains_eager

from engagement.associations.models import Association, Listing
from engagement.cities.models import City, CityPage, District
from engagement.core import scope
from engagement.core.scope import PORTAL, SYSTEM, Scope, ScopeError, entered, unscoped
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.models import accounts, associations, opportunities, registrations
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.enums import FacetKind
from engagement.opportunities.models import Opportunity, Publication, PublicationFacet, Shift
from tests.support.factories import make_association, make_city, make_opportunity

pytestmark = pytest.mark.both_engines


@pytest.fixture
def two_cities(db_app: Flask) -> tuple[City, City]:
    return make_city("hierstadt"), make_city("dortstadt")


def test_every_table_says_where_it_may_be_read(db_app: Flask) -> None:
    assert accounts and associations and opportunities and registrations
    silent = [m.class_.__name__ for m in db.Model.registry.mappers if not hasattr(m.class_, "__readable__")]
    assert silent == []


def test_a_query_outside_any_scope_is_refused(db_app: Flask) -> None:
    before = scope.enter(None)
    try:
        with pytest.raises(ScopeError, match="outside any scope"):
            db.session.scalars(sa.select(City)).all()
    finally:
        scope.enter(before)


def test_a_table_that_does_not_name_the_scope_is_refused(two_cities: tuple[City, City]) -> None:
    with entered(PORTAL), pytest.raises(ScopeError, match="CityPage"):
        db.session.scalars(sa.select(CityPage)).all()
    with entered(Scope.city(two_cities[0].id)), pytest.raises(ScopeError, match="OutboxMessage"):
        db.session.scalars(sa.select(OutboxMessage)).all()


def test_a_statement_made_once_is_narrowed_for_each_scope(two_cities: tuple[City, City]) -> None:
    statement = sa.select(Listing.city_id).execution_options(**scope.MADE_ONCE)
    for city in two_cities:
        make_association(city)
    for city in two_cities * 2:
        with entered(Scope.city(city.id)):
            assert db.session.scalars(statement).all() == [city.id]
    with entered(SYSTEM):
        assert len(db.session.scalars(statement).all()) == 2
    before = scope.enter(None)
    try:
        with pytest.raises(ScopeError, match="outside any scope"):
            db.session.scalars(statement).all()
    finally:
        scope.enter(before)
    pages = sa.select(CityPage.id).execution_options(**scope.MADE_ONCE)
    with entered(Scope.city(two_cities[0].id)):
        db.session.scalars(pages).all()
    with entered(PORTAL), pytest.raises(ScopeError, match="CityPage"):
        db.session.scalars(pages).all()


def test_a_city_sees_its_own_rows_only(two_cities: tuple[City, City]) -> None:
    here = two_cities[0]
    for city in two_cities:
        make_association(city, name=f"Verein in {city.name}")
    with entered(Scope.city(here.id)):
        names = db.session.scalars(sa.select(Association.name).join(Listing)).all()
    assert names == [f"Verein in {here.name}"]
    with entered(Scope.city(here.id)), unscoped("to see that the other row is there"):
        assert db.session.scalar(sa.select(sa.func.count(Listing.id))) == 2


def test_a_subquery_is_narrowed_too(two_cities: tuple[City, City]) -> None:
    here, there = two_cities
    make_association(there)
    with entered(Scope.city(here.id)):
        listed = sa.select(Listing.association_id).where(Listing.association_id == Association.id).exists()
        assert db.session.scalars(sa.select(Association.id).where(listed)).all() == []


def test_a_count_over_a_subquery_is_narrowed(two_cities: tuple[City, City]) -> None:
    here, there = two_cities
    make_association(there)
    with entered(Scope.city(here.id)):
        inner = sa.select(Listing).subquery()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(inner)) == 0


def test_an_update_is_narrowed(two_cities: tuple[City, City]) -> None:
    here, there = two_cities
    make_association(there)
    with entered(Scope.city(here.id)), writing():
        db.session.execute(sa.update(Listing).values(is_trusted=True).execution_options(synchronize_session=False))
    assert db.session.scalars(sa.select(Listing.is_trusted)).all() == [False]


def test_an_association_sees_its_own_offers_only(two_cities: tuple[City, City]) -> None:
    here, _there = two_cities
    mine, other = make_association(here), make_association(here)
    make_opportunity(here, other)
    with entered(Scope.association(mine.id)):
        assert db.session.scalars(sa.select(Opportunity)).all() == []
        assert db.session.scalars(sa.select(Shift)).all() == []


def test_a_flush_refuses_a_row_of_another_city(two_cities: tuple[City, City]) -> None:
    here, there = two_cities
    with pytest.raises(ScopeError, match="changed in city"), entered(Scope.city(here.id)), writing():
        db.session.add(District(city_id=there.id, name="Fremdstadt"))
    assert db.session.scalar(sa.select(sa.func.count(District.id)).where(District.name == "Fremdstadt")) == 0


def test_the_same_query_is_narrowed_anew_in_each_city(two_cities: tuple[City, City]) -> None:
    """Compiled statements are cached; the city's id must not be."""
    statement = sa.select(District.city_id).distinct()
    for city in (*two_cities, *two_cities):
        with entered(Scope.city(city.id)):
            assert db.session.scalars(statement).all() == [city.id]
    with entered(SYSTEM):
        assert len(db.session.scalars(statement).all()) == 2


def test_a_city_reads_an_offer_only_through_a_publication_of_its_own(two_cities: tuple[City, City]) -> None:
    here, there = two_cities
    away = make_opportunity(there, make_association(there), title="nur dort")
    both = make_opportunity(there, make_association(there), title="auch hier")
    with entered(SYSTEM), writing():
        db.session.add(Publication(opportunity_id=both.id, association_id=both.association_id, city_id=here.id))
    own = aliased(Opportunity)
    with entered(Scope.city(here.id)):
        assert db.session.scalars(sa.select(Opportunity.title)).all() == ["auch hier"]
        assert db.session.scalars(sa.select(own.title)).all() == ["auch hier"]
        assert db.session.scalar(sa.select(Opportunity).where(Opportunity.id == away.id)) is None
        # Also beside a publication in the same statement, and loaded with it.
        joined = sa.select(Publication).join(Publication.opportunity).options(contains_eager(Publication.opportunity))
        (found,) = db.session.scalars(joined).all()
        assert (found.opportunity.title, found.city_id) == ("auch hier", here.id)
        counted = sa.select(sa.func.count()).select_from(sa.select(Opportunity).subquery())
        assert db.session.scalar(counted) == 1
    with entered(Scope.city(there.id)):
        assert set(db.session.scalars(sa.select(Opportunity.title))) == {"nur dort", "auch hier"}
    with entered(Scope.city(here.id)), writing():
        change = sa.update(Opportunity).values(title="geändert").execution_options(synchronize_session=False)
        db.session.execute(change)
    with entered(SYSTEM):
        assert set(db.session.scalars(sa.select(Opportunity.title))) == {"nur dort", "geändert"}


def test_an_association_removes_only_facets_of_its_own_offers(two_cities: tuple[City, City]) -> None:
    here, _there = two_cities
    mine, other = make_association(here), make_association(here)
    for association in (mine, other):
        offer = make_opportunity(here, association)
        with entered(SYSTEM), writing():
            publication = db.session.scalars(sa.select(Publication).where(Publication.opportunity_id == offer.id)).one()
            db.session.add(
                PublicationFacet(publication_id=publication.id, city_id=here.id, kind=FacetKind.FIELD, value="nature")
            )
    with entered(Scope.association(mine.id)), writing():
        db.session.execute(sa.delete(PublicationFacet).execution_options(synchronize_session=False))
    with entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(PublicationFacet.id))) == 1
