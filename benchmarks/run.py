"""One engine from an empty database to its figures."""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from psutil import Process
from sqlalchemy.engine import URL

from benchmarks import counting, load, profile, server
from benchmarks.cold import Cold, cold
from benchmarks.oversell import Proof, prove
from benchmarks.scenarios import Scenario, references, scenarios
from benchmarks.shelf import fill
from config import Settings
from engagement import create_app
from engagement.core.pagination import PAGE_SIZE
from engagement.extensions import db
from tests.support import postgres
from tests.support.stage import migrate

CLIENTS = 8
ROUNDS = 3
MOST_ADDRESSES, TIMES_ASKED, WARM_UP_SECONDS = 2_000, 3, 30.0
# PostgreSQL plans a statement of a connection anew ten times before it keeps a plan, and a server runs for days.
WRITING_WARM_UP_SECONDS = 8.0
PROFILED = ("home", "list", "search, a word", "offer", "sign-up")
SECRET = "bench-only-" + "0" * 32


@dataclass(frozen=True)
class Plan:
    offers: int
    seconds: float
    dates: int
    people: int
    only: tuple[str, ...] = ()

    def wants(self, scenario: Scenario) -> bool:
        return not self.only or any(scenario.name.startswith(begin) for begin in self.only)


@dataclass
class Line:
    """The figures of one scenario; memory in bytes, times in milliseconds."""

    name: str
    reference: str
    rate: float
    p50: float
    p99: float
    cpu: float  # of the workers, for one request; it does not grow when the machine has other things to do
    errors: int
    memory: int
    statements: int | None = None
    read: int | None = None
    bytes: int | None = None
    aim: float | None = None
    most_statements: int | None = None
    kept: float | None = None  # share of the answers that came from memory


@dataclass
class Figures:
    engine: str
    offers: int
    filled_in: float  # seconds
    lines: list[Line] = field(default_factory=list)
    parts: dict[str, tuple[float, dict[str, float]]] = field(default_factory=dict)
    cold: dict[str, Cold] = field(default_factory=dict)
    proof: Proof | None = None


def run_engine(engine: str, folder: Path, plan: Plan) -> Figures:
    """Fill, serve, ask, count, profile."""
    home = folder / f"bench-{engine}"
    home.mkdir()
    urls = _databases(engine, home, folder)
    port = server.free_port()
    environment = _environment(urls["engagement"], home, port)
    app = create_app(Settings.from_environment(environment))
    begun = time.perf_counter()
    migrate(app)
    with app.app_context():
        shelf = fill(plan.offers, PAGE_SIZE)
        _settle(db.engine)
    subprocess.run([sys.executable, "-m", "benchmarks.bare", urls["bare"], "10000"], check=True, cwd=server.ROOT)
    figures = Figures(engine, plan.offers, time.perf_counter() - begun)
    wanted = [scenario for scenario in scenarios(shelf) if plan.wants(scenario)]
    bare_port, bare = server.free_port(), {"BARE_DATABASE_URL": urls["bare"]}
    with (
        server.serving("benchmarks.bare:app", bare_port, bare, home / "bare.log", "/hello") as bare_process,
        server.serving("wsgi:app", port, environment, home / "server.log", "/healthz") as process,
    ):
        both = [(each, bare_port, bare_process) for each in references()] + [(each, port, process) for each in wanted]
        figures.lines = _measure(both, plan.seconds, home / "server.log", urls.values())
        if not plan.only:
            figures.proof = prove(app, port, shelf.few, plan.dates, plan.people)
    _count(figures, app, wanted)
    figures.cold = {each.name: cold(app, each.asks()) for each in wanted if each.name in PROFILED and not each.writes}
    for scenario in wanted:
        if scenario.name in PROFILED or plan.only:
            figures.parts[scenario.name] = profile.shares(app, scenario.asks(), min(4.0, plan.seconds))
    with app.app_context():
        db.engine.dispose()
    return figures


def _databases(engine: str, home: Path, folder: Path) -> dict[str, str]:
    names = ("engagement", "bare")
    if engine == "sqlite":
        return {name: URL.create("sqlite", database=str(home / f"{name}.sqlite")).render_as_string() for name in names}
    address = postgres.server_url(folder)
    postgres.execute(address, *(f"CREATE DATABASE bench_{name} TEMPLATE template0" for name in names))
    return {name: address.set(database=f"bench_{name}").render_as_string(hide_password=False) for name in names}


def _environment(url: str, home: Path, port: int) -> dict[str, str]:
    """As in production. Mail is queued and not sent: no worker runs."""
    return {
        "ENGAGEMENT_ENV": "production", "SECRET_KEY": SECRET, "DATABASE_URL": url, "MAIL_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "mitmachen@region.example", "MEDIA_URL": f"file://{home / 'media'}",
        "PLATFORM_HOST": f"127.0.0.1:{port}", "INSTANCE_PATH": str(home / "instance"), "TRUSTED_PROXIES": "1",
    }  # fmt: skip


def _settle(engine: sa.Engine) -> None:
    """Let the database know what it holds."""
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("ANALYZE")


def _settle_again(urls: Iterable[str]) -> None:
    """What PostgreSQL does by itself within a minute of a table's first hundred rows. Until then it goes on with plans
    that were made while the tables of people were empty, and reads them from end to end. SQLite does nothing of it."""
    for url in urls:
        engine = sa.create_engine(url)
        if engine.dialect.name == "postgresql":
            _settle(engine)
        engine.dispose()


def _measure(
    wanted: Sequence[tuple[Scenario, int, Process]], seconds: float, log: Path, urls: Iterable[str]
) -> list[Line]:
    """All scenarios in turn, several times: a machine that is slow for a while is so for the references, too."""
    results: dict[str, list[load.Result]] = {}
    used: dict[str, int] = {}
    spent: dict[str, float] = {}
    said: dict[str, bytes] = {}
    # Those that write come last, with their reference: after each thousand of sign-ups most pages are made anew.
    for group in ([each for each in wanted if not each[0].writes], [each for each in wanted if each[0].writes]):
        for scenario, port, _process in group:
            _warm_up(scenario, port)
        if any(scenario.writes for scenario, _port, _process in group):
            _settle_again(urls)
        for turn in range(ROUNDS + 1):
            for scenario, port, process in group:
                # The first round opens connections, and is thrown away.
                before, written = server.cpu_seconds(process), log.stat().st_size
                result = load.run(port, scenario.asks(), clients=CLIENTS, seconds=seconds / ROUNDS if turn else 0.5)
                if turn:
                    results.setdefault(scenario.name, []).append(result)
                    said[scenario.name] = said.get(scenario.name, b"") + log.read_bytes()[written:]
                    spent[scenario.name] = spent.get(scenario.name, 0.0) + server.cpu_seconds(process) - before
                used[scenario.name] = server.memory(process)
    names = [scenario for scenario, _port, _process in wanted]
    return [_line(each, results[each.name], used[each.name], spent[each.name], said[each.name]) for each in names]


def _warm_up(scenario: Scenario, port: int) -> None:
    """Ask for each address a few times: which process answers is chance, and each keeps its own pages.

    What an address costs that nobody has asked for say the scenarios called „first look“. Writing ones are asked
    for long enough that the database has its plans, the bare one as well.
    """
    if scenario.writes:
        load.run(port, scenario.asks(), clients=CLIENTS, seconds=WRITING_WARM_UP_SECONDS)
        return
    if scenario.aim is None:
        return
    addresses = list(dict.fromkeys(itertools.islice(scenario.asks(), MOST_ADDRESSES)))
    load.run(port, iter(addresses * TIMES_ASKED), clients=CLIENTS, seconds=WARM_UP_SECONDS)


def _line(scenario: Scenario, results: Sequence[load.Result], memory: int, cpu: float, log: bytes) -> Line:
    whole = load.Result(sum(each.seconds for each in results), [time for each in results for time in each.times])
    errors = sum(n for each in results for status, n in each.statuses.items() if status not in scenario.statuses)
    hits, misses = log.count(b'"kept": "hit"'), log.count(b'"kept": "miss"')
    return Line(
        scenario.name, scenario.reference, statistics.median(each.rate for each in results), whole.p50, whole.p99,
        cpu * 1000 / len(whole.times), errors, memory, aim=scenario.aim, most_statements=scenario.most_statements,
        kept=hits / (hits + misses) if hits + misses else None,
    )  # fmt: skip


def _count(figures: Figures, app: Flask, wanted: list[Scenario]) -> None:
    lines = {line.name: line for line in figures.lines}
    for scenario in wanted:
        asks = scenario.asks()
        found = counting.cost(app, next(asks)) if not scenario.writes else _count_write(app, asks)
        line = lines[scenario.name]
        line.statements, line.read, line.bytes = found.statements, found.read, found.bytes


def _count_write(app: Flask, asks: Iterator[load.Ask]) -> counting.Cost:
    counting.send(app, next(asks))
    return counting.cost_once(app, next(asks))
