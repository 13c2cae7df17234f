"""The queue that only ticks. What is to be done stands in rows, claimed by lease: a lost or doubled tick is harmless.

Every consumer schedules the periodic tasks: each of them may run several times at once.
"""

from __future__ import annotations

import logging
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
    app.extensions["wake_worker"] = deliver
