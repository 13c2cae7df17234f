"""Reading the demo's texts. They are data; the dates in them count from the day on which the demo starts."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engagement.kernel.clock import to_utc, utcnow
from engagement.opportunities.rules.minimum import default_decision

DATA = Path(__file__).parent / "data"
CITIES = ("baden-baden", "bretten", "ettlingen")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
Entry = dict[str, Any]


def _read(path: Path) -> Entry:
    with path.open("rb") as file:
        return tomllib.load(file)


@cache
def city_of(slug: str) -> Entry:
    return dict(_read(DATA / slug / "city.toml")["city"])


@cache
def associations_of(slug: str) -> Sequence[Entry]:
    return tuple(_read(DATA / slug / "associations.toml")["associations"])


@cache
def opportunities_of(slug: str) -> Sequence[Entry]:
    return tuple(_read(DATA / slug / "opportunities.toml")["opportunities"])


@cache
def people() -> Sequence[str]:
    return tuple(_read(DATA / "people.toml")["names"])


@cache
def neighbours(kind: str) -> Sequence[Entry]:
    """Offers in further towns ("elsewhere") and changes of what is online ("changed")."""
    return tuple(_read(DATA / "neighbours.toml")[kind])


def demo_id(*parts: object) -> str:
    """The same public id at every load, so that the next start finds what it has to move to new dates."""
    number = int.from_bytes(hashlib.sha256("/".join(map(str, ("demo", *parts))).encode()).digest()[:10])
    digits = []
    for _ in range(12):
        number, rest = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[rest])
    return "".join(digits)


def shift_times(entry: Entry, today: date) -> tuple[datetime, datetime]:
    """Start and end in UTC. With a weekday: the first such day on or after `in_days` from today."""
    day = today + timedelta(days=entry["in_days"])
    if entry.get("weekday"):
        day += timedelta(days=(WEEKDAYS.index(entry["weekday"]) - day.weekday()) % 7)
    start, end = time.fromisoformat(entry["from"]), time.fromisoformat(entry["to"])
    return to_utc(day, start), to_utc(day if end > start else day + timedelta(days=1), end)


def period(entry: Entry, today: date) -> tuple[date | None, date | None]:
    """First and last day of the offer's period, where it has one."""
    days = (entry.get("starts_in_days"), entry.get("ends_in_days"))
    # As many as `days`.
    return tuple(today + timedelta(days=value) if value is not None else None for value in days)  # type: ignore[return-value]


def urgency(entry: Entry, today: date) -> tuple[date | None, str]:
    """Until when the offer is „dringend gesucht“, and why; None and "" for most."""
    days = entry.get("urgent_in_days")
    return (today + timedelta(days=days) if days is not None else None), entry.get("urgent_reason", "")


def needed_people(entry: Entry, starts_at: datetime) -> dict[str, Any]:
    """What a date says about how many people it needs, undecided again after it was moved."""
    if "minimum" not in entry:
        return {}
    return {
        "minimum": entry["minimum"], "decide_by": default_decision(starts_at, utcnow()), "takes_place_at": None,
        "decision_asked_at": None, "told_open_at": None,
    }  # fmt: skip
