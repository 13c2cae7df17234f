"""Answers leave with the headers that Werkzeug would give them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response
from werkzeug.exceptions import NotFound
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response as Plain

from engagement.web.answers import Answer

Make = Callable[[type[Response]], Response]


def _with(answer: Response, **headers: str) -> Response:
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer


@pytest.mark.parametrize(
    "make",
    [
        lambda kind: kind("Grüß Gott"),
        lambda kind: kind("", 204),
        lambda kind: _with(kind("alt", 304), ETag='"1"', Content_Language="de"),
        lambda kind: _with(kind("weiter", 303), Location="/musterstadt/straße?q=ö ä"),
        lambda kind: _with(kind("weiter", 302), Location="https://münchen.example/", Vary="Cookie"),
        lambda kind: _with(kind("da", 201), Location="/a", Content_Location="/ä"),
        lambda kind: kind(iter([b"a", b"b"]), 200),
        lambda kind: kind(["a", "b"], 422),
        lambda kind: kind(["a"], 100),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_headers_are_those_of_the_library(make: Make, method: str) -> None:
    environ = EnvironBuilder(path="/musterstadt/", method=method).get_environ()
    bodies, statuses, headers = zip(
        *(make(kind).get_wsgi_response(environ) for kind in (Answer, Response)), strict=True
    )
    assert headers[0] == headers[1] and statuses[0] == statuses[1]
    assert b"".join(bodies[0]) == b"".join(bodies[1])


def test_every_answer_is_one(app: Flask) -> None:
    """Views give text or responses of the libraries, or nothing but an exception."""
    with app.test_request_context("/"):
        for given in ("text", Response("of Flask"), Plain("of Werkzeug"), ("words", 422, {"X-A": "b"})):
            assert type(app.make_response(given)) is Answer  # type: ignore[arg-type]
        assert type(app.make_response(app.handle_user_exception(NotFound()))) is Answer
