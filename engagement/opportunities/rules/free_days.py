"""Days on which many groups do not meet: the public holidays and the school holidays of Baden-Württemberg. Pure.

Public holidays follow from the date of Easter (§ 1 Feiertagsgesetz). School holidays are set years ahead by the
ministry of education; the table holds what is published, first and last day of each. The days that a school chooses
itself are not in it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

from engagement.kernel.errors import N_

STATE: Final = "Baden-Württemberg"

_FIXED: Final = {
    (1, 1): N_("New Year"), (1, 6): N_("Epiphany"), (5, 1): N_("Labour Day"), (10, 3): N_("Day of German Unity"),
    (11, 1): N_("All Saints’ Day"), (12, 25): N_("Christmas Day"), (12, 26): N_("Boxing Day"),
}  # fmt: skip
_FROM_EASTER: Final = {
    -2: N_("Good Friday"), 1: N_("Easter Monday"), 39: N_("Ascension Day"), 50: N_("Whit Monday"),
    60: N_("Corpus Christi"),
}  # fmt: skip

_SCHOOL: Final = tuple(
    (date.fromisoformat(first), date.fromisoformat(last))
    for first, last in (
        ("2025-10-27", "2025-10-31"), ("2025-12-22", "2026-01-05"), ("2026-03-30", "2026-04-11"),
        ("2026-05-26", "2026-06-05"), ("2026-07-30", "2026-09-12"), ("2026-10-26", "2026-10-31"),
        ("2026-12-23", "2027-01-09"), ("2027-03-25", "2027-03-25"), ("2027-03-30", "2027-04-03"),
        ("2027-05-18", "2027-05-29"), ("2027-07-29", "2027-09-11"), ("2027-11-02", "2027-11-06"),
        ("2027-12-23", "2028-01-08"), ("2028-04-13", "2028-04-13"), ("2028-04-18", "2028-04-22"),
        ("2028-06-06", "2028-06-17"), ("2028-07-27", "2028-09-09"), ("2028-10-30", "2028-11-03"),
        ("2028-12-23", "2029-01-05"), ("2029-03-26", "2029-04-07"), ("2029-05-22", "2029-06-01"),
        ("2029-07-26", "2029-09-08"), ("2029-10-29", "2029-11-02"), ("2029-12-22", "2030-01-05"),
        ("2030-04-15", "2030-04-26"), ("2030-06-11", "2030-06-21"), ("2030-07-25", "2030-09-07"),
    )
)  # fmt: skip
SCHOOL_KNOWN_UNTIL: Final = _SCHOOL[-1][1]
SCHOOL_HOLIDAYS: Final = N_("school holidays")


def public_holiday(day: date) -> str | None:
    """The msgid of the holiday's name; None on any other day."""
    fixed = _FIXED.get((day.month, day.day))
    return fixed or _FROM_EASTER.get((day - easter(day.year)).days)


def in_school_holidays(day: date) -> bool:
    """Whether no school meets. A weekend between two stretches of one holiday belongs to it."""
    before, after = day, day
    while before.weekday() >= 5:
        before -= timedelta(days=1)
    while after.weekday() >= 5:
        after += timedelta(days=1)
    return _closed(day) or (day.weekday() >= 5 and _closed(before) and _closed(after))


def _closed(day: date) -> bool:
    return any(first <= day <= last for first, last in _SCHOOL)
