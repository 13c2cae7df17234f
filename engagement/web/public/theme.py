"""The stylesheet of a city."""

from __future__ import annotations

from flask import Response, g, request

from engagement.cities.queries import theme_of_city
from engagement.cities.theme import theme_css
from engagement.core.permissions import public
from engagement.web.context import the_city
from engagement.web.public import bp

FOREVER = 365 * 24 * 3600


@bp.get("/theme-<version>.css", endpoint="theme_css")
@public
def theme_css_of_city(version: str) -> Response:
    """Never changes under its version; an older version gives the current one, to be asked for again."""
    city = the_city()
    return stylesheet(theme_css(theme_of_city(city)), is_current=version == city.theme_version)


def stylesheet(css: str, *, is_current: bool) -> Response:
    """An answer that browsers keep, and that answers 304 to those who have it."""
    return keep(Response(css, mimetype="text/css"), is_current=is_current)


def keep(response: Response, *, is_current: bool) -> Response:
    """Let everybody keep an answer, for ever under its own version, else to ask for again; nobody keeps a draft."""
    if g.get("shows_draft"):
        response.cache_control.no_store = True
        return response
    response.cache_control.public = True
    if is_current:
        response.cache_control.max_age = FOREVER
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response
