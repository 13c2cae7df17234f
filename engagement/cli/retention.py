"""`flask retention`: delete what is past its period, or only say what would go."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from engagement.kernel.clock import local
from engagement.workflows.retention import BY_KEY, Outlook, delete_due, outlook


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what would go, for each class of data and each city.")
@with_appcontext
def retention_command(dry_run: bool) -> None:
    """Send the notices and delete the personal data whose period is over. The worker does the same every day."""
    if not dry_run:
        click.echo(f"{delete_due()} rows deleted.")
        return
    lines = outlook()
    width = max((len(line.key) for line in lines), default=0) + len(" (notice)")
    city_width = max((len(line.city) for line in lines), default=0)
    for line in lines:
        key = f"{line.key} (notice)" if line.is_notice else line.key
        click.echo(f"{key:<{width}}  {line.city or '–':<{city_width}}  {line.due:>6} now  {_next(line)}".rstrip())
    quiet = [key for key, each in BY_KEY.items() if each.rows and key not in {line.key for line in lines}]
    if quiet:
        click.echo(f"No rows: {', '.join(quiet)}")


def _next(line: Outlook) -> str:
    return f"next {local(line.next_at):%Y-%m-%d %H:%M}" if line.next_at is not None else ""
