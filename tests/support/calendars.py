"""What RFC 5545 asks of every iCalendar object, checked on the bytes, before icalendar reads it."""

from __future__ import annotations

import re
from datetime import timedelta

from icalendar import Calendar, Event

_STAMP = re.compile(r"^\d{8}T\d{6}Z$")


def read_calendar(text: str) -> Calendar:
    """The parsed object, after a check of its lines and of what must be in it."""
    assert text.endswith("\r\n"), "the last line has no end"
    assert "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", ""), "a line ends without CR LF"
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75, f"a line is not folded: {line}"
        assert "\t" not in line, "a tabulator"
    calendar = Calendar.from_ical(text)
    assert isinstance(calendar, Calendar)
    assert calendar["version"] == "2.0" and calendar["prodid"]
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text), "a control character"
    _check_method(calendar)
    zones = {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}
    lines = text.replace("\r\n ", "").split("\r\n")
    named = {match[1] for line in lines if (match := re.match(r"DT(?:START|END);TZID=([^:]+):", line))}
    assert named <= zones, f"no VTIMEZONE for {named - zones}"
    seen = set()
    for event in events_of(calendar):
        assert _STAMP.match(event["dtstamp"].to_ical().decode())
        assert event.end - event.start > timedelta(0)
        assert event["uid"] not in seen, "one id twice"
        seen.add(event["uid"])
        assert event["status"] in ("CONFIRMED", "TENTATIVE", "CANCELLED")
    assert not any(line.startswith("BEGIN:VEVENT") and not seen for line in lines)
    return calendar


def _check_method(calendar: Calendar) -> None:
    """What goes along with a mail keeps RFC 5546, by which Outlook and Google know what to do with it."""
    method, events = calendar.get("method"), events_of(calendar)
    if method is None:
        assert not any("attendee" in event for event in events), "nobody is invited by a file"
        return
    assert all("organizer" in event for event in events), "a method asks for an organizer"
    if method == "PUBLISH":
        assert not any("attendee" in event for event in events)
        return
    assert method in ("REQUEST", "CANCEL")
    assert len({str(event["uid"]) for event in events}) == 1 and all("attendee" in event for event in events)
    assert all((event["status"] == "CANCELLED") == (method == "CANCEL") for event in events)


def events_of(calendar: Calendar) -> list[Event]:
    return [part for part in calendar.walk("VEVENT") if isinstance(part, Event)]


def event_of(text: str) -> Event:
    """The one event of an object that holds one."""
    found = events_of(read_calendar(text))
    assert len(found) == 1
    return found[0]
