"""What content may look like at all, and what is missing before it can be handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engagement.opportunities.models import Opportunity
from engagement.opportunities.rules import content, gaps
from engagement.opportunities.rules.content import LIMITS, is_email, is_phone, problems, tidy
from engagement.opportunities.rules.gaps import gaps as find_gaps

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
WHOLE: dict[str, Any] = {
    "title": "Hände für das Fest", "location_name": "Gemeindehaus", "contact_name": "Helga",
    "contact_phone": "07252 1234",
}  # fmt: skip


def a_date(*, days: int) -> Any:
    start = NOW.astimezone(UTC) + timedelta(days=days)
    return SimpleNamespace(starts_at=start, ends_at=start + timedelta(hours=2))


def missing(
    changes: dict[str, Any], *, days: tuple[int, ...] = (3,), was_published: bool = False
) -> list[tuple[str, str]]:
    found = find_gaps(WHOLE | changes, [a_date(days=day) for day in days], NOW, was_published=was_published)
    return [(gap.field, gap.message) for gap in found]


def test_five_answers_are_enough() -> None:
    assert missing({}) == []
    ongoing = {"is_ongoing": True, "people_needed": 3, "schedule_note": "mittwochs"}
    assert missing(ongoing, days=()) == []


def test_nothing_at_all_names_every_question_in_the_order_of_the_form() -> None:
    found = [gap.field for gap in find_gaps({}, [], NOW)]
    assert found == ["title", "shifts", "location_name", "contact_name", "contact_email"]
    assert [gap.field for gap in find_gaps({"is_ongoing": True}, [], NOW)] == [
        "title", "schedule_note", "location_name", "people_needed", "contact_name", "contact_email",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": "Sucht Hände für das Fest"}, "title", gaps.BEGINS_WITH_SEEKS),
        ({"title": "Wir suchen Hände"}, "title", gaps.BEGINS_WITH_SEEKS),
        ({"contact_phone": ""}, "contact_email", gaps.NO_CONTACT_WAY),
        ({"extended_background_check": True}, "background_check_reason", gaps.NO_CHECK_REASON),
        ({"picture_id": 7, "picture_consent": True}, "picture_alt", gaps.NO_PICTURE_ALT),
        ({"picture_id": 7, "picture_alt": "Zwei Frauen"}, "picture_consent", gaps.NO_CONSENT),
        ({"is_ongoing": True, "people_needed": 1, "schedule_note": "x", "ends_on": date(2026, 5, 3)}, "ends_on",
         gaps.PERIOD_OVER),
    ],
)  # fmt: skip
def test_each_gap(changes: dict[str, Any], field: str, message: str) -> None:
    assert missing(changes) == [(field, message)]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Suchtberatung: Menschen am Telefon"},
        {"location_name": "", "is_remote": True},
        {"location_name": "", "district_id": 4},
        {"location_name": "", "street": "Marktplatz 1"},
        {"extended_background_check": True, "background_check_reason": "Kinder"},
        {"is_ongoing": True, "people_needed": 1, "time_patterns": ["weekly"], "ends_on": date(2026, 5, 4)},
    ],
)
def test_no_gap(changes: dict[str, Any]) -> None:
    assert missing(changes) == []


def test_dates_must_be_ahead() -> None:
    assert missing({}, days=(-1, 3)) == [("shifts-0-day", gaps.DATE_IN_PAST)]
    assert missing({}, days=(-1, 3), was_published=True) == []
    assert missing({}, days=(-2, -1), was_published=True) == [("shifts", gaps.NO_DATE_AHEAD)]


def test_limits_are_those_of_the_columns() -> None:
    columns = Opportunity.__table__.columns
    lengths = {column.name: length for column in columns.values() if (length := getattr(column.type, "length", None))}
    for foreign in ("public_id", "language", "german_level", "form_key", "urgent_reason"):
        lengths.pop(foreign)
    assert lengths == LIMITS


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"title": "x" * 161}, "title", content.TOO_LONG),
        ({"description_html": f"<p>{'wort ' * 2100}</p>"}, "description", content.TOO_LONG),
        ({"fields": ["sport", "culture", "school", "church"]}, "fields", content.TOO_MANY_FIELDS),
        ({"fields": ["chess"]}, "fields", content.UNKNOWN_CHOICE),
        ({"german_level": "native"}, "german_level", content.UNKNOWN_CHOICE),
        ({"people_needed": 0}, "people_needed", content.NOT_PEOPLE),
        ({"people_needed": 1001}, "people_needed", content.NOT_PEOPLE),
        ({"min_age": 100}, "min_age", content.NOT_AGE),
        ({"contact_email": "helga@verein"}, "contact_email", content.NOT_EMAIL),
        ({"contact_phone": "12"}, "contact_phone", content.NOT_PHONE),
        ({"contact_phone": "anrufen"}, "contact_phone", content.NOT_PHONE),
        ({"postcode": "7501"}, "postcode", content.NOT_POSTCODE),
        ({"starts_on": date(2026, 5, 9), "ends_on": date(2026, 5, 8)}, "ends_on", content.PERIOD_REVERSED),
        ({"starts_on": date(26, 5, 9)}, "starts_on", content.NOT_A_DAY),
    ],
)
def test_what_cannot_be_stored(values: dict[str, Any], field: str, message: str) -> None:
    assert [(gap.field, gap.message) for gap in problems(values)] == [(field, message)]


def test_what_can_be_stored() -> None:
    assert problems({}) == []
    edges = {"title": "x" * 160, "min_age": 0, "people_needed": 1000, "postcode": "01067", "fields": ["sport"]}
    assert problems(edges) == []
    assert is_email("a@verein.example")
    assert not is_email("a b@verein.example")
    assert is_phone("+49 7252 / 12 34")


def test_text_is_tidied() -> None:
    raw = {"title": "  Hände ", "fields": ["sport", "sport", "culture"], "description_html": "<p>a</p>"}
    assert tidy(raw) == {"title": "Hände", "fields": ["sport", "culture"], "description_html": "<p>a</p>"}
