"""`flask mail bounce` and `flask mail bounces`: mails that came back."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from engagement.notifications.mailbox import MailboxTrouble, read_returns
from engagement.notifications.returns import take_in

mail_cli = AppGroup("mail", help="Take in mails that came back.")
# What mail servers understand of a program at the other end of a pipe (sysexits.h).
EX_DATAERR = 65


@mail_cli.command("bounce")
def bounce_command() -> None:
    """Take in one report on delivery from standard input: for a mail server that pipes returned mails to us.

    Ends with 65 when it is none that can be read, so that the mail server tells its postmaster.
    """
    noted = take_in(sys.stdin.buffer.read())
    click.echo(noted.value)
    if not noted.is_settled:
        sys.exit(EX_DATAERR)


@mail_cli.command("bounces")
def bounces_command() -> None:
    """Read the mailbox for returned mails (BOUNCES_URL) now, as the worker does every five minutes."""
    url = current_app.config["SETTINGS"].bounces_url
    if not url:
        raise click.ClickException("BOUNCES_URL is not set.")
    try:
        counts = read_returns(url)
    except MailboxTrouble as trouble:
        raise click.ClickException(f"The mailbox cannot be read. {trouble}") from None
    for noted, count in counts.items():
        click.echo(f"{count:>4}  {noted.value}")
    click.echo(f"{counts.total()} mails read.")
