"""Dates as iCalendar (RFC 5545) for the calendars of people: one entry, a mail's, or a feed. Plain values in."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

PRODID = "-//Mitmachen//Ehrenamt//DE"
REFRESH = timedelta(hours=4)
# Central European time since 1996, as a rule without an end. Any other zone is written out as a list of its changes.
_CENTRAL_EUROPE = "\r\n".join((
    "BEGIN:VTIMEZONE", "TZID:Europe/Berlin",
    "BEGIN:DAYLIGHT", "DTSTART:19960331T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "TZNAME:CEST",
    "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
    "BEGIN:STANDARD", "DTSTART:19961027T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "TZNAME:CET",
    "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
    "END:VTIMEZONE", "",
))  # fmt: skip


class Method(enum.StrEnum):
    """What a calendar is to do with what it gets (RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Standing(enum.StrEnum):
    """Whether a date takes place, for the one who has it in her calendar."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Mailbox:
    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One date. `uid` never changes; `sequence` rises with every change; `changed_at` is the moment of the last one."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int = 0
    standing: Standing = Standing.CONFIRMED
    place: str = ""
    text: str = ""
    url: str = ""
    organizer: Mailbox | None = None
    attendee: Mailbox | None = None
    language: str = ""
    # Whether its owner is busy then; not who only follows what a town offers.
    takes_time: bool = True


def calendar_text(
    entries: Sequence[Entry], *, zone: ZoneInfo, method: Method | None = None, name: str = "", alarm: bool = False
) -> str:
    """The iCalendar object: lines folded at 75 octets and ended by CR LF, text escaped, with the zone that it names.

    `name` makes it a feed that programs ask for again every few hours. `alarm` rings an hour before, for entries that
    somebody takes into her own calendar by hand.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method is not None:
        calendar.add("method", method.value)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", zone.key)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", f"PT{int(REFRESH.total_seconds()) // 3600}H")
    calendar.add_component(_zone(zone))
    for entry in entries:
        event = _event(entry, zone)
        if alarm and entry.standing is not Standing.CANCELLED:
            event.add_component(_alarm(entry.title))
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _zone(zone: ZoneInfo) -> Timezone:
    if zone.key == "Europe/Berlin":
        made = Timezone.from_ical(_CENTRAL_EUROPE)
        assert isinstance(made, Timezone)
        return made
    return Timezone.from_tzinfo(zone)


def _event(entry: Entry, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    language = {"LANGUAGE": entry.language} if entry.language else {}
    event.add("summary", _one_line(entry.title), parameters=language)
    event.add("status", entry.standing.value)
    if not entry.takes_time or entry.standing is Standing.CANCELLED:
        event.add("transp", "TRANSPARENT")
    if entry.place:
        event.add("location", _one_line(entry.place))
    if entry.text:
        event.add("description", "\n".join(_printable(line) for line in entry.text.splitlines()))
    if entry.url:
        event.add("url", entry.url)
    if entry.organizer is not None:
        event.add("organizer", _address(entry.organizer))
    if entry.attendee is not None:
        event.add("attendee", _attendee(entry.attendee, entry.standing))
    return event


def _address(box: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{box.email}")
    if box.name:
        # A parameter's value may hold no double quotes (RFC 5545, 3.2).
        address.params["CN"] = vText(_one_line(box.name).replace('"', "'"))
    return address


def _attendee(box: Mailbox, standing: Standing) -> vCalAddress:
    """She answers on our pages, not from her calendar: no answer is asked of her here."""
    address = _address(box)
    answer = {Standing.CONFIRMED: "ACCEPTED", Standing.TENTATIVE: "TENTATIVE", Standing.CANCELLED: "DECLINED"}
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(answer[standing])
    address.params["RSVP"] = vText("FALSE")
    return address


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _one_line(title))
    alarm.add("trigger", timedelta(hours=-1))
    return alarm


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(line: str) -> str:
    """Without control characters, which no value may hold (RFC 5545, 3.1); what was room stays room."""
    kept = (" " if char.isspace() else char for char in line if unicodedata.category(char) != "Cc" or char.isspace())
    return "".join(kept)
