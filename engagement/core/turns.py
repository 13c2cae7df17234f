"""Writers of a SQLite file come one after the other: in a queue, because the file's own lock keeps none.

Who meets that lock sleeps up to a tenth of a second and looks again, in no order. With several threads and processes
most of the time passed in sleeping while nobody wrote, and some waited for seconds (docs/adr/0022-writers-queue.md).
The queue is for speed alone: whoever does not stand in it meets the file's lock as before.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from typing import Any, Final

log = logging.getLogger(__name__)

BUSY_TIMEOUT_SECONDS: Final = 20
SUFFIX: Final = "-turn"  # of the file beside the database that processes queue at


class _Turn:
    """The queue of one database as one process sees it: its threads wait here, one of them for other processes."""

    def __init__(self, database: str) -> None:
        self._threads = threading.Lock()
        self._file = _opened(database)

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn. The system gives it back when the process ends, however it ends."""
        if not self._threads.acquire(timeout=BUSY_TIMEOUT_SECONDS):
            yield  # the file's own lock decides, and says so when it does not come either
            return
        try:
            if self._file is None:
                yield
                return
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()


def _opened(database: str) -> int | None:
    """The file that processes queue at, which belongs to whom the database belongs: a command that root ran first must
    not lock the server out. None where it cannot be used; then only the threads of this process queue."""
    try:
        file = os.open(database + SUFFIX, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    except OSError as error:
        log.warning("writers of other processes do not queue: %s", error)
        return None
    with contextlib.suppress(OSError):  # nobody but root may give a file away
        owner = os.stat(database)
        os.fchown(file, owner.st_uid, owner.st_gid)
    return file


# By process, too: one that was forked must open the file for itself.
_turns: dict[tuple[int, str], _Turn] = {}
_making = threading.Lock()


@contextlib.contextmanager
def turn_of(bind: Any) -> Iterator[None]:
    """Wait for the other writers of an engine's database when it is a SQLite file; else go on at once."""
    database = bind.engine.url.database
    if bind.dialect.name != "sqlite" or not database or database == ":memory:":
        yield
        return
    key = os.getpid(), database
    turn = _turns.get(key)
    if turn is None:
        with _making:
            turn = _turns.get(key) or _turns.setdefault(key, _Turn(database))
    with turn.taken():
        yield
