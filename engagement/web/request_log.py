"""One line of log a request, and the number by which people and engineers speak of the same request."""

from __future__ import annotations

import logging
import re
import secrets
import time

import structlog
from flask import Flask, Response, g

from engagement.logs import shortened
from engagement.web.context import at_hand, notes_at_hand

HEADER = "X-Request-ID"
GIVEN = "HTTP_X_REQUEST_ID"  # the same, as WSGI calls what came
# Set by a proxy in front; anything else could write lines of its own into the log.
_SENSIBLE = re.compile(r"[A-Za-z0-9_-]{8,64}")
log = logging.getLogger("engagement.request")


def init_app(app: Flask) -> None:
    """Must come before every other hook, so that what those refuse is logged as well."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The number of this request, as it stands in the log and on the page for unexpected errors."""
    return str(g.get("request_id", ""))


def _begin() -> None:
    here, notes = at_hand(), notes_at_hand()
    notes.begun = time.perf_counter()
    given = here.request.environ.get(GIVEN)
    is_ours = given and here.app.config["SETTINGS"].trusted_proxies and _SENSIBLE.fullmatch(given)
    notes.request_id = given if is_ours else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=notes.request_id)


def _end(response: Response) -> Response:
    request, notes = at_hand().request, notes_at_hand()
    response.headers.add(HEADER, notes.get("request_id", ""))
    if request.endpoint == "ops.healthz":
        return response  # asked every few seconds
    # The route, not the address: addresses hold tokens and what people searched for.
    route = request.url_rule.rule if request.url_rule is not None else "-"
    begun = notes.get("begun")
    log.log(
        logging.ERROR if response.status_code >= 500 else logging.INFO,
        "request",
        extra={
            "method": request.method, "route": route, "city": notes.get("city_slug"), "status": response.status_code,
            "milliseconds": round((time.perf_counter() - begun) * 1000, 1) if begun is not None else None,
            "bytes": response.content_length, "kept": notes.get("kept_page"),
            "network": shortened(request.remote_addr or ""),
        },
    )  # fmt: skip
    return response
