"""The background worker: `python -m engagement.jobs.worker`."""

from __future__ import annotations

import logging
import sys

from config import SettingsError
from engagement import create_app
from engagement.jobs import tasks


def main() -> None:
    """Run the queue's consumer until TERM or INT. A first round is done at once: readiness need not wait a minute."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)  # each round is not news; what fails is
    try:
        app = create_app()
    except SettingsError as problem:
        sys.exit(f"The worker cannot start. {problem}")
    queue = app.extensions["queue"]
    with app.app_context():
        tasks.every_minute(app)
        tasks.every_hour(app)
    consumer = queue.create_consumer(workers=1, periodic=True, max_delay=2.0)
    consumer.run()


if __name__ == "__main__":
    main()
