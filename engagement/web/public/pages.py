"""Pages that the town owns: Impressum, Datenschutz, Hilfe and the like."""

from __future__ import annotations

from flask import Response, abort, render_template

from engagement.cities.queries import shown_page
from engagement.core.i18n import current_language
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.kernel.languages import LANGUAGES
from engagement.opportunities.search.pages import open_addresses
from engagement.web.context import the_city
from engagement.web.page_blocks import filled
from engagement.web.public import bp

SITEMAP_LIMIT = 24_000  # the protocol allows 50,000, and every page has two languages


@bp.get("/seite/<slug>")
@public
def page(slug: str) -> str:
    """One page, or 404; in German where nobody has translated it."""
    city = the_city()
    found = shown_page(city, slug, current_language())
    if found is None:
        abort(404)
    return render_template(
        "public/page.html", page=found, body=filled(found.html, city),
        canonical=external_url("public.page", city=city.slug, slug=slug),
    )  # fmt: skip


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
    # Every address begins with the home page's, so its other languages need no building.
    homes = {code: external_url("public.home", city=city.slug, language=code) for code in LANGUAGES}
    own = len(homes[current_language()])
    pages = [({code: home + url[own:] for code, home in homes.items()}, changed) for url, changed in urls]
    return Response(render_template("public/sitemap.xml", pages=pages), mimetype="application/xml")
