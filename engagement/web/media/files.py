"""The files of pictures."""

from __future__ import annotations

from flask import Response, abort
from flask.typing import ResponseReturnValue

from engagement.core.permissions import public
from engagement.media import store
from engagement.web.media import bp

# A key names one content for ever: a changed picture gets new keys.
CACHE = "public, max-age=31536000, immutable"


@bp.get("/<key>")
@public
def file(key: str) -> ResponseReturnValue:
    """One width of a picture in one format; 404 for a key that is not there."""
    content = store.get(key)
    if content is None:
        abort(404)
    response = Response(content, mimetype="image/avif" if key.endswith(".avif") else "image/webp")
    response.headers["Cache-Control"] = CACHE
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
