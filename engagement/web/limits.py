"""How much one sender may send: how often, and how large.

Every unsafe request is counted by session, or by network where nobody is signed in. All web processes of a machine
count together in a file, those of several machines over REDIS_URL. What sends mail or guesses passwords is counted more
sharply in the database (accounts.operations.attempts, accounts.throttle).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, request, session
from flask_limiter import Limiter

from engagement.accounts.keyed import keyed_hash, token_hash
from engagement.accounts.rules.attempts import network_of
from engagement.accounts.session import TOKEN
from engagement.kernel.clock import utcnow
from engagement.web.limits_file import SCHEME

if TYPE_CHECKING:
    from config import Settings

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# A class of thirty behind one address signs up within a few minutes; nobody types sixty forms a minute.
SENDING = "60 per minute; 900 per hour"
# Without a file no form of ours comes near this. Files come from people who are signed in; then the app's
# MAX_CONTENT_LENGTH holds.
MAX_BODY_BYTES = 1024 * 1024


def init_app(app: Flask, settings: Settings) -> None:
    """Count and measure before anything is read from the request or the database."""
    app.before_request(_measure)
    limiter = Limiter(
        _sender,
        app=app,
        application_limits=[SENDING],
        strategy="moving-window",
        storage_uri=_storage(settings),
        # A store that is away must not close the town: count in the process until it is back.
        in_memory_fallback_enabled=True,
        key_prefix="engagement",
        headers_enabled=False,
        # The suite sends thousands of forms from one address; tests/public/test_limits.py switches it on.
        enabled=settings.environment != "test",
    )
    app.extensions["rate_limiter"] = limiter
    if limiter.enabled:  # else it has no hooks
        _leave_readers_alone(app)


def _leave_readers_alone(app: Flask) -> None:
    """Only unsafe requests are counted; finding that out by its own means takes the limiter a tenth of a kept page.

    Its hooks, registered just now, are put behind one that knows.
    """
    count, tell = app.before_request_funcs[None].pop(), app.after_request_funcs[None].pop()

    @app.before_request
    def _count() -> Any:
        return None if request.method in SAFE_METHODS else count()

    @app.after_request
    def _tell(response: Response) -> Any:
        return response if request.method in SAFE_METHODS else tell(response)


def seconds_to_wait() -> int:
    """How long a refused sender should wait, for the Retry-After header."""
    limiter: Limiter = current_app.extensions["rate_limiter"]
    current = limiter.current_limit
    if current is None:
        return 60
    return max(1, round((datetime.fromtimestamp(current.reset_at, UTC) - utcnow()).total_seconds()))


def _measure() -> None:
    carries_file = request.mimetype == "multipart/form-data" and TOKEN in session
    if not carries_file:
        request.max_content_length = MAX_BODY_BYTES


def _sender() -> str:
    """The session that the signed cookie names, else the network; as checksums, so that no address lies on a disk.

    Nothing is read from the database.
    """
    if token := session.get(TOKEN):
        return f"session:{token_hash(token)}"
    return "network:" + keyed_hash("rate limit", network_of(request.remote_addr or ""))


def _storage(settings: Settings) -> str:
    return settings.redis_url or f"{SCHEME}://{settings.instance_path / 'limits.sqlite'}"
