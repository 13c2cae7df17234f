"""Dates of offers as entries of a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app

from engagement.core.calendars import Entry, Standing
from engagement.core.i18n import _
from engagement.core.links import external_url

if TYPE_CHECKING:
    from engagement.opportunities.queries.calendar import PublicDate


def calendar_host() -> str:
    """What makes the ids of entries unique in the world; the same as long as the platform keeps its address."""
    return urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"


def entry_of_date(date: PublicDate, city_slug: str) -> Entry:
    """What everybody may know of a date, with the address of its offer."""
    address = external_url("public.opportunity", city=city_slug, public_id=date.opportunity_id)
    return Entry(
        uid=f"termin-{date.shift_id}@{calendar_host()}", title=f"{date.title} ({date.association_name})",
        starts_at=date.starts_at, ends_at=date.ends_at, changed_at=date.changed_at, sequence=date.sequence,
        standing=Standing.CANCELLED if date.is_cancelled else Standing.CONFIRMED,
        place=_("from home") if date.is_remote else date.place,
        text="\n".join(part for part in (date.summary, date.note, address) if part), url=address,
        language=date.language, takes_time=False,
    )  # fmt: skip
