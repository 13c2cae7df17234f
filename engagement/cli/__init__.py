"""Commands for the operator: `flask city …`, `flask import …`, `flask platform …`, `flask demo …`."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the command groups."""
    from engagement.cli.city import city_cli, platform_cli
    from engagement.cli.demo import demo_cli
    from engagement.cli.imports import import_cli
    from engagement.cli.maintenance import maintenance_cli

    for group in (city_cli, platform_cli, import_cli, demo_cli, maintenance_cli):
        app.cli.add_command(group)
