"""Pages: association."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("association", __name__, url_prefix="/<city>/verein")

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.association import (
    blocks,
    claim,
    contacts,
    data_check,
    details,
    door,
    feedback,
    hours,
    invitation,
    messages,
    opportunities,
    people,
    people_calls,
    people_entry,
    profile,
    register,
    shift_minimum,
    shift_move,
    start,
    team,
    today,
)
