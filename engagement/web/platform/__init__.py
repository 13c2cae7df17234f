"""Pages for the administrators of the platform."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("platform", __name__, url_prefix="/plattform")

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.platform import cities, complaints, mails
