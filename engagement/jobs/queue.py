"""The queue that only ticks. What is to be done stands in rows, claimed by lease: a lost or doubled tick is harmless.

Every consumer schedules the periodic tasks: each of them may run several times at once.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

if TYPE_CHECKING:
    from config import Settings

log = logging.getLogger(__name__)


def make_queue(settings: Settings) -> Huey:
    """Redis where there is one, else PostgreSQL when the data is there, else a SQLite file in the instance folder."""
    if settings.redis_url:
        return RedisHuey("engagement", url=settings.redis_url)
    if settings.database_url.startswith("postgresql"):
        dsn = settings.database_url.replace("postgresql+psycopg:", "postgresql:", 1)
        return PostgresHuey("engagement", dsn=dsn)
    return SqliteHuey("engagement", filename=str(Path(settings.instance_path) / "queue.sqlite"))


def init_app(app: Flask) -> None:
    """Bind a queue to the app and let the outbox wake the worker. In tests nothing is queued: they call the tasks."""
    settings: Settings = app.config["SETTINGS"]
    if settings.environment == "test":
        return
    from engagement.jobs import tasks

    queue = make_queue(settings)

    def in_app(run: Callable[[Flask], Any]) -> Callable[[], None]:
        def task() -> None:
            with app.app_context():
                run(app)

        task.__name__ = run.__name__
        return task

    # The queue is a database of its own; a web process that cannot reach it has still saved the mail.
    deliver = queue.task(name="deliver_mail", expires=120)(in_app(tasks.deliver_mail))
    queue.periodic_task(crontab(minute="*"), name="minute")(in_app(tasks.every_minute))
    # A server that is slow to answer must not hold up the minute's round more often than needed.
    queue.periodic_task(crontab(minute="*/5"), name="mailbox")(in_app(tasks.read_mailbox))
    queue.periodic_task(crontab(minute="17"), name="hour")(in_app(tasks.every_hour))
    queue.periodic_task(crontab(hour="3", minute="37"), name="day")(in_app(tasks.every_day))
    app.extensions["queue"] = queue
    app.extensions["wake_worker"] = Waker(deliver)


class Waker:
    """Puts a task into the queue soon after it is called, from a thread of its own and once for all calls of a moment.

    Whoever has saved a mail does not wait for another database, and a hundred mails at once wake the worker once. What
    is asked for when the process ends is put then.
    """

    def __init__(self, put: Callable[[], Any], *, rest_seconds: float = 1.0) -> None:
        """`rest_seconds` pass between two times of putting; the first is at once."""
        self._put, self._rest = put, rest_seconds
        self._asked, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        atexit.register(self.put_now)

    def __call__(self) -> None:
        """Return at once."""
        self._asked.set()
        # A process that was forked has no thread yet.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
            self._thread.start()

    def put_now(self) -> None:
        """Put the task, if that is asked for and not done yet. Never raises: the worker looks every minute anyway."""
        with self._lock:
            if not self._asked.is_set():
                return
            self._asked.clear()
            try:
                self._put()
            except Exception:
                log.exception("the worker could not be woken; the data is saved")

    def _run(self) -> None:
        while self._asked.wait():
            self.put_now()
            time.sleep(self._rest)
