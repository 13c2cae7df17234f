"""What the log says of a request, and what it must never say."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from gunicorn.config import Config as GunicornConfig  # type: ignore[import-untyped]  # published without types
from gunicorn.glogging import Logger as GunicornLog  # type: ignore[import-untyped]  # published without types

from engagement import logs
from engagement.logs import shortened
from tests.support.factories import make_city


@pytest.mark.parametrize(
    ("address", "cut"),
    [
        ("203.0.113.77", "203.0.113.0"), ("::ffff:203.0.113.77", "203.0.113.0"),
        ("2001:db8:aa:bb:cc::1", "2001:db8:aa::"), ("fe80::1%eth0", "fe80::"), ("unknown", ""), ("", ""),
    ],
)  # fmt: skip
def test_addresses_are_cut(address: str, cut: str) -> None:
    assert shortened(address) == cut


@pytest.fixture
def lines(app: Flask) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the process logs as JSON, parsed. The root logger is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    with app.app_context():
        make_city()
    logs.set_up(replace(app.config["SETTINGS"], log_format="json", log_level="INFO"))
    written = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers = handlers
    root.setLevel(level)


def test_no_mail_address_is_written_whoever_names_it(lines: Any) -> None:
    """Mail servers and databases put them into their errors."""
    log = logging.getLogger("engagement.notifications")
    log.error("mail %s given up: %s", 7, {"mara@leute.example": (550, b"<mara@leute.example>: no such user")})
    try:
        raise ValueError("Key (email)=(mara@leute.example) already exists")
    except ValueError:
        log.exception("unexpected")
    told = json.dumps(lines())
    assert "mara" not in told and "leute.example" not in told
    assert "550" in told and "no such user" in told and "already exists" in told


def test_what_stands_beside_an_address_stays(lines: Any) -> None:
    logging.getLogger("engagement").warning("to %s", "mara@leute.example", extra={"kept": "hit", "at": ["x@y.de", 3]})
    (line,) = lines()
    assert line["event"] == "to …@…" and line["kept"] == "hit" and line["at"] == ["…@…", 3]


def test_a_fault_is_told_without_the_values_at_hand(lines: Any) -> None:
    def fail(name: str) -> None:
        raise ValueError("broken")

    try:
        fail("Hanna Keller")
    except ValueError:
        logging.getLogger("engagement").exception("unexpected")
    told = json.dumps(lines())
    assert "ValueError" in told and "broken" in told
    assert "Hanna" not in told


def test_a_line_names_the_route_and_neither_token_nor_words_nor_whole_address(client: Any, lines: Any) -> None:
    there = {"REMOTE_ADDR": "203.0.113.77"}
    answer = client.get("/musterstadt/zusage/geheimes-zeichen", environ_base=there)
    client.get("/musterstadt/mitmachen/?q=Krankheit", environ_base=there)
    found = [line for line in lines() if line["event"] == "request"]
    assert [line["status"] for line in found] == [answer.status_code, 200]
    assert found[0]["request_id"] == answer.headers["X-Request-ID"]
    assert found[0]["city"] == "musterstadt"
    assert {line["network"] for line in found} == {"203.0.113.0"}
    told = json.dumps(found)
    assert "geheimes-zeichen" not in told and "Krankheit" not in told and "113.77" not in told


def test_a_proxy_may_name_the_request_and_strangers_may_not(app: Flask, make_app: Callable[..., Flask]) -> None:
    with app.app_context():
        make_city()
    given = {"X-Request-ID": "proxy-0123456789"}
    host = {"HTTP_HOST": app.config["SETTINGS"].platform_host}
    behind = make_app(trusted_proxies=1).test_client()
    assert behind.get("/musterstadt/", headers=given, environ_base=host).headers["X-Request-ID"] == "proxy-0123456789"
    bad = {"X-Request-ID": "x" * 500}
    assert len(behind.get("/musterstadt/", headers=bad, environ_base=host).headers["X-Request-ID"]) == 16
    alone = app.test_client().get("/musterstadt/", headers=given, environ_base=host)
    assert alone.headers["X-Request-ID"] != "proxy-0123456789"


def test_a_closed_door_says_so_and_health_goes_on(app: Flask, client: Any, tmp_path: Path) -> None:
    with app.app_context():
        make_city()
    run = app.test_cli_runner()
    assert run.invoke(args=["maintenance", "on"]).exit_code == 0
    try:
        answer = client.get("/musterstadt/")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert client.get("/healthz").status_code == 200
    finally:
        assert run.invoke(args=["maintenance", "off"]).exit_code == 0
    assert client.get("/musterstadt/").status_code == 200


def test_a_database_that_is_away_is_a_pause_not_a_fault(make_app: Callable[..., Flask]) -> None:
    app = make_app(environment="development", database_url="sqlite:////nowhere/at/all.sqlite")
    client = app.test_client()
    answer = client.get("/musterstadt/", environ_base={"HTTP_HOST": app.config["SETTINGS"].platform_host})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "<h1>" in answer.get_data(as_text=True)


@pytest.fixture
def server() -> Iterator[GunicornLog]:
    """gunicorn's own logger, set up as in its worker before the application is loaded."""
    errors = logging.getLogger("gunicorn.error")
    before = errors.handlers, errors.propagate, errors.filters, errors.level
    made = GunicornLog(GunicornConfig())
    assert made.error_log is errors and errors.handlers and not errors.propagate, "it writes by itself"
    yield made
    errors.handlers, errors.propagate, errors.filters = before[:3]
    errors.setLevel(before[3])


def test_what_the_server_says_of_a_broken_request_names_nobody(server: GunicornLog, lines: Any) -> None:
    """It would write the sender's whole address, and that of the page with the token in it."""
    server.warning("Invalid request from ip=203.0.113.77: Invalid HTTP request line: 'GET /zusage/geheim'")
    try:
        raise OSError("broken pipe")
    except OSError:
        server.exception("Error handling request %s %s", "GET", "/bretten/zusage/geheim")
    server.warning("Worker was sent %s", "SIGKILL")
    told = lines()
    assert [line["event"] for line in told] == [
        "Invalid request from ip=203.0.113.0", "Error handling request", "Worker was sent SIGKILL",
    ]  # fmt: skip
    assert "geheim" not in json.dumps(told) and "broken pipe" in json.dumps(told)
