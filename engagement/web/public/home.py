"""The home page of a city."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import render_template, url_for

from engagement.associations.queries import newest_listed
from engagement.core.i18n import _
from engagement.core.links import external_url
from engagement.core.permissions import public
from engagement.opportunities.enums import Field, TimePattern
from engagement.opportunities.search import (
    REMOTE,
    Card,
    Criteria,
    DatePreset,
    FacetCounts,
    Figures,
    facet_counts,
    figures_by_city,
    first_cards,
    newest_cards,
    number_of_offers,
    places_of,
)
from engagement.web.context import the_city
from engagement.web.kept_pages import kept_for_visitors
from engagement.web.logos import logo_views
from engagement.web.public import bp, panel
from engagement.web.public.cards import Gallery, card_views

if TYPE_CHECKING:
    from engagement.cities.models import City

TILES = 8
CARDS = 3
ASSOCIATIONS = 4


@bp.get("/")
@public
@kept_for_visitors
def home() -> str:
    """One question, themes, what is soon, what is new. A town without offers invites associations instead."""
    city = the_city()
    counts = facet_counts(city.id, Criteria(), zone=city.zone)
    urgent = first_cards(city.id, Criteria(urgent=True), CARDS, zone=city.zone)
    shown = [card.public_id for card in urgent]
    soon = _soon(city, shown)
    shown += [card.public_id for card in soon]
    once = first_cards(city.id, Criteria(time_patterns=(TimePattern.ONCE,)), CARDS, zone=city.zone, without=shown)
    shown += [card.public_id for card in once]
    fresh = newest_cards(city.id, CARDS, zone=city.zone, without=shown)
    joined = newest_listed(city.id, ASSOCIATIONS)
    gallery = Gallery()
    return render_template(
        "public/home.html",
        figures=figures_by_city(city.id, zone=city.zone).get(city.id, Figures()),
        places=[*places_of(city.id).items()],
        quick=_quick(counts),
        tiles=_tiles(counts, gallery),
        is_this_week=counts.presets[DatePreset.WEEK] > 0,
        urgent=card_views(urgent, gallery),
        soon=card_views(soon, gallery),
        once=card_views(once, gallery, narrow=True),
        fresh=card_views(fresh, gallery, narrow=True),
        associations=joined,
        logos=logo_views([each.id for each in joined]),
        offers_of=number_of_offers([each.id for each in joined], city.id, zone=city.zone),
        canonical=external_url("public.home", city=city.slug),
    )


def _soon(city: City, shown: Sequence[str]) -> Sequence[Card]:
    """This week's offers; when the week holds none, what comes next; without those on the page already."""
    this_week = first_cards(city.id, Criteria(preset=DatePreset.WEEK), CARDS, zone=city.zone, without=shown)
    return this_week or first_cards(city.id, Criteria(), CARDS, zone=city.zone, without=shown)


def _quick(counts: FacetCounts) -> list[dict[str, str]]:
    """Short ways, those that lead somewhere."""
    labels, patterns = panel.preset_labels(), counts.groups["time_patterns"]
    ways: list[tuple[str, int, dict[str, Any]]] = [
        (labels[DatePreset.TODAY], counts.presets[DatePreset.TODAY], {"wann": DatePreset.TODAY}),
        (labels[DatePreset.WEEKEND], counts.presets[DatePreset.WEEKEND], {"wann": DatePreset.WEEKEND}),
        (_("Try it once"), patterns.get(TimePattern.ONCE, 0), {"zeit": TimePattern.ONCE}),
        (_("From home"), counts.groups["places"].get(REMOTE, 0), {"ort": REMOTE}),
    ]
    return [
        {"label": label, "url": url_for("public.opportunities", **values)} for label, number, values in ways if number
    ]


def _tiles(counts: FacetCounts, gallery: Gallery) -> list[tuple[str, str, int]]:
    """The fields with most offers: value, name, number; their pictures count as shown."""
    numbers = counts.groups["fields"]
    labels = panel.value_labels({})["thema"]
    found = sorted((field for field in Field if numbers.get(field)), key=lambda field: -numbers[field])[:TILES]
    for field in found:
        gallery.next(field)
    return [(field, labels[field], numbers[field]) for field in found]
