"""The town in which accounts are tried, and one person who has one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.factories import PASSWORD, make_city, make_user


@pytest.fixture
def city(app: Any) -> Any:
    with app.app_context():
        return make_city()


@pytest.fixture
def person(app: Any, city: Any) -> Any:
    with app.app_context():
        return make_user(email="mara@leute.example", password=PASSWORD)
