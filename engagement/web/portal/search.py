"""Offers of all towns."""

from __future__ import annotations

from flask import render_template

from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.opportunities.search import towns_of_region
from engagement.web.kept_pages import kept_for_visitors
from engagement.web.portal import bp
from engagement.web.public import panel
from engagement.web.public.listing import list_values


@bp.get("/suche")
@public
@kept_for_visitors
def search() -> str:
    """The list of a town, over all towns: each hit leads into the showcase of its town."""
    return render_template(
        "portal/search.html",
        **list_values(None, panel.of_region(towns_of_region())),
        canonical=external_url("portal.search"),
    )
