"""Pages that the town owns: Impressum, Datenschutz, Hilfe and the like."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engagement.cities.queries import shown_page
from engagement.core.i18n import current_language
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.kernel.languages import LANGUAGES
from engagement.opportunities.search.pages import open_addresses
from engagement.web.context import the_city
from engagement.web.kept_pages import kept_for_visitors
from engagement.web.page_blocks import filled, outlined
from engagement.web.public import bp

# Pages that people know by an address of their own.
SHORT = {"leichte-sprache": "public.easy_language", "gebaerdensprache": "public.sign_language"}
SITEMAP_LIMIT = 24_000  # the protocol allows 50,000, and every page has two languages


@bp.get("/seite/<slug>")
@public
@kept_for_visitors
def page(slug: str) -> ResponseReturnValue:
    """One page, or 404; in German where nobody has translated it."""
    if slug in SHORT:
        return redirect(url_for(SHORT[slug]), 301)
    return _page(slug, external_url("public.page", city=the_city().slug, slug=slug))


@bp.get("/leichte-sprache")
@public
@kept_for_visitors
def easy_language() -> str:
    """What the site is and how it works, in Leichte Sprache."""
    return _page("leichte-sprache", external_url("public.easy_language", city=the_city().slug))


@bp.get("/gebaerdensprache")
@public
@kept_for_visitors
def sign_language() -> str:
    """Where the video in sign language is."""
    return _page("gebaerdensprache", external_url("public.sign_language", city=the_city().slug))


def _page(slug: str, canonical: str) -> str:
    city = the_city()
    found = shown_page(city, slug, current_language())
    if found is None:
        abort(404)
    body, headings = outlined(filled(found.html, city))
    return render_template("public/page.html", page=found, body=body, headings=headings, canonical=canonical)


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
