"""What a list of offers is narrowed by, as plain values. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from engagement.kernel.clock import weekend
from engagement.opportunities.enums import FacetKind

EASY: Final = "1"
REMOTE: Final = "zuhause"  # the value of „Wo?“ for offers from home, beside the districts


class DatePreset(enum.StrEnum):
    """Days counted from today."""

    TODAY = "heute"
    WEEKEND = "wochenende"
    WEEK = "woche"


class Sort(enum.StrEnum):
    BEST = "passend"  # words in the title first; only where words are looked for
    SOONEST = "bald"
    NEWEST = "neu"


@dataclass(frozen=True)
class Days:
    """A span of calendar days in the city, both ends included; None is open."""

    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None


ALWAYS: Final = Days()


@dataclass(frozen=True)
class Criteria:
    """Values of one kind are joined by “or”, the kinds by “and”."""

    text: str = ""
    fields: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    time_patterns: tuple[str, ...] = ()
    times_of_day: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # facet values of districts, and REMOTE
    towns: tuple[str, ...] = ()  # slugs; for a list over several towns
    preset: DatePreset | None = None
    days: Days = ALWAYS
    easy: tuple[str, ...] = ()  # EASY: only with a version in Leichte Sprache
    urgent: bool = False  # only what is „dringend gesucht“
    sort: Sort | None = None
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return self != Criteria(sort=self.sort, page=self.page)

    def span(self, today: date) -> Days:
        """The days asked for; a preset wins over single days."""
        return span_of(self.preset, today) if self.preset is not None else self.days

    def without(self, name: str) -> Criteria:
        """The same without what the group `name` asks for; see GROUPS."""
        if name == "preset":
            return replace(self, preset=None, days=ALWAYS)
        nothing: dict[str, Any] = {name: ()}
        return replace(self, **nothing)


# The groups of the panel → the facets that they look at. The dates are the seventh group, `preset`.
GROUPS: Final[dict[str, tuple[FacetKind, ...]]] = {
    "fields": (FacetKind.FIELD,),
    "target_groups": (FacetKind.TARGET_GROUP,),
    "towns": (),  # no facet: where an offer is shown
    "places": (FacetKind.DISTRICT, FacetKind.PLACE),
    "time_patterns": (FacetKind.TIME_PATTERN,),
    "times_of_day": (FacetKind.TIME_OF_DAY,),
    "easy": (FacetKind.EASY,),
}


def span_of(preset: DatePreset, today: date) -> Days:
    """„heute“; „dieses Wochenende“ (on a Sunday the one that is ending); „diese Woche“ until Sunday."""
    if preset is DatePreset.TODAY:
        return Days(today, today)
    if preset is DatePreset.WEEKEND:
        saturday, sunday = weekend(today)
        return Days(max(saturday, today), sunday)
    return Days(today, today + timedelta(days=6 - today.weekday()))
