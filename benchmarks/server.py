"""gunicorn on this machine, always with the same settings: two workers of four threads."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.load import Ask, Client

WORKERS, THREADS = 2, 4
ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 180  # of a machine that has other things to do
GRACE_SECONDS = 15


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(target: str, port: int, environment: dict[str, str], log: Path, ready: str) -> Iterator[psutil.Process]:
    """Serve `target` until the block ends; yields gunicorn's first process. Ends only what it started."""
    command = [
        sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "30", "--log-level", "warning",
        "--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else str(log.parent),
    ]  # fmt: skip
    with log.open("w") as output:
        child = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )
        try:
            _wait(child, port, ready, log)
            yield psutil.Process(child.pid)
        finally:
            child.terminate()
            try:
                child.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _wait(child: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and child.poll() is None:
        try:
            status, _body = Client(port).send(Ask(ready))
        except OSError:
            time.sleep(0.1)
            continue
        if status == 200:
            return
        raise RuntimeError(f"{ready} answers {status}:\n{log.read_text()[-3000:]}")
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")


def memory(server: psutil.Process) -> int:
    """Resident bytes of the largest worker."""
    return max(worker.memory_info().rss for worker in server.children())


def cpu_seconds(server: psutil.Process) -> float:
    """What the workers have spent so far."""
    return sum(sum(worker.cpu_times()[:2]) for worker in server.children())
