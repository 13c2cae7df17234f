"""A renamed association's offers are found under the new name: on both engines."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations.rules import ProfileChanged
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.opportunities.models import Publication, PublicationFacet, Revision
from engagement.opportunities.search import Criteria, index_publication, search_publications
from engagement.workflows.save_association_profile import save_association_profile
from tests.associations.world import VALUES, World
from tests.support import factories as make

pytestmark = pytest.mark.both_engines


@pytest.fixture
def world(db_app: Flask) -> World:
    made = World()
    made.association = make.make_association(made.city, owner=made.person, name="Chor Süd")
    make.make_opportunity(made.city, made.association, title="Stimmen für den Bass")
    with writing():
        publication = db.session.scalars(sa.select(Publication)).one()
        index_publication(publication, db.session.scalars(sa.select(Revision)).one(), "Chor Süd", None)
    return made


def found(world: World, text: str) -> int:
    with entered(Scope.city(world.city.id)):
        return search_publications(world.city.id, Criteria(text=text)).total


def save(world: Any, **values: Any) -> None:
    with entered(Scope.association(world.association.id)):
        save_association_profile(
            world.association.id, city_id=world.city.id, actor=world.me, **({"version": 1} | VALUES | values)
        )


def test_offers_are_found_under_the_new_name(world: World) -> None:
    with entered(SYSTEM):
        facets = db.session.query(PublicationFacet).count()
    assert found(world, "Süd") == 1
    save(world, name="Nachtigallen")
    assert found(world, "Nachtigallen") == 1
    assert found(world, "Süd") == 0
    with entered(SYSTEM):
        assert db.session.query(PublicationFacet).count() == facets > 0


def test_a_refused_profile_changes_no_search(world: World) -> None:
    with pytest.raises(ProfileChanged):
        save(world, name="Nachtigallen", version=7)
    assert found(world, "Nachtigallen") == 0


def test_an_unchanged_name_leaves_the_search_alone(world: World, statements: Any) -> None:
    with statements() as seen:
        save(world, name="Chor Süd", purpose="Wir singen tiefer.")
    assert not any("publication" in statement for statement in seen)
    assert found(world, "Süd") == 1
