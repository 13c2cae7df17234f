"""The panel beside the list of offers, and the chips above it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for

from engagement.core.i18n import _, current_language
from engagement.opportunities.enums import Field, TargetGroup, TimeOfDay, TimePattern
from engagement.opportunities.labels import (
    FIELD_SHORT_LABELS,
    TARGET_GROUP_LABELS,
    TIME_OF_DAY_LABELS,
    TIME_PATTERN_LABELS,
)
from engagement.opportunities.search import EASY, REMOTE, Criteria, DatePreset, FacetCounts
from engagement.web.addressing import known_url
from engagement.web.formatting import date_long
from engagement.web.public import addresses
from engagement.web.remembering import keep_with

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Listing:
    """The list that a panel stands beside: of one town with its districts, or of several towns."""

    endpoint: str
    places: Labels
    towns: Labels

    def url(self, criteria: Criteria) -> str:
        """The address of the list in this state, on its first page."""
        values = addresses.write(criteria)
        return url_for(self.endpoint, **values) if values else known_url(self.endpoint)


def of_town(places: Labels) -> Listing:
    return Listing("public.opportunities", places, {})


def of_region(towns: Labels) -> Listing:
    return Listing("portal.search", {}, towns)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int | None
    checked: bool


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    options: tuple[Option, ...]
    single: bool = False


@dataclass(frozen=True, eq=False)
class Panel:
    """All groups with the number of offers that each value would leave. What is drawn of it is found by the object."""

    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Chip:
    """A value that the list is narrowed by; the address takes it away."""

    word: str
    url: str
    is_text: bool = False

    @property
    def label(self) -> str:
        return f"„{self.word}“" if self.is_text else self.word


def preset_labels() -> dict[DatePreset, str]:
    return {DatePreset.TODAY: _("Today"), DatePreset.WEEKEND: _("This weekend"), DatePreset.WEEK: _("This week")}


def value_labels(places: Labels, towns: Labels | None = None) -> Mapping[str, Labels]:
    """Name in the address → value → words; `places` are the city's districts."""
    return _value_labels(tuple(places.items()), tuple((towns or {}).items()), current_language())


@functools.lru_cache(200)
def _value_labels(
    places: tuple[tuple[str, str], ...], towns: tuple[tuple[str, str], ...], _language: str
) -> Mapping[str, Labels]:
    """Kept: each page of a list asks for these fifty words, and more than once."""
    return {
        "stadt": dict(towns),
        "thema": {field: str(FIELD_SHORT_LABELS[field]) for field in Field},
        "fuer": {group: str(TARGET_GROUP_LABELS[group]) for group in TargetGroup},
        "ort": {**dict(places), REMOTE: _("From home")},
        "zeit": {pattern: str(TIME_PATTERN_LABELS[pattern]) for pattern in TimePattern},
        "tageszeit": {time: str(TIME_OF_DAY_LABELS[time]) for time in TimeOfDay},
        "leicht": {EASY: _("In easy language")},
    }


def panel(criteria: Criteria, counts: FacetCounts, listing: Listing) -> Panel:
    """The panel of these criteria, kept with their numbers: it is the same on each page of a list."""
    key = listing.endpoint, current_language()
    found: Panel | None = counts.made.get(key)
    return found or keep_with(counts.made, key, Panel(_groups(criteria, counts, listing)))


def _groups(criteria: Criteria, counts: FacetCounts, listing: Listing) -> tuple[Group, ...]:
    labels = value_labels(listing.places, listing.towns)
    titles = {
        "stadt": _("Which town?"), "thema": _("What for?"), "fuer": _("For whom?"), "ort": _("Where?"),
        "zeit": _("How often?"),
        "tageszeit": _("What time of day?"), "leicht": _("How is it written?"),
    }  # fmt: skip
    found = [_when(criteria, counts)]
    found.append(
        Group("dringend", _("Urgent?"), (Option("1", _("Only what is urgently wanted"), None, criteria.urgent),))
    )
    found += [_group(name, titles[name], labels[name], criteria, counts) for name in titles]
    return tuple(group for group in found if group.options)


def _when(criteria: Criteria, counts: FacetCounts) -> Group:
    options = [Option("", _("Any time"), None, criteria.preset is None and not criteria.days)]
    for preset, label in preset_labels().items():
        options.append(Option(preset, label, counts.presets[preset], criteria.preset is preset))
    options.append(Option(addresses.ON_DAYS, _("On certain days"), None, bool(criteria.days)))
    return Group("wann", _("When?"), tuple(options), single=True)


def _group(name: str, title: str, labels: Labels, criteria: Criteria, counts: FacetCounts) -> Group:
    """Values with offers and chosen ones; themes with most offers first, the others in their own order."""
    group = addresses.GROUP_OF[name]
    chosen, numbers = getattr(criteria, group), counts.groups[group]
    options = [Option(value, label, numbers.get(value, 0), value in chosen) for value, label in labels.items()]
    shown = [option for option in options if option.count or option.checked]
    if name == "thema":
        shown.sort(key=lambda option: -(option.count or 0))
    return Group(name, title, tuple(shown))


def chips(criteria: Criteria, listing: Listing) -> list[Chip]:
    """What the list is narrowed by, each with the address without it."""
    found = []
    if criteria.text:
        found.append(Chip(criteria.text, listing.url(replace(criteria, text="", page=1)), is_text=True))
    if criteria.preset is not None:
        found.append(Chip(preset_labels()[criteria.preset], listing.url(criteria.without("preset"))))
    elif criteria.days:
        found.append(Chip(_days(criteria), listing.url(criteria.without("preset"))))
    if criteria.urgent:
        found.append(Chip(_("Urgently wanted"), listing.url(replace(criteria, urgent=False, page=1))))
    labels = value_labels(listing.places, listing.towns)
    for name, group in addresses.GROUP_OF.items():
        found += [
            Chip(labels[name][value], listing.url(addresses.without(criteria, name, value)))
            for value in getattr(criteria, group)
        ]
    return found


def _days(criteria: Criteria) -> str:
    first, last = criteria.days.first, criteria.days.last
    if first and last:
        if first == last:
            return date_long(first)
        return _("%(first)s to %(last)s", first=date_long(first), last=date_long(last))
    if first:
        return _("from %(first)s", first=date_long(first))
    assert last is not None
    return _("until %(last)s", last=date_long(last))
