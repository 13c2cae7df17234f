"""Where the time of a page goes: the stack of this process, looked at every millisecond while pages are made."""

from __future__ import annotations

import itertools
import signal
import time
from collections import Counter
from collections.abc import Iterator
from types import FrameType
from typing import Any

from flask import Flask

from benchmarks.counting import send
from benchmarks.load import Ask
from engagement.web.kept_pages import Pages

EVERY = 0.001
# Whatever stands in the stack at all → its share.
ANYWHERE = (("core/scope.py", "_narrow", "scopes"),)
# The innermost that fits → its share.
INNERMOST = (
    ("sqlalchemy/engine/default.py", "do_execute", "database"),
    ("sqlalchemy/engine/cursor.py", "fetch", "database"),
    ("psycopg", "", "database"),
    ("babel/", "", "words and dates"),
    ("gettext.py", "", "words and dates"),
    ("web/formatting.py", "", "words and dates"),
    ("sqlalchemy/", "", "SQLAlchemy"),
    (".html", "", "templates"),
    ("jinja2/", "", "templates"),
    ("markupsafe", "", "templates"),
    ("werkzeug/routing", "", "addresses"),
    ("core/links.py", "", "addresses"),
    ("wtforms/", "", "forms"),
    ("engagement/web/hooks.py", "", "hooks"),
    ("opportunities/search/", "", "search"),
    ("engagement/", "", "our code"),
    ("flask", "", "Flask"),
    ("werkzeug/", "", "Flask"),
)


def shares(app: Flask, asks: Iterator[Ask], seconds: float) -> tuple[float, dict[str, float]]:
    """Milliseconds of CPU of one request, and of its parts; waiting for a database server is the database's part."""
    asks = itertools.cycle(list(itertools.islice(asks, 400)))
    app.extensions["kept_pages"] = Pages(most_bytes=0)  # where the time goes of a page that is made
    for _ in range(5):
        send(app, next(asks))
    seen: Counter[str] = Counter()

    def look(_number: int, frame: FrameType | None) -> None:
        seen[_share(frame)] += 1

    before: Any = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
    begun, spent, number = time.perf_counter(), time.process_time(), 0
    try:
        while time.perf_counter() - begun < seconds:
            send(app, next(asks))
            number += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    one = (time.process_time() - spent) * 1000 / number
    total = sum(seen.values()) - seen.pop("test client", 0)
    return one, {name: one * hits / total for name, hits in seen.most_common()}


def _share(frame: FrameType | None) -> str:
    stack = []
    while frame is not None:
        stack.append((frame.f_code.co_filename, frame.f_code.co_name))
        frame = frame.f_back
    if not any(name == "wsgi_app" for _file, name in stack):
        return "test client"
    for part, function, share in ANYWHERE:
        if any(part in file and function == name for file, name in stack):
            return share
    for file, name in stack:
        for part, function, share in INNERMOST:
            if part in file and function in name and "site-packages/pytest" not in file:
                return share
    return "other"
