"""What surrounds every mail, as plain values: made by the cities, used by whoever renders."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MailColours:
    """The colours of a mail, by day or at night; each pair that meets has passed the check of the town's theme."""

    ground: str
    paper: str
    ink: str
    muted: str
    line: str
    action: str
    on_action: str
    ticket: str
    on_ticket: str


DAY = MailColours(
    ground="#f4f0ea", paper="#fffdfa", ink="#17192a", muted="#45485f", line="#dbd9d9", action="#2f3c83",
    on_action="#ffffff", ticket="#2f3c83", on_ticket="#ffffff",
)  # fmt: skip
NIGHT = MailColours(
    ground="#101119", paper="#1b1d29", ink="#f7f5f2", muted="#c9c9ca", line="#36363c", action="#b3bff5",
    on_action="#0e1330", ticket="#1d2036", on_ticket="#f1efe9",
)  # fmt: skip


@dataclass(frozen=True)
class MailFrame:
    """The city around a mail: who speaks, whom to call, in which look. Made by `cities.queries.mail_frame`."""

    city_id: int | None
    city_slug: str | None
    city_name: str
    platform_name: str
    claim: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_hours: str = ""
    home_url: str = ""
    imprint_url: str = ""
    privacy_url: str = ""
    day: MailColours = DAY
    night: MailColours = NIGHT
    radius: str = "8px"  # of corners
    weight: str = "600"  # of headings
    timezone: str = "Europe/Berlin"
