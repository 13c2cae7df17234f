"""Telling the worker that there is something to do, without doing it here."""

from __future__ import annotations

from flask import current_app


def wake_worker() -> None:
    """Ask the worker to look at the outbox now; without an answer it looks every minute anyway.

    The queue registers its call as `app.extensions["wake_worker"]`, so that this leaf knows no queue.
    """
    call = current_app.extensions.get("wake_worker")
    if call is not None:
        call()
