"""The list of offers, and the page of one."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engagement.core.evidence import ALWAYS, holds_until
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.search import (
    number_of_offers,
    places_of,
    related_cards,
)
from engagement.opportunities.search.pages import Shown, shown_offer
from engagement.opportunities.views import OfferView, offer_view
from engagement.web.context import the_city
from engagement.web.kept_pages import kept_for_visitors
from engagement.web.logos import logo_view
from engagement.web.maps import page_map
from engagement.web.public import bp, panel
from engagement.web.public.cards import Gallery, card_views, keep_values
from engagement.web.public.listing import list_values

RELATED = 3


@bp.get("/mitmachen/")
@public
@kept_for_visitors
def opportunities() -> str:
    """Results first; every state has an address of its own."""
    city = the_city()
    return render_template(
        "public/opportunities.html",
        **list_values(city, panel.of_town(places_of(city.id))),
        canonical=external_url("public.opportunities", city=city.slug),
        calendar_url=external_url("public.calendar_of_city", city=city.slug),
    )


@bp.get("/mitmachen/<public_id>")
@public
@kept_for_visitors
def opportunity(public_id: str) -> ResponseReturnValue:
    """One offer. What was shown once and is not any more explains itself; what never was is 404."""
    city = the_city()
    shown = shown_offer(public_id, city.id)
    if shown is None:
        abort(404)
    gallery = Gallery()
    gallery.next(next(iter(shown.revision.fields), None))
    related = related_cards(shown.revision.fields, city.id, RELATED, zone=city.zone, without=[public_id])
    values = {
        "related": card_views(related, gallery),
        "kept": keep_values(public_id, shown.revision.title),
        "logo": logo_view(shown.association.logo),
        "canonical": external_url("public.opportunity", city=city.slug, public_id=public_id),
    }
    if not shown.is_visible:
        is_gone = shown.state is not PublicationState.PAUSED and not shown.is_suspended
        page = render_template("public/opportunity_gone.html", shown=shown, is_gone=is_gone, **values)
        return page, 410 if is_gone else 200
    offer = _view(shown, public_id)
    others = number_of_offers([shown.association.id], city.id, zone=city.zone).get(shown.association.id, 0)
    more = {"map": page_map(city, shows_points=True) if offer.point else None, "others": max(0, others - 1)}
    return render_template("public/opportunity.html", offer=offer, **more, **values)


@bp.get("/mitmachen/<public_id>/leichte-sprache")
@public
@kept_for_visitors
def opportunity_easy(public_id: str) -> ResponseReturnValue:
    """The offer in Leichte Sprache; on its own page where there is no such version, or none that is shown."""
    city = the_city()
    shown = shown_offer(public_id, city.id)
    if shown is None:
        abort(404)
    offer = _view(shown, public_id)
    if offer.easy is None or not shown.is_visible:
        return redirect(url_for("public.opportunity", public_id=public_id))
    canonical = external_url("public.opportunity_easy", city=city.slug, public_id=public_id)
    return render_template("public/opportunity_easy.html", offer=offer, canonical=canonical)


def _view(shown: Shown, public_id: str) -> OfferView:
    now = utcnow()
    shifts = [shift for shift in shown.shifts if shift.starts_at > now]
    holds_until(min((shift.starts_at for shift in shifts), default=ALWAYS))
    return offer_view(
        shown.revision, public_id=public_id, association=shown.association, shifts=shifts, home_town=shown.home_town,
        urgency=shown.opportunity, publication=shown.publication,
    )  # fmt: skip
