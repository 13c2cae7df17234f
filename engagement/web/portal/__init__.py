"""Pages: portal."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("portal", __name__, url_prefix=None)

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.portal import calendars, callbacks, index, search, sign_in
