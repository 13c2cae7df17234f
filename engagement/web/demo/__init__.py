"""Pages: demo."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("demo", __name__, url_prefix="/demo")

# Views register themselves when imported; the list is the map of this audience.
