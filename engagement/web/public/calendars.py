"""Calendars to take along: of a town, of an association, of one date, of one's own registration."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from engagement.associations.queries import profile as load_profile
from engagement.core.calendars import calendar_text
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.opportunities.calendars import entry_of_date
from engagement.opportunities.queries.calendar import PublicDate, public_dates
from engagement.registrations.calendars import own_entries
from engagement.registrations.links import read_registration_token
from engagement.registrations.queries import registration_view
from engagement.web.context import the_city
from engagement.web.public import bp

FEED_SECONDS = 15 * 60


@bp.get("/termine.ics")
@public
def calendar_of_city() -> ResponseReturnValue:
    """All dates that the town shows, to follow."""
    city = the_city()
    name = _("Take part in %(city)s", city=city.name)
    return _feed(name, public_dates(city.id))


@bp.get("/vereine/<public_id>/termine.ics")
@public
def calendar_of_association(public_id: str) -> ResponseReturnValue:
    """All dates of one association that the town shows, to follow."""
    found = load_profile(public_id, the_city().id)
    if found is None or not found.is_listed:
        abort(404)
    return _feed(found.association.name, public_dates(the_city().id, association_id=public_id))


@bp.get("/mitmachen/<public_id>/termine/<shift_id>.ics")
@public
def calendar_of_date(public_id: str, shift_id: str) -> ResponseReturnValue:
    """One date of an offer, to keep."""
    city = the_city()
    found = [date for date in public_dates(city.id, shift_id=shift_id) if date.opportunity_id == public_id]
    if not found:
        abort(404)
    entries = [entry_of_date(date, city.slug) for date in found]
    return calendar_file(calendar_text(entries, zone=city.zone, alarm=True), save=True)


@bp.get("/zusage/<token>/termin.ics")
@public
def calendar_of_registration(token: str) -> ResponseReturnValue:
    """The person's own date, to keep, and those that she chose with it. What is not in a calendar (yet) is 404."""
    public_id = read_registration_token(token)
    registration_view(public_id)  # also the check that it belongs to this town
    entries = own_entries(public_id)
    if not entries:
        abort(404)
    return calendar_file(calendar_text(entries, zone=the_city().zone, alarm=True), save=True)


def _feed(name: str, dates: Sequence[PublicDate]) -> Response:
    city = the_city()
    entries = [entry_of_date(date, city.slug) for date in dates]
    response = calendar_file(calendar_text(entries, zone=city.zone, name=name))
    response.cache_control.public = True
    response.cache_control.max_age = FEED_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def calendar_file(text: str, *, save: bool = False) -> Response:
    """An iCalendar answer; `save` offers it as a file, which phones and programs then enter."""
    response = Response(text, mimetype="text/calendar")
    if save:
        response.headers["Content-Disposition"] = "attachment; filename=termin.ics"
    return response
