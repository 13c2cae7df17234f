"""The portal: which town?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.cities.queries import published_cities, theme_of_city
from engagement.cities.theme import theme_css
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.opportunities.search import Criteria, DatePreset, Figures, figures_by_city, first_cards, towns_of_region
from engagement.web.addressing import the_visit
from engagement.web.assets import asset_url
from engagement.web.kept_pages import kept_for_visitors
from engagement.web.portal import bp
from engagement.web.public.addresses import MAX_TEXT
from engagement.web.public.cards import card_views
from engagement.web.public.theme import stylesheet

if TYPE_CHECKING:
    from engagement.cities.models import City

LANES = 3


@dataclass(frozen=True)
class Town:
    """A card of the portal, in the town's own theme."""

    city: City
    character: str
    figures: Figures

    @property
    def motto(self) -> str:
        """The beginning of the town's own words."""
        first = re.split(r"[.:!?]", self.city.intro, maxsplit=1)[0].strip()
        return f"{first}." if first else ""


@bp.get("/")
@public
@kept_for_visitors
def index() -> ResponseReturnValue:
    """The towns, a search over all of them, and what is soon."""
    if "q" in request.args:  # where the search was once
        return redirect(url_for("portal.search", q=request.args["q"][:MAX_TEXT] or None))
    cities = published_cities()
    figures = figures_by_city()
    return render_template(
        "portal/index.html",
        towns=[Town(city, theme_of_city(city).character, figures.get(city.id, Figures())) for city in cities],
        themes_version=themes_version(cities),
        wheres=towns_of_region(),
        soon=card_views(first_cards(None, Criteria(preset=DatePreset.WEEK), LANES), narrow=True),
        canonical=external_url("portal.index"),
    )


def themes_version(cities: Sequence[City]) -> str:
    """Changes with the theme of any town, and with the set of towns."""
    text = ";".join(f"{city.slug}={city.theme_version}" for city in cities)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@bp.get("/themes-<version>.css")
@public
def themes_css(version: str) -> Response:
    """The themes of all towns, each for what stands inside its own data-city."""
    cities = published_cities()
    css = "".join(theme_css(theme_of_city(city), city.slug) for city in cities)
    return stylesheet(css, is_current=version == themes_version(cities))


@bp.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """For those who ask without reading the page."""
    return redirect(asset_url("favicon-region.svg"))


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Pages of people's own are not for search engines; a demo is not at all.

    Calendars stay open: Google's reads this file too, and would follow none that is closed here.
    """
    settings = current_app.config["SETTINGS"]
    if settings.is_demo:
        return Response("User-agent: *\nDisallow: /\nAllow: /*.ics$\n", mimetype="text/plain")
    # The star also stands for the language, and on a city's own host for nothing else.
    closed = ("konto", "verein", "stadt", "zusage")
    lines = [
        "User-agent: *",
        *(f"Disallow: /*/{name}/" for name in closed),
        "Disallow: /zusage/",
        "Disallow: /plattform/",
    ]
    city = the_visit().find_city()
    pages = external_url("public.sitemap", city=city.slug) if city is not None else external_url("portal.sitemap")
    lines.append(f"Sitemap: {pages}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """The site map of site maps: one a town. A town with a host of its own names its own there."""
    urls = [external_url("public.sitemap", city=city.slug) for city in published_cities() if not city.is_domain_used]
    return Response(render_template("portal/sitemap.xml", maps=urls), mimetype="application/xml")
