"""Pages for what goes wrong, in the city's theme when the address names one."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from engagement.cities.queries import city_by_slug
from engagement.core.scope import PORTAL, entered
from engagement.core.transaction import abandon
from engagement.kernel.errors import DomainError, Forbidden, NotFound

PAGES = (400, 403, 404, 413, 429, 500, 503)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(Forbidden, lambda error: _page(403))
    app.register_error_handler(DomainError, lambda error: _page(400, error))
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
    app.extensions["error_page"] = _page


def _http(error: HTTPException) -> Any:
    if error.code not in PAGES:
        return error
    return _page(error.code)


def _unexpected(error: Exception) -> Any:
    current_app.logger.error("unexpected error", exc_info=error)
    abandon()
    return _page(500)


def _page(code: int, error: DomainError | None = None) -> tuple[str, int]:
    if g.get("city") is None and code != 500:
        slug = request.path.strip("/").split("/", 1)[0]
        with entered(PORTAL):
            g.city = city_by_slug(slug) if slug and "\0" not in slug else None
        if g.city is not None:
            g.city_slug = g.city.slug
    return render_template(f"errors/{code}.html", error=error), code
