"""Pages: staff."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("staff", __name__, url_prefix="/<city>/stadt")

# Views register themselves when imported; the list is the map of this audience.
