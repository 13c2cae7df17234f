"""Pages: media."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("media", __name__, url_prefix="/media")

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.media import files
