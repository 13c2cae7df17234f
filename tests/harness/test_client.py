"""The client sends what a browser would, and refuses what must not happen in a request."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, request

from engagement.cities.models import City
from engagement.core.permissions import public
from engagement.core.scope import PORTAL, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.support.client import CheckingClient

HEAD = '<!doctype html><html lang="de"><title>T</title><body><h1>T</h1><main>'
FORM = f"""{HEAD}<form method="post" action="/-sent"><input name="a" value="1"><input name="b">
<button name="do" value="save">Speichern</button><button name="do" value="drop">Verwerfen</button></form></main>"""


@pytest.fixture
def probe(make_app: Any) -> Flask:
    """An application with views that misbehave."""
    app: Flask = make_app()
    app.add_url_rule("/-form", "form", public(lambda: FORM))
    app.add_url_rule("/-sent", "sent", public(lambda: f"{HEAD}{sorted(request.form.items())}</main>"), methods=["POST"])
    app.add_url_rule("/-leave", "leave", public(leave_unsaved), methods=["GET", "POST"])
    app.add_url_rule("/-write", "write", public(write), methods=["GET", "POST"])
    return app


def leave_unsaved() -> str:
    db.session.add(City(slug="x", name="X", sort_name="x"))
    return f"{HEAD}</main>"


def write() -> str:
    with entered(PORTAL), writing():
        db.session.add(City(slug="x", name="X", sort_name="x"))
    return f"{HEAD}</main>"


def browser(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.environ_base["HTTP_HOST"] = app.config["SETTINGS"].platform_host
    return client


def test_a_form_is_sent_with_the_pressed_button(probe: Flask) -> None:
    client = browser(probe)
    page = client.get("/-form")
    assert (
        "[('a', '1'), ('b', '2'), ('do', 'drop')]" in client.submit(page, {"b": "2"}, button="Verwerfen").visible_text
    )
    assert "[('b', ''), ('do', 'save')]" in client.submit(page, {"a": None}, button="Speichern").visible_text


def test_a_field_that_is_not_there_cannot_be_filled_in(probe: Flask) -> None:
    client = browser(probe)
    with pytest.raises(AssertionError, match="no field “c”"):
        client.submit(client.get("/-form"), {"c": "3"})


def test_a_change_without_a_commit_is_noticed(probe: Flask) -> None:
    with pytest.raises(AssertionError, match="left without a commit: City"):
        browser(probe).get("/-leave")


def test_a_get_that_writes_is_noticed(probe: Flask) -> None:
    with pytest.raises(AssertionError, match="a GET wrote"):
        browser(probe).get("/-write")
    origin = {"Origin": f"http://{probe.config['SETTINGS'].platform_host}", "Sec-Fetch-Site": "same-origin"}
    assert browser(probe).post("/-write", headers=origin).status_code == 200


def test_a_test_with_unsaved_rows_is_told(app: Flask, client: CheckingClient) -> None:
    with app.app_context():
        db.session.add(City(slug="x", name="X", sort_name="x"))
        with pytest.raises(AssertionError, match="uncommitted changes"):
            client.get("/healthz")
