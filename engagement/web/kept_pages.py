"""Whole pages for visitors, kept by each process under the evidence of what they were made from.

A view that says `@kept_for_visitors` makes the same page for the same address as long as the database gives the same
rows and no moment has come that it told (`core/evidence.py`). The next visitor of that address gets the kept page once
those rows have been read again and are the same: nothing is shown that the database no longer says, whoever changed
it, in whatever process (docs/adr/0018-pages-kept-under-evidence.md).

Who is signed in, or has a notice in the address, always gets a page of her own.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from flask import Flask, Request, Response, current_app, g, request, session

from engagement.core import evidence
from engagement.core.evidence import Evidence
from engagement.core.kept_plans import reading
from engagement.kernel.clock import DEFAULT_ZONE, day_bounds, local
from engagement.web import early
from engagement.web.addressing import the_visit
from engagement.web.compression import LEVEL
from engagement.web.notices import PARAMETER as NOTICE

F = TypeVar("F", bound=Callable[..., Any])

MOST_BYTES: Final = 64 * 2**20  # in one process; pages are kept compressed, a list takes about 10 kB
LONGEST_ADDRESS: Final = 500
QUICKLY: Final = 1  # a level of gzip: half the time for a seventh more, until somebody asks for the page again
_PLAIN: Final = {"Content-Type", "Content-Length"}


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes  # gzipped
    etag: str
    needed: str  # early.links
    evidence: Evidence
    size: int
    is_tight: bool = False


class Pages:
    """What one process keeps: the pages that were asked for last, up to a number of bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[Any, ...], _Page] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: tuple[Any, ...]) -> _Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[Any, ...], page: _Page) -> None:
        with self._lock:
            self._take(key)
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                self._take(next(iter(self._pages)))

    def _take(self, key: tuple[Any, ...]) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.bytes -= page.size


def init_app(app: Flask) -> None:
    app.extensions["kept_pages"] = Pages()
    app.teardown_request(_end)


def kept_for_visitors(view: F) -> F:
    """Mark a view whose page follows from its address, the rows it reads and the moments it tells, and nothing else."""
    view.__kept__ = True  # type: ignore[attr-defined]  # a mark on the function
    return view


def from_memory() -> Response | None:
    """The kept page of this address, if it still holds. A hook, after those that refuse requests."""
    key = _key()
    if key is None:
        return None
    page = _pages().get(key)
    if page is not None and _holds(page):
        g.kept_page = "hit"
        if not page.is_tight:
            page = _packed_tightly(page)
            _pages().put(key, page)
        return _told(Response(mimetype="text/html"), page)
    g.kept_page, g.page_key = "miss", key
    g.evidence = Evidence(reads=list(the_visit().evidence.reads))
    evidence.begin(g.evidence)
    return None


def _packed_tightly(page: _Page) -> _Page:
    body = gzip.compress(gzip.decompress(page.body), LEVEL, mtime=0)
    return replace(page, body=body, size=page.size - len(page.body) + len(body), is_tight=True)


def _holds(page: _Page) -> bool:
    try:
        return evidence.holds(page.evidence, the_visit().evidence.reads, reading)
    except Exception:  # whatever is wrong with the database, the page itself will say it in its own way
        return False


def into_memory(response: Response) -> Response:
    """Keep the page that was made. A hook, before those that add headers to every answer."""
    found: Evidence | None = g.pop("evidence", None)
    evidence.begin(None)
    if found is None or not _may_be_kept(response, found):
        return response
    city = g.get("city")
    for zone in (DEFAULT_ZONE, city.zone if city is not None else DEFAULT_ZONE):
        day = local(found.made_at, zone).date()
        found.until = min(found.until, day_bounds(day, zone)[1])
    body = response.get_data()
    packed, etag = gzip.compress(body, QUICKLY, mtime=0), hashlib.sha256(body).hexdigest()[:32]
    needed = early.links(body)
    size = len(packed) + found.size + len(repr(g.page_key)) + len(needed)
    page = _Page(packed, etag, needed, found, size)
    _pages().put(g.page_key, page)
    return _told(response, page)


def _may_be_kept(response: Response, found: Evidence) -> bool:
    """Pages, and nothing that a view has said in headers of its own."""
    is_page = response.status_code == 200 and response.mimetype == "text/html" and not response.is_streamed
    return is_page and found.is_whole and not session.modified and set(response.headers.keys()) == _PLAIN


def _told(response: Response, page: _Page) -> Response:
    """Compressed for who reads that, as `compression` would do it. Browsers may keep the page, and ask each time."""
    takes_packed = request.accept_encodings["gzip"] > 0
    response.set_data(page.body if takes_packed else gzip.decompress(page.body))
    if takes_packed:
        response.headers.add("Content-Encoding", "gzip")
    response.headers.add("Cache-Control", "no-cache")
    if page.needed:
        response.headers.add("Link", page.needed)
    response.set_etag(page.etag, weak=takes_packed)
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response


def _key() -> tuple[Any, ...] | None:
    """What the page depends on of the request; None where it is made for this visitor alone."""
    app: Flask = current_app
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # past the proxy, ten times
    if asked.method != "GET" or asked.endpoint is None:
        return None
    if not getattr(app.view_functions[asked.endpoint], "__kept__", False):
        return None
    if app.config["SESSION_COOKIE_NAME"] in asked.cookies or NOTICE in asked.args:
        return None
    if app.config.get("TEMPLATES_AUTO_RELOAD"):
        return None
    key = (asked.scheme, the_visit().host, asked.script_root, asked.path, asked.query_string)
    return key if len(asked.path) + len(asked.query_string) <= LONGEST_ADDRESS else None


def _pages() -> Pages:
    found: Pages = current_app.extensions["kept_pages"]
    return found


def _end(_error: BaseException | None) -> None:
    evidence.begin(None)
