"""Pages: account."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/<city>/konto")

# Views register themselves when imported; the list is the map of this audience.
