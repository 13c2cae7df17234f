"""The stylesheet of a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from engagement.cities.theme import Theme, stored_theme, theme_css
from engagement.core.permissions import public
from engagement.web.context import the_city
from engagement.web.public import bp

if TYPE_CHECKING:
    from engagement.cities.models import City

FOREVER = 365 * 24 * 3600


@bp.get("/theme-<version>.css", endpoint="theme_css")
@public
def theme_css_of_city(version: str) -> Response:
    """Never changes under its version; an older version gives the current one, to be asked for again."""
    city = the_city()
    return stylesheet(theme_css(theme_of(city)), is_current=version == city.theme_version)


def theme_of(city: City) -> Theme:
    """The city's theme; the neutral one when what is stored cannot be read."""
    return stored_theme(city.theme)


def stylesheet(css: str, *, is_current: bool) -> Response:
    """An answer that browsers keep, and that answers 304 to those who have it."""
    response = Response(css, mimetype="text/css")
    response.cache_control.public = True
    if is_current:
        response.cache_control.max_age = FOREVER
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response
