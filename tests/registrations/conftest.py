"""Clients that are signed in for an association or for the staff of its town."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.registrations.support import Stagecraft
from tests.support.actors import sign_in
from tests.support.factories import make_staff


@pytest.fixture
def team_client(db_app: Flask, new_client: Callable[[], Any]) -> Callable[[Stagecraft], Any]:
    def enter(stage: Stagecraft) -> Any:
        client = new_client()
        sign_in(db_app, client, stage.owner)
        return client

    return enter


@pytest.fixture
def desk_client(db_app: Flask, new_client: Callable[[], Any]) -> Callable[[Stagecraft], Any]:
    def enter(stage: Stagecraft) -> Any:
        client = new_client()
        sign_in(db_app, client, make_staff(stage.city, name="Rita Rathaus"))
        return client

    return enter
