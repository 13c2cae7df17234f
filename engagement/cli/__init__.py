"""Commands for the operator: `flask city …`, `flask demo …`, `flask import …`."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the command groups."""
