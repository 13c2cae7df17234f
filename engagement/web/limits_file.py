"""What the web processes of one machine count together: a small SQLite file beside the queue.

For the moving window of the limits library. It needs no service and outlives a restart. A row goes after its window.
Losing the file loses an hour of counting and nothing else, so no request waits for the disk.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from limits.storage import MovingWindowSupport, Storage

from engagement.kernel.clock import utcnow

SCHEME = "counting-file"
TIDY_SECONDS = 60.0
BUSY_SECONDS = 2.0
TABLE = """
CREATE TABLE IF NOT EXISTS sent (sender TEXT NOT NULL, at REAL NOT NULL, until REAL NOT NULL);
CREATE INDEX IF NOT EXISTS sent_sender ON sent (sender, at);
CREATE INDEX IF NOT EXISTS sent_until ON sent (until);
"""


class CountingFile(Storage, MovingWindowSupport):
    """One row a counted request. Each thread has a connection; SQLite lets one at a time count."""

    STORAGE_SCHEME = [SCHEME]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._path = Path((uri or "").removeprefix(f"{SCHEME}://"))
        self._own = threading.local()
        self._tidied_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What means that nothing can be counted here."""
        return sqlite3.Error

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` requests more; False where that would be more than `limit` in the last `expiry` seconds."""
        return self.acquire_all([(key, limit, expiry)] * amount) is None

    def acquire_all(self, entries: Sequence[tuple[str, int, int]]) -> int | None:
        """Count one request more for each key, limit and number of seconds: None when all may pass, else the place of
        the first that is reached, and nothing is counted. In one transaction, which costs more than all else here."""
        now, file = utcnow().timestamp(), self._file()
        # Whoever reads first and writes then could pass with somebody else who does the same.
        file.execute("BEGIN IMMEDIATE")
        try:
            if now >= self._tidied_at + TIDY_SECONDS:
                self._tidied_at = now
                file.execute("DELETE FROM sent WHERE until <= ?", (now,))
            for place, (key, limit, expiry) in enumerate(entries):
                seen = file.execute("SELECT count(*) FROM sent WHERE sender = ? AND at >= ?", (key, now - expiry))
                if seen.fetchone()[0] >= limit:
                    file.execute("ROLLBACK")
                    return place
                file.execute("INSERT INTO sent VALUES (?, ?, ?)", (key, now, now + expiry))
            file.execute("COMMIT")
        except BaseException:
            file.rollback()
            raise
        return None

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest request that still counts came, and how many do."""
        now = utcnow().timestamp()
        oldest, count = self._file().execute(
            "SELECT min(at), count(*) FROM sent WHERE sender = ? AND at >= ?", (key, now - expiry)
        ).fetchone()  # fmt: skip
        return (oldest if count else now), count

    def check(self) -> bool:
        """Whether it can be counted here (again)."""
        try:
            self._file().execute("SELECT 1 FROM sent LIMIT 1").fetchone()
        except sqlite3.Error:
            return False
        return True

    def clear(self, key: str) -> None:
        """Forget one sender."""
        with self._file() as file:
            file.execute("DELETE FROM sent WHERE sender = ?", (key,))

    def reset(self) -> int | None:
        """Forget all; returns how many requests."""
        with self._file() as file:
            return file.execute("DELETE FROM sent").rowcount

    # The library asks every store for these; the moving window uses none of them.
    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError("only a moving window is counted here")

    def get(self, key: str) -> int:
        raise NotImplementedError("only a moving window is counted here")

    def get_expiry(self, key: str) -> float:
        raise NotImplementedError("only a moving window is counted here")

    def _file(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._own, "file", None)
        if known is None:
            known = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
            known.execute("PRAGMA journal_mode = WAL")
            known.execute("PRAGMA synchronous = NORMAL")
            known.executescript(TABLE)
            self._own.file = known
        return known
