"""Messages after a redirect. Visitors have no cookie, so the message travels in the address, signed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import redirect, request, url_for
from itsdangerous import BadData
from werkzeug.wrappers import Response

from engagement.core.tokens import TokenExpired, TokenInvalid, read, sign

PARAMETER = "hinweis"
MAX_AGE_SECONDS = 15 * 60


def redirect_with(notice: str, endpoint: str, **values: Any) -> Response:
    """Redirect (303) and show `notice`, a translated sentence, on the next page."""
    address: dict[str, Any] = {**values, PARAMETER: sign("notice", notice)}
    return redirect(url_for(endpoint, **address), 303)


def with_notice(address: str, notice: str) -> str:
    """The address of a page, which then shows `notice` in place of an older one; its other values stay."""
    parts = urlsplit(address)
    values = [pair for pair in parse_qsl(parts.query) if pair[0] != PARAMETER]
    return f"{parts.path}?{urlencode([*values, (PARAMETER, sign('notice', notice))])}"


def current_notice() -> str | None:
    """The sentence to show on this page. Only sentences that we signed a short while ago are shown."""
    token = request.args.get(PARAMETER)
    if not token:
        return None
    try:
        return str(read("notice", token, max_age_seconds=MAX_AGE_SECONDS))
    except (TokenExpired, TokenInvalid, BadData):
        return None
