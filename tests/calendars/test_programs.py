"""What Google Calendar, Outlook and Apple Calendar ask for beyond RFC 5545, each as they document it or refuse it."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from flask import Flask
from hypothesis import given, settings

from engagement.core.calendars import Entry, Method, Standing, calendar_text
from engagement.core.scope import SYSTEM, entered
from engagement.notifications.transport import build
from engagement.opportunities.queries.calendar import MOST
from engagement.registrations.links import calendar_address, registration_token
from engagement.registrations.queries.calendar import owner_of_registration
from tests.registrations.support import Stagecraft, mails, make_stage
from tests.support.calendars import event_of, events_of, read_calendar

pytestmark = pytest.mark.usefixtures("clock")

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = datetime(2026, 7, 4, 8, tzinfo=UTC)
GOOGLE_MOST_BYTES = 1_000_000


def entry(**values: Any) -> Entry:
    asked: dict[str, Any] = {
        "uid": "termin-1@region.example", "title": "Beete", "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2), "changed_at": STARTS - timedelta(days=9),
    }  # fmt: skip
    return Entry(**asked | values)


def own_feed(stage: Stagecraft) -> str:
    with entered(SYSTEM):
        address = calendar_address(owner_of_registration(stage.guest().registration_id))
    return address.removeprefix("http://mitmachen.test")


@pytest.mark.parametrize("environment", ["production", "demo"])
def test_googles_calendar_follows_only_what_robots_txt_leaves_open(
    db_app: Flask, client: Any, make_app: Callable[..., Flask], environment: str
) -> None:
    stage = make_stage()
    own = own_feed(stage)
    rules = make_app(environment=environment).test_client().get("/robots.txt").get_data(as_text=True)
    association = f"/musterstadt/vereine/{stage.association.public_id}/termine.ics"
    for path in ("/musterstadt/termine.ics", association, own):
        assert is_open(rules, path), path
    assert not is_open(rules, f"/musterstadt/zusage/{registration_token(stage.guest().registration_id)}/")
    assert client.get(own).headers["X-Robots-Tag"] == "noindex, nofollow", "open, and in no search engine"


def is_open(rules: str, path: str) -> bool:
    """As Google reads the file (RFC 9309): the longest rule that fits decides; `*` stands for anything, `$` ends."""

    fits = []
    for line in rules.splitlines():
        name, _, value = (part.strip() for part in line.partition(":"))
        if name in ("Allow", "Disallow"):
            pattern = re.escape(value).replace(r"\*", ".*")
            pattern = pattern[:-2] + "$" if pattern.endswith(r"\$") else pattern
            if re.match(pattern, path):
                fits.append((len(value), name == "Allow"))
    return max(fits, default=(0, True))[1]


def test_a_feed_of_many_dates_is_less_than_google_takes() -> None:
    address = "https://mitmachen.region.example/bretten/mitmachen/gb6x4c6grz8z"
    usual = entry(
        title="Hände, die mitkochen: Um zwölf kommen 60 Gäste (Mittagstisch am Markt)", url=address,
        place="Gemeindehaus, Am Marktbrunnen 5, 75015 Bretten, Kernstadt", language="de", takes_time=False,
        text=f"{'Schälen, schnippeln, rühren, austeilen: Donnerstags kochen wir für sechzig. ' * 2}\n{address}",
    )  # fmt: skip
    size = len(calendar_text([usual] * MOST, zone=BERLIN, name="Mitmachen in Bretten").encode())
    assert size < GOOGLE_MOST_BYTES * 0.85, size


def test_a_towns_dates_make_nobody_busy_and_ones_own_do(db_app: Flask, client: Any) -> None:
    """Outlook reads TRANSP as free or busy; without it a whole town's dates would fill somebody's week."""
    stage = make_stage()
    of_town = events_of(read_calendar(client.get("/musterstadt/termine.ics").get_data(as_text=True)))
    assert of_town and all(event["transp"] == "TRANSPARENT" for event in of_town)
    own = event_of(client.get(own_feed(stage)).get_data(as_text=True))
    assert own.get("transp", "OPAQUE") == "OPAQUE"
    assert "TRANSP:TRANSPARENT" in calendar_text([entry(standing=Standing.CANCELLED)], zone=BERLIN)


def test_a_file_to_keep_invites_nobody(db_app: Flask, client: Any) -> None:
    """A method asks for an organizer (RFC 5546), and a foreign one turns an own entry into somebody else's meeting."""
    stage = make_stage()
    token = registration_token(stage.guest().registration_id)
    date = f"/musterstadt/mitmachen/{stage.opportunity.public_id}/termine/{stage.shift.public_id}.ics"
    for path in (f"/musterstadt/zusage/{token}/termin.ics", date):
        answer = client.get(path)
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Content-Disposition"] == "attachment; filename=termin.ics"
        kept = read_calendar(answer.get_data(as_text=True))
        assert "method" not in kept and "organizer" not in events_of(kept)[0]


def test_the_part_of_a_mail_names_the_method_that_its_calendar_names(db_app: Flask) -> None:
    """Exchange refuses a mail in which the two differ; Gmail asks for the part beside the texts."""
    stage = make_stage()
    stage.guest()
    row = mails("registration_confirmed")[-1]
    message = email.message_from_bytes(build(row, "mitmachen@region.example").as_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) == 1
    assert parts[0].get_param("method") == read_calendar(row.calendar)["method"] == Method.REQUEST
    assert parts[0].get_content_charset() == "utf-8" and not parts[0].get_filename()
    event = event_of(row.calendar)
    assert event["organizer"] == "mailto:" + str(build(row, "mitmachen@region.example")["From"].addresses[0].addr_spec)


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=120))
def test_whatever_people_write_is_read_again(text: str, title: str) -> None:
    written = calendar_text([entry(text=text, title=title or "x", place=title)], zone=BERLIN)
    event = event_of(written)
    kept = " ".join(str(event.get("description", "")).split())
    wanted = " ".join("".join(" " if char.isspace() else char for char in text if is_kept(char)).split())
    assert kept == wanted


def is_kept(char: str) -> bool:

    return unicodedata.category(char) != "Cc" or char.isspace()


def test_the_zone_is_written_out_as_outlook_asks() -> None:
    """Without a VTIMEZONE of one standard and one daylight time, Outlook shows the hour of another zone."""
    zones = list(read_calendar(calendar_text([entry()], zone=BERLIN)).walk("VTIMEZONE"))
    assert len(zones) == 1 and zones[0]["tzid"] == "Europe/Berlin"
    for kind, before, after in (("DAYLIGHT", "+0100", "+0200"), ("STANDARD", "+0200", "+0100")):
        [part] = zones[0].walk(kind)
        assert part["tzoffsetfrom"].to_ical() == before and part["tzoffsetto"].to_ical() == after
        assert part["dtstart"] and part["rrule"]
