"""Every check of the test client finds what it is there for."""

from __future__ import annotations

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from tests.support import pages
from tests.support.document import parse

HEADERS = {"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff"}
GOOD = '<html lang="de"><title>Bretten – Mitmachen</title><h1>Mitmachen</h1><p id="a">{}</p></html>'


def found(body: str, headers: dict[str, str] | None = None, is_visitor: bool = True) -> list[str]:
    answer = Client(Response(body, headers=HEADERS if headers is None else headers, mimetype="text/html")).get("/")
    return pages.problems(answer, parse(body), "localhost", is_visitor)


def test_a_good_page_has_no_problem() -> None:
    links = (
        '<a href="https://example.org/">away</a> <a href="#a">up</a> <img src="/x.png" alt=""><label for="a">x</label>'
    )
    assert found(GOOD.format(links)) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<h1>Noch eine</h1>", "1 titles and 2 h1"),
        ('<b id="a"></b>', "the id “a” is there 2 times"),
        ('<label for="b">x</label>', "names the missing id “b”"),
        ('<a href="#b">x</a>', "leads to the missing id “#b”"),
        ("<script>run()</script>", "inline script"),
        ("<style>p {}</style>", "inline style"),
        ('<b style="color: red">x</b>', "style on a b"),
        ('<b onclick="run()">x</b>', "onclick on a b"),
        ('<a href="javascript:run()">x</a>', "a javascript: address"),
        ('<img src="https://cdn.example/x.png" alt="">', "a foreign host"),
        ('<img srcset="/a.png 1x, //cdn.example/x.png 2x" alt="">', "a foreign host"),
        ('<form action="https://example.org/"></form>', "a foreign host"),
    ],
)
def test_a_bad_page_is_noticed(content: str, expected: str) -> None:
    problems = found(GOOD.format(content))
    assert len(problems) == 1
    assert expected in problems[0]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Content-Type-Options": "nosniff"}, "no Content-Security-Policy"),
        (HEADERS | {"Content-Security-Policy": "default-src 'self'; script-src 'unsafe-inline'"}, "script-src allows"),
        (HEADERS | {"Content-Security-Policy": "img-src 'self'"}, "no default-src"),
        ({"Content-Security-Policy": "default-src 'self'"}, "nosniff"),
        (HEADERS | {"Set-Cookie": "a=1"}, "a visitor got a cookie"),
    ],
)
def test_a_bad_header_is_noticed(headers: dict[str, str], expected: str) -> None:
    problems = found(GOOD, headers)
    assert len(problems) == 1
    assert expected in problems[0]


def test_the_title_must_hold_the_heading() -> None:
    assert found(GOOD.replace("<h1>Mitmachen", "<h1>Vereine")) == [
        "the title “Bretten – Mitmachen” lacks the h1 “Vereine”"
    ]
