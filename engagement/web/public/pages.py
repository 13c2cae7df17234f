"""Pages that the town owns: Impressum, Datenschutz, Hilfe and the like."""

from __future__ import annotations

from flask import Response, abort, render_template

from engagement.cities.queries import city_page
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.opportunities.search.pages import open_addresses
from engagement.web.context import the_city
from engagement.web.page_blocks import filled
from engagement.web.public import bp

SITEMAP_LIMIT = 40_000  # the protocol allows 50,000


@bp.get("/seite/<slug>")
@public
def page(slug: str) -> str:
    """One page, or 404."""
    city = the_city()
    found = city_page(city.id, slug)
    if found is None:
        abort(404)
    return render_template(
        "public/page.html",
        page=found,
        body=filled(found.body_html, city),
        canonical=external_url("public.page", city=city.slug, slug=slug),
    )


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """The town's pages for search engines."""
    city = the_city()
    urls = [(external_url(endpoint, city=city.slug), "") for endpoint in ("public.home", "public.opportunities")]
    urls += [
        (external_url("public.opportunity", city=city.slug, public_id=public_id), changed_at.date().isoformat())
        for public_id, changed_at in open_addresses(city.id, SITEMAP_LIMIT)
    ]
    return Response(render_template("public/sitemap.xml", urls=urls), mimetype="application/xml")
