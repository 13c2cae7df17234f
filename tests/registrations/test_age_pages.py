"""How old somebody has to be to register by herself: what the city lets people do, and what the offer asks for."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.cities.models import City
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.registrations import operations
from engagement.registrations.errors import UnderAge
from engagement.registrations.models import Registration
from engagement.registrations.queries import people_of
from tests.registrations.support import mails, make_stage
from tests.registrations.test_register_pages import FILLED, form_of

pytestmark = pytest.mark.usefixtures("clock")


def _let_minors_register(stage: Any) -> None:
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(City).where(City.id == stage.city.id).values(policies={"guardian_age": 16}))


def test_where_the_city_lets_them_people_of_16_register_by_themselves(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    _let_minors_register(stage)
    page = form_of(client, stage)
    assert "Wie alt sind Sie?" in page.visible_text and "16 oder 17" in page.visible_text
    refused = client.submit(page, FILLED | {"is_adult": "nein"})
    assert refused.status_code == 422 and "Unter 16 können Sie" in refused.visible_text
    assert client.submit(page, FILLED | {"is_adult": "minderjaehrig"}).status_code == 303
    with entered(SYSTEM):
        row = db.session.scalars(sa.select(Registration)).one()
    assert row.is_minor
    with entered(Scope.city(stage.city.id)):
        operations.confirm_hold(row.public_id, actor=ANONYMOUS)
    [told] = mails("registration_new")
    assert "Hanna Keller ist noch nicht 18." in told.body_text and "ist noch nicht 18." in told.body_html
    with entered(Scope.association(stage.association.id)):
        assert [each.is_minor for each in people_of(stage.opportunity.public_id).shifts.items[0].people] == [True]


def test_an_offer_for_adults_asks_for_18_also_there(db_app: Flask, client: Any) -> None:
    stage = make_stage(min_age=18)
    _let_minors_register(stage)
    page = form_of(client, stage)
    assert "Sind Sie 18 oder älter?" in page.visible_text and "mindestens 18 Jahre" in page.visible_text
    assert client.submit(page, FILLED | {"is_adult": "minderjaehrig"}).status_code == 422


def test_a_form_from_before_the_city_changed_its_mind(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(UnderAge):
        stage.register(is_minor=True)
