"""How much one sender may send: how often, and how large.

Every unsafe request is counted by session, or by network where nobody is signed in. All web processes of a machine
count together in a file, those of several machines over REDIS_URL. What sends mail or guesses passwords is counted more
sharply in the database (accounts.operations.attempts, accounts.throttle).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, abort, g
from limits import parse_many
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from engagement.accounts.keyed import keyed_hash, token_hash
from engagement.accounts.rules.attempts import network_of
from engagement.accounts.session import TOKEN
from engagement.kernel.clock import utcnow
from engagement.web.context import at_hand
from engagement.web.limits_file import SCHEME, CountingFile

if TYPE_CHECKING:
    from config import Settings

log = logging.getLogger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# A class of thirty behind one address signs up within a few minutes; nobody types sixty forms a minute.
SENDING = "60 per minute; 900 per hour"
AWAY_SECONDS = 10.0  # for which a store that did not answer is not asked again
# Without a file no form of ours comes near this. Files come from people who are signed in; then the app's
# MAX_CONTENT_LENGTH holds.
MAX_BODY_BYTES = 1024 * 1024


def init_app(app: Flask, settings: Settings) -> None:
    """Count and measure before anything is read from the request or the database."""
    app.before_request(_measure)
    # The suite sends thousands of forms from one address; tests/public/test_limits.py switches it on.
    if settings.environment != "test":
        app.extensions["sendings"] = Sendings(_storage(settings))
        app.before_request(_count)


def seconds_to_wait() -> int:
    """How long a refused sender should wait, for the Retry-After header."""
    return int(g.get("seconds_to_wait", 60))


def _count() -> None:
    """Only unsafe requests are counted."""
    here = at_hand()
    if here.request.method in SAFE_METHODS:
        return
    sendings: Sendings = here.app.extensions["sendings"]
    seconds = sendings.count(_sender(here.request, here.session))
    if seconds is not None:
        g.seconds_to_wait = seconds
        abort(429)


def _measure() -> None:
    here = at_hand()
    carries_file = here.request.mimetype == "multipart/form-data" and TOKEN in (here.session or {})
    if not carries_file:
        here.request.max_content_length = MAX_BODY_BYTES


def _sender(request: Request, session: Mapping[str, Any] | None) -> str:
    """The session that the signed cookie names, else the network; as checksums, so that no address lies on a disk.

    Nothing is read from the database.
    """
    if session and (token := session.get(TOKEN)):
        return f"session:{token_hash(token)}"
    return "network:" + keyed_hash("rate limit", network_of(request.remote_addr or ""))


def _storage(settings: Settings) -> str:
    return settings.redis_url or f"{SCHEME}://{settings.instance_path / 'limits.sqlite'}"


class Sendings:
    """Who has sent how much lately."""

    def __init__(self, store: str) -> None:
        """`store` may be away: that must not close the town, so this process counts for itself until it is back."""
        self._limits = sorted(parse_many(SENDING))
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(storage_from_string(store))
        self._is_away_until = 0.0

    def count(self, sender: str) -> int | None:
        """Count one more of a sender; None when it may pass, else after how many seconds the next one may."""
        if time.monotonic() >= self._is_away_until:
            try:
                return self._count(self._shared, sender)
            except Exception:  # whatever a client of a store raises
                log.warning("the store of the limits does not answer: this process counts for itself", exc_info=True)
                self._is_away_until = time.monotonic() + AWAY_SECONDS
        return self._count(self._here, sender)

    def _count(self, counter: MovingWindowRateLimiter, sender: str) -> int | None:
        store = counter.storage
        if isinstance(store, CountingFile):
            known = [(each.key_for("engagement", sender), each.amount, each.get_expiry()) for each in self._limits]
            place = store.acquire_all(known)
            reached = None if place is None else self._limits[place]
        else:
            reached = next((each for each in self._limits if not counter.hit(each, "engagement", sender)), None)
        if reached is None:
            return None
        reset_at = counter.get_window_stats(reached, "engagement", sender).reset_time
        return max(1, round(reset_at - utcnow().timestamp()))
