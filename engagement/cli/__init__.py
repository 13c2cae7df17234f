"""Commands for the operator: `flask city …`, `import …`, `platform …`, `retention`, `demo …`."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the command groups."""
    from engagement.cli.city import city_cli, platform_cli
    from engagement.cli.demo import demo_cli
    from engagement.cli.imports import import_cli
    from engagement.cli.maintenance import maintenance_cli
    from engagement.cli.retention import retention_command

    for command in (city_cli, platform_cli, import_cli, retention_command, demo_cli, maintenance_cli):
        app.cli.add_command(command)
