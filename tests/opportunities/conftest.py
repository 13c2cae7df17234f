"""What the tests of opportunities share."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.opportunities.workplace import Workplace
from tests.opportunities.world import World
from tests.support import factories as make
from tests.support.actors import sign_in
from tests.support.client import CheckingClient


@pytest.fixture
def world(db_app: Flask, clock: Any) -> World:
    """A city with an association, its editor and a moderator; the time stands still."""
    return World()


@pytest.fixture
def work(app: Flask, client: CheckingClient, clock: Any) -> Workplace:
    with app.app_context():
        city = make.make_city()
        owner = make.make_user(name="Elke Vogt")
        association = make.make_association(city, owner=owner, name="Mittagstisch")
    sign_in(app, client, owner)
    return Workplace(client, city, association, owner)
