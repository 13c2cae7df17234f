"""An offer that two cities show opens nothing else: each city has its own publication, registrations and pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from engagement.accounts.queries import actor_of
from engagement.core.scope import Scope, entered
from engagement.core.tokens import sign
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.opportunities import operations as act
from engagement.opportunities.models import Opportunity, Publication
from engagement.registrations.links import PURPOSE
from tests.support.actors import sign_in
from tests.support.world import Town

AUTHORS = ("vorschau", "bearbeiten", "zurueckziehen")
ACTS = ("einreichen", "pausieren", "fortsetzen", "archivieren", "zurueckziehen", "bearbeiten")


class Shared:
    """An offer of the second city that the first one shows, too."""

    def __init__(self) -> None:
        self.here, self.there = Town("hierstadt").build(), Town("dortstadt").build()
        owner = actor_of(self.there.owner.id)
        self.public_id = self.there.ids["published"]
        with entered(Scope.association(self.there.association.id)):
            act.choose_cities(self.public_id, city_ids=[self.here.city.id], actor=owner)
            act.submit(self.public_id, actor=owner, city_id=self.here.city.id)
        with entered(Scope.city(self.here.city.id)):
            waiting = self.publication(self.here)
            assert waiting.pending_revision_id is not None
            act.approve_publication(
                waiting.id, revision_id=waiting.pending_revision_id, actor=actor_of(self.here.moderator.id)
            )
        with writing():
            from engagement.associations.models import Listing

            db.session.execute(sa.update(Listing).values(state="verified"))

    def publication(self, town: Town) -> Publication:
        statement = sa.select(Publication).join(Opportunity).where(
            Opportunity.public_id == self.public_id, Publication.city_id == town.city.id
        )  # fmt: skip
        return db.session.scalars(statement).one()


@pytest.fixture
def shared(db_app: Flask) -> Shared:
    return Shared()


def test_each_staff_opens_the_publication_of_its_city_only(
    db_app: Flask, shared: Shared, new_client: Callable[[], FlaskClient]
) -> None:
    towns = (shared.here, shared.there)
    cases = {town.slug: shared.publication(town).public_id for town in towns}
    for town in towns:
        client = new_client()
        sign_in(db_app, client, town.moderator)
        found = {slug: client.get(f"/{town.slug}/stadt/pruefen/opportunity/{case}").status_code
                 for slug, case in cases.items()}  # fmt: skip
        assert found == {slug: 200 if slug == town.slug else 404 for slug in cases}


def test_showing_it_makes_nobody_its_author(
    db_app: Flask, shared: Shared, new_client: Callable[[], FlaskClient]
) -> None:
    client = new_client()
    sign_in(db_app, client, shared.here.owner)
    for association in (shared.here.ids["association"], shared.there.ids["association"]):
        base = f"/{shared.here.slug}/verein/{association}/angebote/{shared.public_id}"
        opened = [path for path in AUTHORS if client.get(f"{base}/{path}").status_code != 404]
        opened += [path for path in ACTS if client.post(f"{base}/{path}").status_code != 404]
        assert opened == []


def test_its_authors_work_on_it_at_home(
    db_app: Flask, shared: Shared, new_client: Callable[[], FlaskClient]
) -> None:  # fmt: skip
    client = new_client()
    sign_in(db_app, client, shared.there.owner)
    path = f"verein/{shared.there.ids['association']}/angebote/{shared.public_id}/vorschau"
    assert client.get(f"/{shared.there.slug}/{path}").status_code == 200
    assert client.get(f"/{shared.here.slug}/{path}").status_code == 404
    people = f"/{shared.here.slug}/verein/{shared.there.ids['association']}/angebote/{shared.public_id}/zusagen"
    assert client.get(people).status_code == 200


def test_a_registration_stays_in_the_showcase_where_it_was_made(shared: Shared, client: FlaskClient) -> None:
    token = sign(PURPOSE, shared.there.ids["registration"])
    assert client.get(f"/{shared.there.slug}/zusage/{token}").status_code == 200
    assert client.get(f"/{shared.here.slug}/zusage/{token}").status_code == 404


def test_other_offers_of_the_same_association_stay_at_home(shared: Shared, client: FlaskClient) -> None:
    assert client.get(f"/{shared.here.slug}/mitmachen/{shared.public_id}").status_code == 200
    with entered(Scope.city(shared.here.city.id)):
        assert list(db.session.scalars(sa.select(Opportunity.public_id).where(
            Opportunity.association_id == shared.there.association.id
        ))) == [shared.public_id]  # fmt: skip
