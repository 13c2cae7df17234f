"""A person's own calendar, over all towns, behind a secret address."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from engagement.core.calendars import calendar_text
from engagement.core.i18n import _, speaking
from engagement.core.permissions import public
from engagement.kernel.clock import DEFAULT_ZONE
from engagement.registrations.calendars import feed_entries
from engagement.registrations.links import read_calendar_token
from engagement.registrations.queries.calendar import dates_of
from engagement.web.portal import bp
from engagement.web.public.calendars import calendar_file


@bp.get("/kalender/<token>.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """For calendar programs, which ask every few hours. An address that was renewed is 404."""
    owner = read_calendar_token(token)
    entries = feed_entries(dates_of(owner))
    with speaking(owner.language):
        name = _("My dates")
    response = calendar_file(calendar_text(entries, zone=DEFAULT_ZONE, name=name))
    response.headers["X-Robots-Tag"] = "noindex, nofollow"  # robots.txt has to let calendar programs in
    return response
