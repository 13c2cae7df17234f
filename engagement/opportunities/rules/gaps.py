"""What is missing before a city can be asked to look at an opportunity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from engagement.kernel.errors import N_
from engagement.opportunities.rules.contact_data import contacts_of
from engagement.opportunities.rules.easy import easy_problems
from engagement.opportunities.rules.errors import Gap

NO_TITLE = N_("Please say in one line what you are looking for.")
BEGINS_WITH_SEEKS = N_(
    "Please leave out the word “sucht”: your association's name and “sucht” stand in front of it already."
)
NO_DATE = N_("Please enter at least one date, or choose that it is ongoing.")
NO_DATE_AHEAD = N_("All dates are in the past. Please enter a new one.")
DATE_IN_PAST = N_("This date is in the past.")
NO_DATE_LEFT = N_("A published offer needs at least one date. If nothing is ahead, pause it or take it back.")
NO_WORDS = N_("Please say in a few words when people are needed, for example: Wednesday afternoons.")
PERIOD_OVER = N_("The last day is in the past.")
NO_PLACE = N_("Please name the place, the street or the district, or choose that it can be done from home.")
NO_PEOPLE = N_("Please say how many people you are looking for.")
NO_CONTACT_NAME = N_("Please name the person whom people can ask.")
NO_CONTACT_WAY = N_("Please enter an e-mail address or a phone number.")
NO_CHECK_REASON = N_("Please say why the extended background check is needed.")
NO_CONSENT = N_("Please confirm that everybody in the picture agrees. Without that it cannot be shown.")
CONTACT_IN_TEXT = N_(
    "An e-mail address or a phone number stands here: %(contact)s. It belongs into “Who is the contact?”, where you "
    "decide who sees it."
)
NO_PICTURE_ALT = N_("Please describe the picture in a sentence for people who cannot see it.")


class Dated(Protocol):
    """A date with an end: a stored shift, or one of a form. A cancelled one does not count."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def gaps(
    content: Mapping[str, Any], shifts: Sequence[Dated], now: datetime, *, was_published: bool = False
) -> list[Gap]:
    """Everything that is missing, in the order of the form; empty when the opportunity can be handed in.

    `now` is aware and on the city's wall clock, because days are compared. An opportunity that was published before may
    keep dates that are over, as long as one is ahead.
    """
    return [
        *_what(content), *easy_problems(content), *_when(content, shifts, now, was_published), *_where(content),
        *_how_many(content),
        *_who(content), *_contacts(content), *_conditions(content),
    ]  # fmt: skip


def _what(content: Mapping[str, Any]) -> Iterator[Gap]:
    title = content.get("title") or ""
    if not title:
        yield Gap("title", NO_TITLE)
    elif re.match(r"(wir\s+)?such(t|en)\b", title, re.IGNORECASE):
        yield Gap("title", BEGINS_WITH_SEEKS)


def _when(content: Mapping[str, Any], shifts: Sequence[Dated], now: datetime, was_published: bool) -> Iterator[Gap]:
    last = content.get("ends_on")
    if content.get("is_ongoing"):
        if not (content.get("schedule_note") or content.get("time_patterns")):
            yield Gap("schedule_note", NO_WORDS)
        if last is not None and last < now.date():
            yield Gap("ends_on", PERIOD_OVER)
        return
    if not shifts:
        yield Gap("shifts", NO_DATE)
    elif was_published and all(shift.ends_at <= now for shift in shifts):
        yield Gap("shifts", NO_DATE_AHEAD)
    elif not was_published:
        for index, shift in enumerate(shifts):
            if shift.starts_at <= now:
                yield Gap(f"shifts-{index}-day", DATE_IN_PAST)


def _where(content: Mapping[str, Any]) -> Iterator[Gap]:
    if not any(content.get(name) for name in ("is_remote", "location_name", "street", "district_id")):
        yield Gap("location_name", NO_PLACE)


def _how_many(content: Mapping[str, Any]) -> Iterator[Gap]:
    if content.get("is_ongoing") and not content.get("people_needed"):
        yield Gap("people_needed", NO_PEOPLE)


def _who(content: Mapping[str, Any]) -> Iterator[Gap]:
    if not content.get("contact_name"):
        yield Gap("contact_name", NO_CONTACT_NAME)
    if not (content.get("contact_email") or content.get("contact_phone")):
        yield Gap("contact_email", NO_CONTACT_WAY)


def _contacts(content: Mapping[str, Any]) -> Iterator[Gap]:
    if content.get("keeps_contact_in_text"):
        return
    for name, contacts in contacts_of(content).items():
        yield Gap(name, CONTACT_IN_TEXT, {"contact": ", ".join(contact.text for contact in contacts)})


def _conditions(content: Mapping[str, Any]) -> Iterator[Gap]:
    if content.get("extended_background_check") and not content.get("background_check_reason"):
        yield Gap("background_check_reason", NO_CHECK_REASON)
    if content.get("picture_id") is not None and not content.get("picture_alt"):
        yield Gap("picture_alt", NO_PICTURE_ALT)
    if content.get("picture_id") is not None and not content.get("picture_consent"):
        yield Gap("picture_consent", NO_CONSENT)
