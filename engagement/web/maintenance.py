"""A closed door while the operator works: every page answers 503 with a friendly page, health checks go on."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, abort, request

OPEN_ENDPOINTS = ("ops.healthz", "ops.readyz")


def init_app(app: Flask) -> None:
    path = str(flag(app))

    def refuse() -> None:
        # Every request asks: to build a Path each time takes thrice as long.
        if request.endpoint not in OPEN_ENDPOINTS and os.path.exists(path):
            abort(503)

    app.before_request(refuse)


def flag(app: Flask) -> Path:
    """The file whose presence closes this installation; each machine has its own."""
    return Path(app.config["SETTINGS"].instance_path) / "maintenance"
