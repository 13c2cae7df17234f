"""The state of the list of offers as an address that can be shared, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from engagement.opportunities.enums import Field, TargetGroup, TimeOfDay, TimePattern
from engagement.opportunities.rules.content import EARLIEST, LATEST
from engagement.opportunities.search import EASY, REMOTE, Criteria, DatePreset, Days, Sort

ON_DAYS: Final = "tage"  # the choice „an bestimmten Tagen“ beside the presets
MAX_TEXT: Final = 200

# Names in the address → groups of the criteria.
GROUP_OF: Final = {
    "stadt": "towns", "thema": "fields", "fuer": "target_groups", "ort": "places", "zeit": "time_patterns",
    "tageszeit": "times_of_day", "leicht": "easy",
}  # fmt: skip
# What the panel beside the list has fields for.
OF_PANEL: Final = ("wann", "von", "bis", "dringend", "sortierung", *GROUP_OF)
_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "thema": tuple(Field), "fuer": tuple(TargetGroup), "zeit": tuple(TimePattern), "tageszeit": tuple(TimeOfDay),
    "leicht": (EASY,),
}  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """Names and values for hidden fields, several of one name included."""

    pairs: tuple[tuple[str, str], ...] = ()

    def items(self) -> tuple[tuple[str, str], ...]:
        return self.pairs


def read(args: MultiDict[str, str], places: Iterable[str], towns: Iterable[str] = ()) -> Criteria:
    """What an address asks for. Values that do not exist (any more) are left out: an old link still shows something."""
    known: dict[str, Sequence[str]] = {**_VALUES, "ort": (*places, REMOTE), "stadt": tuple(towns)}
    groups: dict[str, Any] = {
        group: tuple(value for value in dict.fromkeys(args.getlist(name)) if value in known[name])
        for name, group in GROUP_OF.items()
    }
    preset = args.get("wann", "")
    days = _days(args)
    return Criteria(
        text=" ".join(args.get("q", "").split())[:MAX_TEXT],
        preset=DatePreset(preset) if preset in tuple(DatePreset) else None,
        urgent=args.get("dringend") == "1",
        days=days if preset not in tuple(DatePreset) else Days(),
        sort=Sort(args["sortierung"]) if args.get("sortierung") in tuple(Sort) else None,
        page=args.get("seite", 1, type=int),
        **groups,
    )


def _days(args: MultiDict[str, str]) -> Days:
    first, last = _day(args.get("von", "")), _day(args.get("bis", ""))
    if first and last and last < first:
        first, last = last, first
    return Days(first, last)


def _day(value: str) -> date | None:
    """A day that an offer may have; the first and last days of the calendar have no moment in UTC."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if EARLIEST <= day < LATEST else None


def write(criteria: Criteria) -> dict[str, Any]:
    """The values for url_for: only what differs from the plain list, without the page."""
    values: dict[str, Any] = {"q": criteria.text}
    values |= {name: list(getattr(criteria, group)) for name, group in GROUP_OF.items()}
    values["wann"] = criteria.preset.value if criteria.preset else ON_DAYS if criteria.days else None
    values["von"] = criteria.days.first.isoformat() if criteria.days.first else None
    values["bis"] = criteria.days.last.isoformat() if criteria.days.last else None
    values["dringend"] = "1" if criteria.urgent else None
    values["sortierung"] = criteria.sort.value if criteria.sort else None
    return {name: value for name, value in values.items() if value}


def without(criteria: Criteria, name: str, value: str) -> Criteria:
    """The same without one value of a group."""
    group = GROUP_OF[name]
    changed: dict[str, Any] = {group: tuple(each for each in getattr(criteria, group) if each != value), "page": 1}
    return replace(criteria, **changed)


def hidden(criteria: Criteria, *, besides: Sequence[str]) -> Pairs:
    """Hidden fields that keep the state in a form which has the fields `besides` itself."""
    pairs = []
    for name, value in write(criteria).items():
        if name not in besides:
            pairs += [(name, each) for each in (value if isinstance(value, list) else [value])]
    return Pairs(tuple(pairs))
