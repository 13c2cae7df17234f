"""A worker that only empties the outbox, again and again, as a process that a test may kill.

`python -m tests.support.mail_worker` takes the settings from the environment, like the real one.
"""

from __future__ import annotations

import time

from engagement import create_app
from engagement.jobs.tasks import deliver_mail


def main() -> None:
    app = create_app()
    while True:
        with app.app_context():
            deliver_mail(app)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
