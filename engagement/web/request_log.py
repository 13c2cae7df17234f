"""One line of log a request, and the number by which people and engineers speak of the same request."""

from __future__ import annotations

import logging
import re
import secrets
import time

import structlog
from flask import Flask, Response, current_app, g, request

from engagement.logs import shortened

HEADER = "X-Request-ID"
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
    g.begun = time.perf_counter()
    given = request.headers.get(HEADER, "")
    is_ours = bool(current_app.config["SETTINGS"].trusted_proxies) and _SENSIBLE.fullmatch(given)
    g.request_id = given if is_ours else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers.add(HEADER, request_id())
    if request.endpoint == "ops.healthz":
        return response  # asked every few seconds
    # The route, not the address: addresses hold tokens and what people searched for.
    route = request.url_rule.rule if request.url_rule is not None else "-"
    log.log(
        logging.ERROR if response.status_code >= 500 else logging.INFO,
        "request",
        extra={
            "method": request.method, "route": route, "city": g.get("city_slug"), "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.begun) * 1000, 1) if "begun" in g else None,
            "bytes": response.content_length, "kept": g.get("kept_page"),
            "network": shortened(request.remote_addr or ""),
        },
    )  # fmt: skip
    return response
