"""The supervisor behind `make run`, run for real: both servers start, and nothing of them ever stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.stage import free_port

ROOT = Path(__file__).parents[2]
READY = "Stop with Ctrl-C."
Start = Callable[..., "Running"]


class Running:
    """A started supervisor; its output is read until it says that it is ready."""

    def __init__(self, environment: dict[str, str], terminal: int | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "scripts/serve.py"], cwd=ROOT, env=environment, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL if terminal is None else terminal,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.url = f"http://127.0.0.1:{environment['PORT']}"
        self.output = ""

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line
            if READY in line:
                return
        raise AssertionError(f"it ended before it was ready:\n{self.output}")

    def below(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, part: str) -> psutil.Process:
        """The child whose command holds `part`."""
        return next(each for each in psutil.Process(self.process.pid).children() if part in " ".join(each.cmdline()))

    def end(self, number: int = 0) -> tuple[int, list[psutil.Process]]:
        """Send a signal; returns the status and what is still alive of all that ran below."""
        family = self.below()
        if number:
            self.process.send_signal(number)
        return self.process.wait(60), still_running(family)


def still_running(family: list[psutil.Process]) -> list[psutil.Process]:
    """Those that run on; an ended one that its new parent has not collected yet is no longer running."""
    _, alive = psutil.wait_procs(family, timeout=10)
    return [each for each in alive if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def start(tmp_path_factory: pytest.TempPathFactory, run_folder: Path) -> Iterator[Start]:
    """Starts a supervisor over one demo that the tests of a run share: filling it takes longest."""
    instance = run_folder / f"serve-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    started: list[Running] = []
    unset = (
        "ENGAGEMENT_ENV",
        "DATABASE_URL",
        "SECRET_KEY",
        "MAIL_URL",
        "MEDIA_URL",
        "PLATFORM_HOST",
        "REDIS_URL",
        "HOST",
    )

    def run(port: int | None = None, terminal: int | None = None) -> Running:
        environment = {name: value for name, value in os.environ.items() if name not in unset}
        environment |= {"INSTANCE_PATH": str(instance), "PORT": str(port or free_port()), "PYTHONUNBUFFERED": "1"}
        running = Running(environment, terminal)
        started.append(running)
        return running

    yield run
    for each in started:
        family = each.below() if each.process.poll() is None else []
        for process in (*family, each.process):
            if process.pid and psutil.pid_exists(process.pid):
                process.kill()
        each.process.wait(60)
        assert each.process.stdout is not None
        each.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything(start: Start, number: int) -> None:
    running = start()
    running.wait_until_ready()
    with urllib.request.urlopen(f"{running.url}/bretten/") as page:
        assert page.status == 200
    assert running.url in running.output
    assert "/demo/postfach" in running.output
    assert running.end(number) == (0, [])


def test_a_closed_terminal_ends_everything_even_without_a_signal(start: Start) -> None:
    ours, theirs = os.openpty()
    running = start(terminal=theirs)
    os.close(theirs)
    running.wait_until_ready()
    family = running.below()
    os.close(ours)
    assert (running.process.wait(60), still_running(family)) == (0, [])


@pytest.mark.parametrize("part", ["engagement.jobs.worker", "gunicorn"])
def test_a_dead_child_ends_everything(start: Start, part: str) -> None:
    running = start()
    running.wait_until_ready()
    family = running.below()
    running.child(part).kill()
    assert (running.process.wait(60), still_running(family)) == (1, [])


def test_a_busy_port_is_said_in_one_sentence(start: Start) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        running = start(port)
        output, _ = running.process.communicate(timeout=60)
    assert running.process.returncode == 1
    assert output.startswith(f"error: port {port} is already in use on 127.0.0.1.")
    assert output.count("\n") == 1
