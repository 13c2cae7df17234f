"""How an answer leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response
from werkzeug.urls import iri_to_uri

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

_WITHOUT_BODY = (204, 304)


class Answer(Response):
    """Sent once, so its headers need no copy. Werkzeug makes one and checks every value again: eighty calls."""

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """The headers as they leave. What is not the rule is left to Werkzeug."""
        headers = self.headers
        names = {name for name, _value in headers}
        is_rule = "Content-Length" in names and self.status_code >= 200 and self.status_code not in _WITHOUT_BODY
        if not is_rule or "Content-Location" in names:
            return super().get_wsgi_headers(environ)
        if "Location" in names:
            headers["Location"] = iri_to_uri(headers["Location"])
        return headers


def init_app(app: Flask) -> None:
    """Whatever a view or an error gives becomes an `Answer`: Flask sees to it."""
    app.response_class = Answer
