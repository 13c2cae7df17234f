"""My registrations, for the account's first page."""

from __future__ import annotations

from typing import Any

from flask import request

from engagement.registrations.links import registration_token
from engagement.registrations.queries import my_registrations
from engagement.web.context import the_actor

UPCOMING_KEY, PAST_KEY = "zusagen", "frueher"


def registrations_context() -> dict[str, Any]:
    """What `account/_registrations.html` shows: what is to come and what is over, each with its own paging."""
    user_id = the_actor().user_id
    assert user_id is not None  # the page requires an account
    upcoming = my_registrations(user_id, past=False, page=request.args.get(UPCOMING_KEY, 1, type=int))
    past = my_registrations(user_id, past=True, page=request.args.get(PAST_KEY, 1, type=int), size=10)
    return {
        "my_upcoming": upcoming,
        "my_past": past,
        "my_tokens": {line.public_id: registration_token(line.public_id) for line in (*upcoming.items, *past.items)},
        "my_keys": {"upcoming": UPCOMING_KEY, "past": PAST_KEY},
    }
