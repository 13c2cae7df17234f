"""Pages for the staff of a city."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("staff", __name__, url_prefix="/<city>/stadt")

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.staff import (
    accessibility,
    association,
    associations,
    barriers,
    callbacks,
    domain,
    easy,
    entries,
    feedback,
    invitation,
    log,
    look,
    mails,
    me,
    merging,
    notes,
    pages,
    people,
    person,
    queue,
    record,
    reports,
    settings,
    settings_districts,
    templates,
    trust,
    unanswered,
    yearly,
)
