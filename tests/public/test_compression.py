"""Pages leave compressed for visitors, and as they are for whoever is signed in."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
from flask import Flask

from engagement.web.assets import STATIC, asset_url
from tests.search.shelf import offer
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_association, make_city, make_user

KILOBYTE = 1000
ACCEPTED = {"Accept-Encoding": "gzip, deflate, br"}


def town(app: Flask, number: int = 1) -> str:
    with app.app_context():
        city = make_city("musterstadt")
        association = make_association(city)
        made = [offer(city, association, title=f"Hände für das Fest {n}", fields=["sport"]) for n in range(number)]
        make_user("erna@leute.example", password=PASSWORD)
    return made[0].public_id


def test_visitors_get_it_compressed(app: Flask, client: Any) -> None:
    town(app)
    client.checked = False  # it reads no compressed pages
    plain = client.get("/musterstadt/")
    small = client.get("/musterstadt/", headers=ACCEPTED)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(small.data) == plain.data
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 3
    assert "Content-Encoding" not in client.get("/healthz", headers=ACCEPTED).headers, "too short"


def test_who_is_signed_in_gets_it_as_it_is(app: Flask, client: Any) -> None:
    town(app)
    sign_in(client, "musterstadt", "erna@leute.example")
    assert "Content-Encoding" not in client.get("/musterstadt/", headers=ACCEPTED).headers


def weight(address: str) -> int:
    """Bytes of a built file as they travel."""
    path = STATIC / address.rsplit("/", 1)[1]
    return len(path.read_bytes()) if path.suffix == ".woff2" else len(brotli.compress(path.read_bytes()))


def test_the_first_view_stays_below_its_weight(app: Flask, client: Any) -> None:
    """The pages with all that they name: 100 KB without pictures, 200 KB with, 15 KB of script.

    With the three heaviest weights of the font: no theme uses more. benchmarks/browser.py opens the pages.
    """
    public_id = town(app, 24)
    with app.app_context():
        fonts = sorted(weight(asset_url(f"fira-sans-{each}-latin.woff2")) for each in (300, 400, 600, 700))[1:]
    for address in ("/musterstadt/", "/musterstadt/mitmachen/", f"/musterstadt/mitmachen/{public_id}"):
        page = client.get(address)
        named = {each["href"] for each in page.document.all("link[rel=stylesheet], link[rel=icon]")}
        named |= {each["src"] for each in page.document.all("script[src]")}
        named |= {each["href"].split("#")[0] for each in page.document.all("use")}
        weights = {each: weight(each) for each in named if "/static/" in each}
        theme = sum(len(gzip.compress(client.get(each).data)) for each in named if "/static/" not in each)
        pictures = sum(number for each, number in weights.items() if "illustrations" in each)
        total = len(gzip.compress(page.data)) + theme + sum(weights.values()) + sum(fonts)
        assert pictures, "the page has pictures"
        assert total - pictures < 100 * KILOBYTE, (address, weights)
        assert total < 200 * KILOBYTE, (address, weights)
        assert sum(number for each, number in weights.items() if each.endswith(".js")) < 15 * KILOBYTE
