"""What content may look like at all, also in a draft: lengths, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from engagement.kernel.errors import N_
from engagement.kernel.languages import DEFAULT_LANGUAGE, LANGUAGES
from engagement.kernel.points import read_point, written_point
from engagement.opportunities.enums import Field, GermanLevel, TargetGroup, TimeOfDay, TimePattern
from engagement.opportunities.richtext import MAX_TEXT, plain_words
from engagement.opportunities.rules.errors import Gap

# Characters, as the columns have them.
LIMITS: dict[str, int] = {
    "title": 160, "summary": 300, "easy_title": 160, "easy_text": 4000,
    "schedule_note": 200, "location_name": 160, "street": 160, "postcode": 10, "town": 80, "point": 24,
    "meeting_point": 300, "recognise_us": 300, "bring_along": 300, "contact_name": 120, "contact_email": 254,
    "contact_phone": 40, "background_check_reason": 300, "skills": 300, "requirements_note": 500, "allowance": 160,
    "insurance": 160, "travel_costs": 160, "training": 160, "picture_alt": 200, "picture_credit": 120,
}  # fmt: skip
CHOICES: dict[str, type[StrEnum]] = {
    "fields": Field, "target_groups": TargetGroup, "time_patterns": TimePattern, "times_of_day": TimeOfDay,
}  # fmt: skip
MAX_FIELDS = 3
MAX_PEOPLE = 1000
MAX_AGE = 99
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)

TOO_LONG = N_("This is too long: %(count)d characters. At most %(limit)d fit.")
UNKNOWN_CHOICE = N_("Please choose from the list.")
TOO_MANY_FIELDS = N_("Please choose at most three fields.")
NOT_PEOPLE = N_("Please enter a number from 1 to 1000.")
NOT_AGE = N_("Please enter an age from 0 to 99.")
NOT_EMAIL = N_("This e-mail address is not complete. An example: name@verein.de")
NOT_PHONE = N_("This phone number is not complete. An example: 07252 1234")
NOT_POINT = N_("This is no point near here. An example: 49.0361, 8.7061")
NOT_POSTCODE = N_("A postcode has five digits.")
PERIOD_REVERSED = N_("The last day must not be before the first day.")
NOT_A_DAY = N_("Please check the year of this date.")


def tidy(content: Mapping[str, Any]) -> dict[str, Any]:
    """Content with text trimmed and choices without repetitions, in the order chosen."""
    values = dict(content)
    for name, value in values.items():
        if isinstance(value, str) and not isinstance(value, StrEnum) and name != "description_html":
            values[name] = written_point(value) if name == "point" else value.strip()
        elif name in CHOICES:
            values[name] = list(dict.fromkeys(str(each) for each in value or ()))
    return values


def problems(content: Mapping[str, Any]) -> list[Gap]:
    """Everything that cannot be stored. Missing values are no problem."""
    found = [*_lengths(content), *_choices(content), *_numbers(content), *_contact(content), *_days(content)]
    postcode = content.get("postcode") or ""
    if postcode and not re.fullmatch(r"\d{5}", postcode):
        found.append(Gap("postcode", NOT_POSTCODE))
    point = content.get("point") or ""
    if point and read_point(point) is None:
        found.append(Gap("point", NOT_POINT))
    return found


def is_email(address: str) -> bool:
    """Whether the address is written as one; nobody is asked whether it exists."""
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def is_phone(number: str) -> bool:
    """Whether the number could be dialled from Germany; the length is checked, not whether it is assigned."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, "DE")) and len(re.sub(r"\D", "", number)) >= 5
    except phonenumbers.NumberParseException:
        return False


def _lengths(content: Mapping[str, Any]) -> Iterable[Gap]:
    for name, limit in LIMITS.items():
        count = len(content.get(name) or "")
        if count > limit:
            yield Gap(name, TOO_LONG, {"count": count, "limit": limit})
    words = len(plain_words(content.get("description_html") or ""))
    if words > MAX_TEXT:
        yield Gap("description", TOO_LONG, {"count": words, "limit": MAX_TEXT})


def _choices(content: Mapping[str, Any]) -> Iterable[Gap]:
    for name, kind in CHOICES.items():
        if not {str(value) for value in content.get(name) or ()} <= {str(member) for member in kind}:
            yield Gap(name, UNKNOWN_CHOICE)
    if len(content.get("fields") or ()) > MAX_FIELDS:
        yield Gap("fields", TOO_MANY_FIELDS)
    if content.get("language", DEFAULT_LANGUAGE) not in LANGUAGES:
        yield Gap("language", UNKNOWN_CHOICE)
    level = content.get("german_level")
    if level is not None and str(level) not in {str(member) for member in GermanLevel}:
        yield Gap("german_level", UNKNOWN_CHOICE)


def _numbers(content: Mapping[str, Any]) -> Iterable[Gap]:
    people = content.get("people_needed")
    if people is not None and not 1 <= people <= MAX_PEOPLE:
        yield Gap("people_needed", NOT_PEOPLE)
    age = content.get("min_age")
    if age is not None and not 0 <= age <= MAX_AGE:
        yield Gap("min_age", NOT_AGE)


def _contact(content: Mapping[str, Any]) -> Iterable[Gap]:
    email, phone = content.get("contact_email"), content.get("contact_phone")
    if email and not is_email(email):
        yield Gap("contact_email", NOT_EMAIL)
    if phone and not is_phone(phone):
        yield Gap("contact_phone", NOT_PHONE)


def _days(content: Mapping[str, Any]) -> Iterable[Gap]:
    first, last = content.get("starts_on"), content.get("ends_on")
    for name, day in (("starts_on", first), ("ends_on", last)):
        if day is not None and not EARLIEST <= day < LATEST:
            yield Gap(name, NOT_A_DAY)
    if first is not None and last is not None and last < first:
        yield Gap("ends_on", PERIOD_REVERSED)
