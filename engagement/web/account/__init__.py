"""Pages for one's own account, in a city's look."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/<city>/konto")

# Views register themselves when imported; the list is the map of this audience.
from engagement.web.account import (
    bookmarks,
    code,
    confirm,
    delete,
    email,
    home,
    hours,
    own_data,
    planning,
    profile,
    reset,
    security,
    sign_in,
    sign_up,
)
