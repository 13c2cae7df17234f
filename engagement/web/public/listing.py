"""What the page of a list of offers shows, of one town or of all: values for templates/public/_list.html."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from engagement.kernel.clock import DEFAULT_ZONE
from engagement.opportunities.search import Criteria, Sort, facet_counts, question, search_publications
from engagement.web.maps import page_map
from engagement.web.public import addresses, panel
from engagement.web.public.cards import card_views

if TYPE_CHECKING:
    from engagement.cities.models import City


def list_values(city: City | None, listing: panel.Listing) -> dict[str, Any]:
    """Results, panel, chips and orders for the state that the address of the request asks for."""
    city_id, zone = (None, DEFAULT_ZONE) if city is None else (city.id, city.zone)
    criteria = addresses.read(request.args, listing.places, listing.towns)
    page = search_publications(city_id, criteria, zone=zone)
    counts = facet_counts(city_id, criteria, zone=zone)
    where = "ort" if city_id is not None else "stadt"
    labels = panel.value_labels(listing.places, listing.towns)
    return {
        "criteria": criteria,
        "page": page,
        "cards": card_views(page.items, of_region=city_id is None),
        "panel": panel.panel(criteria, counts, listing),
        "chips": panel.chips(criteria, listing),
        "where": where,
        "wheres": tuple(labels[where].items()),
        "chosen_where": next(iter(getattr(criteria, addresses.GROUP_OF[where])), ""),
        "endpoint": listing.endpoint,
        "address": addresses.write(criteria),
        "kept_by_panel": addresses.hidden(criteria, besides=addresses.OF_PANEL),
        "kept_by_finder": addresses.hidden(criteria, besides=("q", where)),
        "sorts": _sorts(criteria),
        "plain_url": listing.url(Criteria()),
        "map": page_map(city, shows_points=any(card.point for card in page.items)),
    }


def _sorts(criteria: Criteria) -> tuple[tuple[str, Sort, bool], ...]:
    """The orders to choose from: value in the address (none for the usual one), order, whether the list has it."""
    has_words = bool(question(criteria.text))
    usual = Sort.BEST if has_words else Sort.SOONEST
    orders = [sort for sort in Sort if has_words or sort is not Sort.BEST]
    return tuple(("" if sort is usual else sort, sort, sort is (criteria.sort or usual)) for sort in orders)
