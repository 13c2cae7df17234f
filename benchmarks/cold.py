"""What a page costs that is kept, that has to be made, and that is the first one after a change of the town."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from benchmarks.counting import send
from benchmarks.load import Ask
from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.values import new_public_id
from engagement.web.kept_pages import Pages

PAGES, CHANGES = 40, 5


@dataclass(frozen=True)
class Cold:
    """Milliseconds of CPU in this process, medians."""

    kept: float
    made: float
    changed: float


def cold(app: Flask, asks: Iterator[Ask]) -> Cold:
    """Of a scenario's pages. The shelf and the words are known in the first two cases, and read in the third."""
    wanted = list(itertools.islice(asks, PAGES))
    for ask in wanted:
        send(app, ask)
    made, changed = [], []
    for ask in wanted:
        app.extensions["kept_pages"] = Pages()
        made.append(_spent(app, ask))
    for ask in wanted:
        send(app, ask)
    kept = [_spent(app, ask) for ask in wanted]
    for ask in wanted[:CHANGES]:
        with app.app_context(), entered(SYSTEM), writing():
            db.session.execute(sa.update(City).values(shelf_mark=new_public_id()))
        changed.append(_spent(app, ask))
    return Cold(*(statistics.median(each) for each in (kept, made, changed)))


def _spent(app: Flask, ask: Ask) -> float:
    before = time.process_time()
    send(app, ask)
    return (time.process_time() - before) * 1000
