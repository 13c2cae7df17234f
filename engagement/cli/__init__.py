"""Commands for the operator: `flask city …`, `import …`, `platform …`, `retention`, `backup`, `mail …`, `demo …`."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the command groups."""
    from engagement.cli.backup import backup_command, restore_command
    from engagement.cli.city import city_cli, platform_cli
    from engagement.cli.demo import demo_cli
    from engagement.cli.imports import import_cli
    from engagement.cli.mail import mail_cli
    from engagement.cli.maintenance import maintenance_cli
    from engagement.cli.retention import retention_command

    groups = (city_cli, platform_cli, import_cli, demo_cli, mail_cli, maintenance_cli)
    for command in (*groups, retention_command, backup_command, restore_command):
        app.cli.add_command(command)
