"""`flask demo …`: the demo's content and logins. Refuses to touch an installation that is no demo."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from engagement.demo import logins
from engagement.demo.content import CITIES, city_of

demo_cli = AppGroup("demo", help="Content and logins of the demo.")


def _only_in_demo() -> None:
    if not current_app.config["SETTINGS"].is_demo:
        raise click.ClickException("This is no demo installation (ENGAGEMENT_ENV is not “demo”).")


@demo_cli.command("load")
def load_command() -> None:
    """Fill an empty installation; on a filled one only move the demo's dates to today."""
    from engagement.demo.dates import redate
    from engagement.demo.loader import load

    _only_in_demo()
    if load():
        click.echo("The demo is filled.")
    else:
        click.echo(f"The demo has its data; {redate()} offers now count from today.")


@demo_cli.command("logins")
def logins_command() -> None:
    """Print where things are and who can sign in."""
    _only_in_demo()
    width = max(len(login.who) for login in logins.all_logins())
    base = current_app.config["BASE_URL"]
    click.echo(f"  {'Portal':<{width}}  {base}/")
    for slug in CITIES:
        click.echo(f"  {city_of(slug)['name']:<{width}}  {base}/{slug}/")
    port = base.rpartition(":")[2]
    if port.isdigit():
        # Browsers find this name without any DNS, so it shows what a town's own address does.
        click.echo(f"  {'Eigene Adresse':<{width}}  http://{CITIES[0]}.localhost:{port}/  (englisch: …/en/)")
    click.echo(f"  {'Postfach der Demo':<{width}}  {base}/demo/postfach")
    click.echo("")
    for login in logins.all_logins():
        click.echo(f"  {login.who:<{width}}  {login.email}")
    click.echo(f"  Passwort für alle: {logins.PASSWORD}")
