"""Figures at size: `make bench`. Finding an offer among 200 and among 20,000 must not feel different.

    .venv/bin/python -m benchmarks [SMALL LARGE]

Uses a temporary SQLite file, or the empty database of BENCH_DATABASE_URL.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from config import Settings
from engagement import create_app
from engagement.cities.models import City
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.opportunities.search import Criteria, Sort, facet_counts, search_publications
from tests.search.shelf import offer
from tests.support.factories import make_association, make_city
from tests.support.stage import migrate

ROUNDS = 15
WORDS = [
    "Vorlesen", "Garten", "Begleitung", "Hausaufgaben", "Fahrdienst", "Trikots", "Chor", "Feuerwehr", "Besuch",
    "Sprache", "Kuchen", "Werkstatt", "Wandern", "Schwimmen", "Archiv", "Kasse", "Bücherei", "Tafel", "Nachhilfe",
    "Reparatur", "Spielplatz", "Senioren", "Kinder", "Familien", "Bühne", "Technik", "Verein",
]  # fmt: skip


def fill(cities: dict[str, int]) -> dict[str, int]:
    """Cities with that many offers each; returns their row numbers."""
    chance = random.Random(1)
    made = {}
    for slug, number in cities.items():
        city = make_city(slug)
        associations = [make_association(city) for _ in range(max(2, number // 40))]
        made[slug] = city.id
        for begun in range(0, number, 500):
            with entered(SYSTEM), writing():
                home = db.session.scalars(sa.select(City).where(City.id == made[slug])).one()
                for _ in range(min(500, number - begun)):
                    title = " ".join(chance.sample(WORDS, 4))
                    text = " ".join(chance.choices(WORDS, k=90))
                    offer(home, chance.choice(associations), title=title, description_html=f"<p>{text}</p>")
    return made


def measure(work: Callable[[], object]) -> float:
    """Median milliseconds of one call."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds) * 1000


def questions(city_id: int) -> dict[str, Callable[[], object]]:
    return {
        "first page, soonest first": lambda: search_publications(city_id, Criteria(sort=Sort.SOONEST)),
        "one word": lambda: search_publications(city_id, Criteria(text="Vorlesen")),
        "part of a word": lambda: search_publications(city_id, Criteria(text="aufgaben")),
        "two words": lambda: search_publications(city_id, Criteria(text="Garten Kinder")),
        "a word nobody uses": lambda: search_publications(city_id, Criteria(text="Quantenphysik")),
        "page 5": lambda: search_publications(city_id, Criteria(page=5)),
        "figures of the facets": lambda: facet_counts(city_id, Criteria(text="Kinder")),
    }


def report(app: Flask, small: int, large: int) -> None:
    with app.app_context():
        begun = time.perf_counter()
        cities = fill({"klein": small, "gross": large})
        seconds, engine = time.perf_counter() - begun, db.engine.dialect.name
        print(f"{small + large} offers written and indexed in {seconds:.0f} s ({engine})")
        times = {}
        for slug, city_id in cities.items():
            with entered(Scope.city(city_id)):
                times[slug] = {name: measure(work) for name, work in questions(city_id).items()}
    print(f"{'median of ' + str(ROUNDS):<28}{small:>10,}{large:>10,}   ratio")
    for name, fast in times["klein"].items():
        slow = times["gross"][name]
        print(f"{name:<28}{fast:>7.1f} ms{slow:>7.1f} ms{slow / fast:>8.1f}")


def main() -> None:
    small, large = (int(value) for value in sys.argv[1:3]) if len(sys.argv) > 2 else (200, 20_000)
    with tempfile.TemporaryDirectory(prefix="engagement-bench-") as folder:
        url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        settings = Settings(
            environment="test", secret_key="x" * 64, database_url=url, mail_url="smtp://127.0.0.1:1",
            media_url=f"file://{folder}/media", platform_host="localhost", instance_path=Path(folder),
        )  # fmt: skip
        app = create_app(settings)
        migrate(app)
        report(app, small, large)


if __name__ == "__main__":
    main()
