"""How often and how much one sender may send; and what stays of what was typed."""

from __future__ import annotations

import io
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engagement.web.limits import MAX_BODY_BYTES
from engagement.web.limits_file import SCHEME, CountingFile
from tests.support.actors import sign_in
from tests.support.factories import make_city, make_user

SIGN_IN = "/musterstadt/konto/einloggen"
CHEAP = "/musterstadt/konto/anlegen"  # an empty form, refused without a look into the database
A_MINUTE = 60
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture(params=["", NOBODY_LISTENS], ids=["in a file", "Redis is away"])
def limited(request: pytest.FixtureRequest, app: Flask, make_app: Callable[..., Flask], tmp_path: Path) -> Flask:
    """An application that counts, as outside of the suite."""
    with app.app_context():
        make_city()
    return make_app(environment="development", redis_url=request.param, instance_path=tmp_path)


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
    assert page.count("kern-btn--primary") == 1, "sending once more is the one thing to do"
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


def test_all_processes_of_a_machine_count_together(
    app: Flask, make_app: Callable[..., Flask], clock: Any, tmp_path: Path
) -> None:
    with app.app_context():
        make_city()
    first, second = (browser(make_app(environment="development", instance_path=tmp_path)) for _ in range(2))
    for _ in range(A_MINUTE // 2):
        assert first.post(CHEAP, data={}).status_code == 422
        assert second.post(CHEAP, data={}).status_code == 422
    assert first.post(CHEAP, data={}).status_code == 429
    assert second.post(CHEAP, data={}).status_code == 429


def test_a_broken_file_closes_no_town(app: Flask, make_app: Callable[..., Flask], clock: Any, tmp_path: Path) -> None:
    with app.app_context():
        make_city()
    (tmp_path / "limits.sqlite").write_text("no database at all")
    client = browser(make_app(environment="development", instance_path=tmp_path))
    for _ in range(A_MINUTE):
        assert client.post(CHEAP, data={}).status_code == 422
    assert client.post(CHEAP, data={}).status_code == 429, "each process counts for itself until it is mended"


def test_nobody_passes_while_two_count_at_once(tmp_path: Path) -> None:
    stores = [CountingFile(f"{SCHEME}://{tmp_path / 'limits.sqlite'}") for _ in range(2)]
    start, passed = threading.Barrier(8), []

    def send(store: CountingFile) -> None:
        start.wait()
        passed.extend(store.acquire_entry("a", 20, 60) for _ in range(10))

    threads = [threading.Thread(target=send, args=(stores[number % 2],)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), sum(passed)) == (80, 20)


def test_what_was_counted_goes_after_its_window_and_names_no_address(limited: Flask, clock: Any) -> None:
    path = limited.config["SETTINGS"].instance_path / "limits.sqlite"
    browser(limited).post(CHEAP, data={})
    if limited.config["SETTINGS"].redis_url:
        assert not path.exists()
        return
    with closing(sqlite3.connect(path)) as file:
        senders = {sender for (sender,) in file.execute("SELECT sender FROM sent")}
        assert senders and not any("127.0.0.1" in sender for sender in senders)
        clock.shift(timedelta(hours=1, seconds=1))
        browser(limited).post(CHEAP, data={}, environ_base={"REMOTE_ADDR": "198.51.100.7"})
        assert not senders & {sender for (sender,) in file.execute("SELECT sender FROM sent")}
