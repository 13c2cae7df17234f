"""Pages: public."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("public", __name__, url_prefix="/<city>")

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.public import (
    answer_page,
    associations,
    barriers,
    bookmarks,
    calendars,
    callbacks,
    certificates,
    feedback,
    freshness,
    guardian,
    home,
    icon,
    labels,
    messages,
    opportunities,
    pages,
    registration_data,
    registration_details,
    registration_hours,
    registration_page,
    registration_papers,
    registration_planning,
    registration_reach,
    registrations,
    reports,
    theme,
)
