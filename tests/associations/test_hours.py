"""Opening hours as people write them."""

from __future__ import annotations

import pytest

from engagement.associations import rules

MORNING, AFTERNOON = (540, 720), (840, 1110)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()), ("geschlossen", ()), (" – ", ()), ("9-12", (MORNING,)), ("9–12 Uhr", (MORNING,)),
        ("09:00 - 12.00 Uhr", (MORNING,)), ("9 bis 12 und 14 bis 18:30", (MORNING, AFTERNOON)),
        ("14-18:30, 9-12", (MORNING, AFTERNOON)), ("9-12 14-18.30 Uhr", (MORNING, AFTERNOON)),
        ("9 Uhr bis 12 Uhr; 14h-18:30", (MORNING, AFTERNOON)), ("0-24", ((0, 1440),)), ("20-24:00", ((1200, 1440),)),
        ("9-12, 12-14", (MORNING, (720, 840))),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert rules.parse_day(text, "mon") == spans
    assert rules.parse_day(rules.written(spans), "mon") == spans


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("vormittags", rules.HoursUnreadable), ("9", rules.HoursUnreadable), ("9-12,", rules.HoursUnreadable),
        ("9-12 nach Vereinbarung", rules.HoursUnreadable), ("9-1214-18", rules.HoursUnreadable),
        ("12-9", rules.HoursImpossible), ("9-9", rules.HoursImpossible), ("9-25", rules.HoursImpossible),
        ("9:75-12", rules.HoursImpossible), ("22-24:30", rules.HoursImpossible), ("9-12, 11-14", rules.HoursOverlap),
        ("1-2, 3-4, 5-6, 7-8, 9-10", rules.TooManySpans),
    ],
)  # fmt: skip
def test_nonsense_is_refused_at_its_day(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as found:
        rules.parse_day(text, "fri")
    assert getattr(found.value, "field", "") == "fri"


def test_days_alike_are_one_line() -> None:
    hours = {day: [list(MORNING)] for day in ("mon", "tue", "wed", "fri", "sun")}
    hours["sat"] = [list(AFTERNOON)]
    assert rules.grouped(hours) == [
        ("mon", "wed", [MORNING]), ("fri", "fri", [MORNING]), ("sat", "sat", [AFTERNOON]), ("sun", "sun", [MORNING]),
    ]  # fmt: skip
    assert rules.grouped({}) == []
