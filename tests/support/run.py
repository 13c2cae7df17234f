"""One folder a test run, shared by the processes of that run and gone after it.

Named after the process that began the run. What a killed run left behind, the PostgreSQL server included, is removed
at the start of the next: only folders of this name whose process is gone, and only servers that run in them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

PREFIX = "engagement-tests-"


def create() -> Path:
    """A fresh folder; others may look in, because the PostgreSQL server of a run by root belongs to another user."""
    reap()
    process = psutil.Process()
    base = Path(tempfile.gettempdir()) / f"{PREFIX}{os.getuid()}-{process.pid}-{int(process.create_time())}"
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(mode=0o755)
    return base


def remove(folder: Path) -> None:
    """End the server of the run, if it has one, and delete the folder."""
    _end_server(folder)
    shutil.rmtree(folder, ignore_errors=True)


def reap() -> None:
    """Remove what killed runs of this user left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}{os.getuid()}-*"):
        with contextlib.suppress(ValueError):
            pid, started = (int(part) for part in folder.name.removeprefix(PREFIX).split("-")[1:])
            if not _is_alive(pid, started):
                remove(folder)


def _is_alive(pid: int, started: int) -> bool:
    try:
        # Seconds may differ by rounding when the machine's clock was set.
        return abs(psutil.Process(pid).create_time() - started) < 3
    except psutil.Error:
        return False


def _end_server(folder: Path) -> None:
    try:
        pid = int((folder / "postgres.pid").read_text())
        server = psutil.Process(pid)
        if not any(str(folder) in part for part in server.cmdline()):
            return  # the number belongs to another process by now
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        try:
            server.wait(10)
        except psutil.TimeoutExpired:
            server.kill()
    except (OSError, ValueError, psutil.Error):
        return


@contextlib.contextmanager
def once(folder: Path, name: str) -> Iterator[bool]:
    """Whether this process is the first to get here; the others wait until it is done. A failure leaves it undone."""
    with (folder / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        done = folder / f"{name}.done"
        yield not done.exists()
        done.touch()
