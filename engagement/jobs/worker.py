"""The background worker: `python -m engagement.jobs.worker`."""

from __future__ import annotations

import sys

from config import SettingsError
from engagement import create_app, logs
from engagement.jobs import tasks


def main() -> None:
    """Run the queue's consumer until TERM or INT. A first round is done at once: readiness need not wait a minute."""
    try:
        app = create_app()
    except SettingsError as problem:
        sys.exit(f"The worker cannot start. {problem}")
    logs.set_up(app.config["SETTINGS"])
    queue = app.extensions["queue"]
    with app.app_context():
        tasks.every_minute(app)
        tasks.every_hour(app)
        tasks.every_day(app)
    consumer = queue.create_consumer(workers=1, periodic=True, max_delay=2.0)
    consumer.run()


if __name__ == "__main__":
    main()
