"""What surrounds every mail, as plain values: made by the cities, used by whoever renders."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MailFrame:
    """The city around a mail: who speaks, whom to call, in which colours. Made by `cities.queries.mail_frame`."""

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
    action: str = "#2f3c83"
    on_action: str = "#ffffff"
    paper: str = "#fffdfa"
    tint: str = "#f4f0ea"
    timezone: str = "Europe/Berlin"
