"""How often and how much one sender may send; and what stays of what was typed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from engagement.web.limits import MAX_BODY_BYTES, TidiedMemory
from tests.support.actors import sign_in
from tests.support.factories import make_city, make_user

SIGN_IN = "/musterstadt/konto/einloggen"
CHEAP = "/musterstadt/konto/anlegen"  # an empty form, refused without a look into the database
A_MINUTE = 60
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture(params=["", NOBODY_LISTENS], ids=["in the process", "Redis is away"])
def limited(request: pytest.FixtureRequest, app: Flask, make_app: Callable[..., Flask]) -> Flask:
    """An application that counts, as outside of the suite."""
    with app.app_context():
        make_city()
    return make_app(environment="development", redis_url=request.param)


def browser(app: Flask) -> Any:
    made = app.test_client()
    made.environ_base["HTTP_HOST"] = app.config["SETTINGS"].platform_host
    return made


def test_a_flood_of_forms_is_slowed_down_and_keeps_what_was_typed(limited: Flask, clock: Any) -> None:
    client = browser(limited)
    for _ in range(A_MINUTE):
        assert client.post(CHEAP, data={}).status_code == 422
    form = {"email": "hanna@leute.example", "password": "geheim", "next": "/musterstadt/"}
    refused = client.post(SIGN_IN + "?von=hier", data=form)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    page = refused.get_data(as_text=True)
    assert "hanna@leute.example" in page and "geheim" not in page
    assert f'action="{SIGN_IN}?von=hier"' in page
    assert client.get(SIGN_IN).status_code == 200, "reading is never refused"
    clock.shift(int(refused.headers["Retry-After"]) + 1)
    assert client.post(SIGN_IN, data=form).status_code != 429


def test_another_network_is_not_slowed_down(limited: Flask, clock: Any) -> None:
    client = browser(limited)
    for _ in range(A_MINUTE):
        client.post(CHEAP, data={})
    there = {"REMOTE_ADDR": "198.51.100.7"}
    assert client.post(CHEAP, data={}, environ_base=there).status_code != 429
    assert client.post(CHEAP, data={}).status_code == 429


def test_people_behind_one_address_are_counted_for_themselves_once_signed_in(
    limited: Flask, app: Flask, clock: Any
) -> None:
    visitor, person = browser(limited), browser(limited)
    with app.app_context():
        user = make_user()
    sign_in(limited, person, user)
    for _ in range(A_MINUTE):
        visitor.post(CHEAP, data={})
    assert visitor.post(CHEAP, data={}).status_code == 429
    assert person.post(CHEAP, data={}).status_code != 429


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_visitor_cannot_send_more_than_a_form_holds(client: Any, app: Flask, kind: str) -> None:
    with app.app_context():
        make_city()
    data = {"email": "x" * (MAX_BODY_BYTES + 1)}
    assert client.post(SIGN_IN, data=data, content_type=kind).status_code == 413


def test_who_is_signed_in_may_send_a_photo(client: Any, app: Flask) -> None:
    with app.app_context():
        make_city()
        user = make_user()
    sign_in(app, client, user)
    photo = {"picture": (io.BytesIO(b"x" * (3 * MAX_BODY_BYTES)), "foto.jpg")}
    answer = client.post("/musterstadt/konto/sicherheit/name", data=photo, content_type="multipart/form-data")
    assert answer.status_code != 413


def test_what_was_counted_is_tidied_up_now_and_then_and_not_after_each_form() -> None:
    memory = TidiedMemory("tidied-memory://")
    assert memory.acquire_entry("a", 5, 0), "over at once"
    memory.timer.join()
    tidying = memory.timer
    for number in range(20):
        assert memory.acquire_entry(f"b{number}", 5, 60)
    assert memory.timer is tidying, "no thread is started for it"
    memory.acquire_entry("a", 5, 0)
    memory._next_at = 0.0  # a minute later
    memory.acquire_entry("c", 5, 60)
    memory.timer.join()
    assert memory.events["a"] == []
    assert len(memory.events["b7"]) == 1
