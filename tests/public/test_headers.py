"""Security headers stand on every answer: pages, files, refusals, redirects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.support.factories import make_city

WANTED = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
          "Cross-Origin-Opener-Policy", "X-Request-ID")  # fmt: skip


@pytest.fixture(autouse=True)
def city(app: Flask) -> None:
    with app.app_context():
        make_city()


def test_no_route_is_without_them(app: Flask, client: Any) -> None:
    """Every route of the map is called, with arguments that name nothing: refusals count, too."""
    adapter = app.url_map.bind(app.config["SETTINGS"].platform_host)
    bare, statuses = [], set()
    for rule in app.url_map.iter_rules():
        values = {name: "musterstadt" if name == "city" else "1" for name in rule.arguments}
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = client.open(adapter.build(rule.endpoint, values, method=method), method=method)
        statuses.add(answer.status_code)
        found = {name: len(answer.headers.getlist(name)) for name in WANTED}
        bare += [f"{method} {rule.rule} {answer.status_code}: {n} × {name}" for name, n in found.items() if n != 1]
    assert not bare, "\n".join(bare)
    assert {200, 302, 404} <= statuses, "the walk saw pages, redirects and refusals"


def test_a_redirect_is_not_made_smaller_and_differs_by_cookie(client: Any) -> None:
    """However long it is: nobody reads it."""
    address = "/musterstadt/konto/?next=" + 1500 * "a"
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 302 and int(answer.headers["Content-Length"]) > 1000
    assert "Content-Encoding" not in answer.headers and "Link" not in answer.headers
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("POST", "/healthz", 405), ("GET", "/musterstadt/keine-seite", 404), ("DELETE", "/musterstadt/", 405)],
)
def test_refusals_have_them_and_a_page_of_ours(client: Any, method: str, address: str, status: int) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == status
    assert all(name in answer.headers for name in WANTED)
    assert "<h1>" in answer.get_data(as_text=True)
    assert ("Allow" in answer.headers) == (status == 405)


def test_production_asks_browsers_for_https(make_app: Callable[..., Flask]) -> None:
    app = make_app(environment="production")
    answer = app.test_client().get("/musterstadt/", headers={"Host": app.config["SETTINGS"].platform_host})
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_a_form_from_another_site_is_refused(client: Any) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://boese.example"},
    ):
        refused = client.post("/musterstadt/konto/anlegen", data={}, headers=headers)
        assert refused.status_code == 403
        assert "von einer anderen Website" in refused.visible_text and "Ihr Konto" not in refused.visible_text
    assert (
        client.post("/musterstadt/konto/anlegen", data={}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 422
    )


def test_an_address_that_is_a_key_is_kept_by_nobody(app: Flask, client: Any) -> None:
    """Every page behind a mailed link, also for somebody who is not signed in, and when the link is void."""
    adapter = app.url_map.bind(app.config["SETTINGS"].platform_host)
    kept = []
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments and "GET" in (rule.methods or ()):
            values = {name: "musterstadt" if name == "city" else "1" for name in rule.arguments}
            headers = client.get(adapter.build(rule.endpoint, values)).headers
            if headers.get("Cache-Control") != "no-store" or "noindex" not in headers.get("X-Robots-Tag", ""):
                kept.append(rule.endpoint)
    assert not kept
