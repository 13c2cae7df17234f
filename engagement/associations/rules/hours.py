"""Opening hours as people write them, and as they are kept and shown. Pure.

One line a weekday: „9–12 und 14–18 Uhr“. Kept are spans of minutes from midnight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from engagement.kernel.errors import N_, DomainError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_SPANS = 4
MIDNIGHT = 24 * 60
Span = tuple[int, int]
Hours = Mapping[str, Sequence[Span]]

_CLOSED = re.compile(r"(geschlossen|closed|zu|-|–)?", re.IGNORECASE)
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:uhr|h)\b)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|—|bis|to)\s*{_TIME}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|;|/|\+|und|and|&)\s*|\s+", re.IGNORECASE)


class HoursUnreadable(DomainError):
    message = N_("Please write it like this: 9–12 and 14–18")


class HoursImpossible(DomainError):
    message = N_("%(span)s is no span of a day: the end comes after the beginning, at 24:00 at the latest.")


class HoursOverlap(DomainError):
    message = N_("These times overlap. Please write each only once.")


class TooManySpans(DomainError):
    message = N_("At most %(limit)d spans a day.")


def parse_day(text: str, day: str) -> tuple[Span, ...]:
    """The spans of one weekday, earliest first; „geschlossen“ and nothing are none.

    Raises HoursUnreadable, HoursImpossible, HoursOverlap, TooManySpans, each with `day` as its field.
    """
    text = " ".join(text.split())
    if _CLOSED.fullmatch(text):
        return ()
    found: list[Span] = []
    position = 0
    while position < len(text):
        match = _SPAN.match(text, position)
        if match is None:
            raise HoursUnreadable(field=day)
        found.append(_span(match, day))
        position = match.end()
        between = _BETWEEN.match(text, position)
        position = between.end() if between is not None else position
        if between is None and position < len(text):
            raise HoursUnreadable(field=day)
    if text and text[-1] in ",;/+&":
        raise HoursUnreadable(field=day)
    if len(found) > MAX_SPANS:
        raise TooManySpans(field=day, limit=MAX_SPANS)
    found.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise HoursOverlap(field=day)
    return tuple(found)


def _span(match: re.Match[str], day: str) -> Span:
    hour, minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or start >= end or end > MIDNIGHT:
        raise HoursImpossible(field=day, span=match[0])
    return start, end


def written(spans: Sequence[Sequence[int]]) -> str:
    """The spans of a day as one types them: „9–12, 14–18:30“."""
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in spans)


def grouped(hours: Hours) -> list[tuple[str, str, Sequence[Span]]]:
    """First and last weekday → their common spans, days without any left out: „Mo–Fr 9–12“ is one line."""
    lines: list[tuple[str, str, Sequence[Span]]] = []
    previous: str | None = None
    for day in WEEKDAYS:
        spans = [(int(start), int(end)) for start, end in hours.get(day, ())]
        if spans and lines and previous is not None and lines[-1][1] == previous and list(lines[-1][2]) == spans:
            lines[-1] = (lines[-1][0], day, spans)
        elif spans:
            lines.append((day, day, spans))
        previous = day
    return lines


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}" if minute else str(hour)
