"""Says in a header what a page needs before its first paint, so that browsers ask for it before they read the page.

A phone takes a tenth of a second from the first byte of a page until it has read which style sheet and letters it
names. All of them together: letters that come after the style sheet stay away (`font-display: optional`).
"""

from __future__ import annotations

import re
from typing import Final

from flask import Flask, Response

from engagement.web.compression import REDIRECTS

HEAD: Final = 4000  # bytes; what is needed first is named at the top of every page (layouts/base.html)
_NEEDED: Final = re.compile(rb'<link rel="(?:stylesheet" href="([^"&]+)">|preload" href="([^"&]+)" as="font")')


def init_app(app: Flask) -> None:
    """Registered between compression and the hooks: it reads what they made, before it leaves compressed."""
    app.after_request(_add)


def links(page: bytes) -> str:
    """The header's value for a page: the sheets for a screen, and the letters; empty for one that names none."""
    found = _NEEDED.findall(page[:HEAD])
    sheets = [f"<{sheet.decode()}>; rel=preload; as=style" for sheet, _font in found if sheet]
    fonts = [f"<{font.decode()}>; rel=preload; as=font; type=font/woff2; crossorigin" for _sheet, font in found if font]
    return ", ".join(sheets + fonts)


def _add(response: Response) -> Response:
    if response.status_code in REDIRECTS:
        return response
    is_readable = not (response.is_streamed or response.direct_passthrough or "Content-Encoding" in response.headers)
    is_open = response.mimetype == "text/html" and is_readable and "Link" not in response.headers
    if is_open and (needed := links(response.get_data())):
        response.headers["Link"] = needed
    return response
