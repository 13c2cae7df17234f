"""Pages for what goes wrong, in the city's theme when the address names one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from engagement.cities.queries import city_by_slug
from engagement.core.scope import PORTAL, entered
from engagement.core.tokens import TokenExpired
from engagement.core.transaction import abandon, is_unreachable
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.web.addressing import the_visit
from engagement.web.limits import SAFE_METHODS, seconds_to_wait
from engagement.web.request_log import request_id
from engagement.web.signed_out import typed_fields

if TYPE_CHECKING:
    from engagement.cities.models import City

PAGES = (400, 403, 404, 410, 413, 429, 500, 503)
BACK_IN_SECONDS = 120


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(Forbidden, lambda error: _page(403))
    app.register_error_handler(TokenExpired, lambda error: _page(410, error))
    app.register_error_handler(DomainError, lambda error: _page(400, error))
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
    app.extensions["error_page"] = _page


def _http(error: HTTPException) -> Any:
    """Redirects pass; whatever else has no page of its own is a request that we did not understand."""
    if error.code is None or error.code < 400:
        return error
    body, _status = _page(error.code if error.code in PAGES else 400)
    response = make_response(body, error.code)
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    if error.code == 429:
        response.headers["Retry-After"] = str(seconds_to_wait())
    if error.code == 503:
        response.headers["Retry-After"] = str(BACK_IN_SECONDS)
    return response


def _unexpected(error: Exception) -> Response:
    """The fault is ours. A database that is away is told like an announced pause: it will be back."""
    current_app.logger.error("unexpected error", exc_info=error)
    abandon()
    code = 503 if is_unreachable(error) else 500
    response = make_response(_page(code))
    if code == 503:
        response.headers["Retry-After"] = str(BACK_IN_SECONDS)
    return response


def _page(code: int, error: DomainError | None = None) -> tuple[str, int]:
    if g.get("city") is None and code < 500:
        g.city = _city_of_address()
        if g.city is not None:
            g.city_slug = g.city.slug
    typed = typed_fields() if code == 429 and request.method not in SAFE_METHODS else []
    page = render_template(
        f"errors/{code}.html", error=error, typed=typed, request_id=request_id(), of_registration=_is_of_registration()
    )
    return page, code


def _is_of_registration() -> bool:
    """Whether this address was to open somebody's own registration: then she needs her link once more."""
    parts = the_visit().rest.split("/")
    return "zusage" in parts and not {"eltern", "uebernehmen"} & set(parts)


def _city_of_address() -> City | None:
    """The city whose host or path this is, when the views did not get as far as looking for it."""
    visit = the_visit()
    slug = visit.rest.strip("/").split("/", 1)[0]
    if visit.city is not None or not visit.on_platform or not slug or "\0" in slug:
        return visit.city
    with entered(PORTAL):
        return city_by_slug(slug)
