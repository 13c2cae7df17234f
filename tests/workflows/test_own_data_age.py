"""What a person's own data say of her age: only that she said to be under 18."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.registrations.models import Registration
from engagement.workflows.own_data import own_data_json
from tests.registrations.support import change, make_stage, registration
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


def test_that_somebody_is_not_yet_18_stands_in_her_data(db_app: Flask) -> None:
    stage, person = make_stage(), make_user(email="mara@leute.example")
    with entered(SYSTEM):
        actor = actor_of(person.id)
    done = stage.register(actor=actor)
    for is_minor, said in ((False, ""), (True, "unter 18")):
        change(Registration, registration(done.registration_id).id, is_minor=is_minor)
        with db_app.test_request_context("/"), entered(Scope.person(person.id)):
            [row] = json.loads(own_data_json(person.id))["registrations"]
        assert row["age"] == said
