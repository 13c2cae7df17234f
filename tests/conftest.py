"""The harness: what tests/README.md lists. Nothing of a domain belongs here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import argon2
import pytest
import time_machine

from engagement.accounts import passwords
from engagement.core import scope
from engagement.extensions import db
from tests.support import run
from tests.support.client import CheckingClient, watch
from tests.support.mail import SmtpSink
from tests.support.server import LiveServer
from tests.support.stage import ENGINES, Stage, free_port
from tests.support.statements import statements as count_statements

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

RUN_FOLDER = "ENGAGEMENT_TEST_RUN"
# A hash of the installed product takes two cores a tenth of a second, and every person of a test who signs in has one.
# The same algorithm with its smallest parameters proves the same, save what it costs: for that there is `full_hashing`.
FULL_HASHING = passwords._hasher
passwords._hasher = argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST)
FROZEN_AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
PHONE = {"width": 360, "height": 740}


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        # Workers are started later and inherit this.
        os.environ[RUN_FOLDER] = str(run.create())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and RUN_FOLDER in os.environ:
        run.remove(Path(os.environ.pop(RUN_FOLDER)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_engines"):
        assert "engine_kind" in metafunc.fixturenames, f"{metafunc.definition.nodeid} uses no database"
        metafunc.parametrize("engine_kind", ENGINES, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    # Slow ones first, so that no worker is left alone with a journey at the end.
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def run_folder() -> Path:
    return Path(os.environ[RUN_FOLDER])


@pytest.fixture(scope="session")
def stages(run_folder: Path) -> Iterator[Callable[[str], Stage]]:
    """The stage of an engine, built when it is first asked for."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    built: dict[str, Stage] = {}
    mail_port = free_port()

    def stage_of(engine: str) -> Stage:
        if engine not in built:
            built[engine] = Stage(engine, run_folder, worker, mail_port)
        return built[engine]

    stage_of.mail_port = mail_port
    yield stage_of
    for stage in built.values():
        stage.close()


@pytest.fixture
def engine_kind(request: pytest.FixtureRequest) -> str:
    """“sqlite”, and with the mark `both_engines` also “postgresql”."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def stage(engine_kind: str, stages: Callable[[str], Stage]) -> Iterator[Stage]:
    """The test's database: a fresh copy of the migrated template."""
    here = stages(engine_kind)
    here.reset()
    yield here
    here.release()


@pytest.fixture
def app(stage: Stage) -> Flask:
    """The application over a fresh database."""
    shared = stage.shared_app()
    return shared if "violations" in shared.extensions else watch(shared)


@pytest.fixture
def make_app(stage: Stage) -> Callable[..., Flask]:
    """Builds an application with other settings over the test's database: `make_app(environment="demo")`."""
    return lambda **changes: watch(stage.build_app(**changes))


@pytest.fixture
def db_app(app: Flask) -> Iterator[Flask]:
    """The application with its context and the system scope, for calling operations and queries directly."""
    with app.app_context():
        with scope.entered(scope.SYSTEM):
            yield app
            db.session.rollback()
        db.session.remove()


@pytest.fixture
def client(new_client: Callable[[], CheckingClient]) -> CheckingClient:
    """A visitor's browser that checks every page."""
    return new_client()


@pytest.fixture
def new_client(app: Flask) -> Callable[[], CheckingClient]:
    """Makes one more visitor, with cookies of its own."""

    def make() -> CheckingClient:
        made = app.test_client()
        assert isinstance(made, CheckingClient)
        made.environ_base["HTTP_HOST"] = app.config["SETTINGS"].platform_host
        return made

    return make


@pytest.fixture(scope="session")
def _smtp_server(stages: Any) -> Iterator[SmtpSink]:
    sink = SmtpSink(stages.mail_port)
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def smtp_sink(_smtp_server: SmtpSink) -> Iterator[SmtpSink]:
    """The SMTP server that the application sends to, empty at the start."""
    _smtp_server.clear()
    yield _smtp_server
    _smtp_server.clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Time stands still on Monday, 4 May 2026, 10:00 in Berlin; `clock.shift(…)` and `clock.move_to(…)` move it."""
    with time_machine.travel(FROZEN_AT, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def full_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed with the parameters of the installed product."""
    monkeypatch.setattr(passwords, "_hasher", FULL_HASHING)


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """Counts SQL statements of a block."""
    return count_statements


@pytest.fixture
def live_server(stage: Stage) -> Iterator[LiveServer]:
    """The application on a real port; its pages link to that port."""
    port = free_port()
    server = LiveServer(stage.build_app(platform_host=f"127.0.0.1:{port}"), port)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium a test process."""
    from playwright.sync_api import sync_playwright

    from tests.support.browsing import launch

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens a page of a new visitor: `new_page(width=768, color_scheme="dark")`. Problems fail the test."""
    from tests.support.browsing import Visitors

    visitors = Visitors(browser, live_server.url)
    yield visitors.open
    visitors.close()
    assert not visitors.problems, "\n".join(dict.fromkeys(visitors.problems))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor at a desk."""
    return new_page()


@pytest.fixture
def phone_page(new_page: Callable[..., Page]) -> Page:
    """A visitor with a narrow phone."""
    return new_page(**PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails with what axe-core finds on a page."""
    from tests.support.browsing import run_axe

    return run_axe


@pytest.fixture
def media_folder(stage: Stage) -> Path:
    """Where the application of this test keeps pictures."""
    shutil.rmtree(stage.home / "media", ignore_errors=True)
    return stage.home / "media"
