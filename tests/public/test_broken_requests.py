"""What scanners send."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask

from tests.support.factories import make_city

pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def city(app: Flask) -> Any:
    with app.app_context():
        return make_city()


@pytest.mark.parametrize(
    "address", ["../%00/", "mitmachen/%00", "vereine/?q=b&q=a%00b", "mitmachen/?q=a%00b", "konto/einloggen?%00=1"]
)
def test_u0000_in_an_address_is_refused(client: Any, address: str) -> None:
    assert client.get(urljoin("/musterstadt/", address)).status_code == 400


def test_u0000_in_a_form_is_refused(client: Any) -> None:
    answer = client.post("/musterstadt/konto/einloggen", data={"email": "a\0@leute.example", "password": "x"})
    assert answer.status_code == 400
