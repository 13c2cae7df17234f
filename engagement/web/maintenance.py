"""A closed door while the operator works: every page answers 503 with a friendly page, health checks go on."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, abort, current_app, request

OPEN_ENDPOINTS = ("ops.healthz", "ops.readyz")


def init_app(app: Flask) -> None:
    app.before_request(_refuse)


def flag(app: Flask) -> Path:
    """The file whose presence closes this installation; each machine has its own."""
    return Path(app.config["SETTINGS"].instance_path) / "maintenance"


def _refuse() -> None:
    if request.endpoint not in OPEN_ENDPOINTS and flag(current_app).exists():
        abort(503)
