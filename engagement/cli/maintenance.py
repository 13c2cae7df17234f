"""`flask maintenance on|off`: close the door of this machine for a while."""

from __future__ import annotations

from flask import current_app
from flask.cli import AppGroup

from engagement.web.maintenance import flag

maintenance_cli = AppGroup("maintenance", help="Answer every page with „we are just tidying up“ (503).")


@maintenance_cli.command("on")
def on_command() -> None:
    """Close: every page answers 503; /healthz and /readyz go on."""
    flag(current_app).parent.mkdir(parents=True, exist_ok=True)
    flag(current_app).touch()


@maintenance_cli.command("off")
def off_command() -> None:
    """Open again."""
    flag(current_app).unlink(missing_ok=True)
