"""Answers name in their head what the page needs before its first paint: the same sheets and letters as the page."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from engagement.web.early import HEAD, links
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_city, make_user


def named(page: Any) -> list[tuple[str, str]]:
    sheets = [
        (each["href"], "style") for each in page.document.all("link[rel=stylesheet]") if not each.get("media", "")
    ]
    return sheets + [(each["href"], "font") for each in page.document.all('link[rel=preload][as="font"]')]


def told(page: Any) -> list[tuple[str, str]]:
    return re.findall(r"<([^>]+)>; rel=preload; as=(style|font)", page.headers["Link"])


def test_a_made_and_a_kept_page_say_what_they_need(app: Flask, client: Any) -> None:
    with app.app_context():
        make_city()
    made, kept = client.get("/musterstadt/"), client.get("/musterstadt/")
    assert len(app.extensions["kept_pages"]) == 1
    assert told(made) == told(kept) == named(made)
    assert [kind for _address, kind in told(made)] == ["style", "style", "font", "font"]
    assert made.headers["Link"].count("crossorigin") == 2, "letters asked for in another way would be fetched twice"
    client.checked = False  # it reads no compressed pages
    packed = client.get("/musterstadt/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Link"] == made.headers["Link"]


def test_pages_with_a_form_and_of_who_is_signed_in_say_it_too(app: Flask, client: Any) -> None:
    with app.app_context():
        make_city()
        make_user("erna@leute.example", password=PASSWORD)
    form = client.get("/musterstadt/konto/einloggen")
    assert told(form) == named(form)
    sign_in(client, "musterstadt", "erna@leute.example")
    home = client.get("/musterstadt/")
    assert told(home) == named(home)
    client.checked = False
    packed = client.get("/musterstadt/kein-angebot", headers={"Accept-Encoding": "gzip"})
    assert "main" in packed.headers["Link"]


def test_what_is_no_page_says_nothing(app: Flask, client: Any) -> None:
    with app.app_context():
        make_city()
    sheet = client.get("/musterstadt/").document.all("link[rel=stylesheet]")[1]["href"]
    for address in (sheet, "/healthz"):
        assert "Link" not in client.get(address).headers


def test_sheets_for_paper_and_what_stands_further_down_do_not_count() -> None:
    sheet, paper = '<link rel="stylesheet" href="/static/a.css">', '<link rel="stylesheet" href="/p.css" media="print">'
    assert links(f"{sheet}{paper}".encode()) == "</static/a.css>; rel=preload; as=style"
    assert links(b" " * HEAD + sheet.encode()) == ""
