"""Pages leave compressed; built files are already (engagement/web/assets.py).

For visitors alone: a page of somebody who is signed in holds secrets beside what an address may put into it, and its
compressed length would tell of them (BREACH).
"""

from __future__ import annotations

import gzip
from typing import Final

from flask import Flask, Response, request, session
from flask_login import current_user

LEAST: Final = 1000  # bytes; below that it is not worth it
LEVEL: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})  # nobody reads what they hold
KINDS: Final = frozenset({
    "text/html", "text/css", "text/plain", "application/json", "application/xml", "text/xml", "image/svg+xml",
    "text/calendar", "application/atom+xml", "application/rss+xml",
})  # fmt: skip


def init_app(app: Flask) -> None:
    """Registered before everything else that looks at answers, so that it is the last to touch them."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.status_code in REDIRECTS:
        return response
    if response.mimetype not in KINDS or response.direct_passthrough or response.is_streamed:
        return response
    if "Vary" in response.headers:
        response.vary.add("Accept-Encoding")
    else:  # nearly always, and it need not be parsed
        response.headers.add("Vary", "Accept-Encoding")
    is_ready = response.status_code in (204, 206, 304) or "Content-Encoding" in response.headers
    if is_ready or request.accept_encodings["gzip"] <= 0:
        return response
    # Who has no session is nobody, and Flask-Login need not look.
    is_secret = session.modified or (session and current_user.is_authenticated)
    if is_secret:
        return response
    content = response.get_data()
    if len(content) >= LEAST:
        response.set_data(gzip.compress(content, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, is_weak = response.get_etag()
        if etag and not is_weak:
            response.set_etag(etag, weak=True)
    return response
