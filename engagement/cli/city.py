"""`flask city …` and `flask platform …`: starting cities and naming administrators. Safe to run again."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup

from engagement.accounts.operations import Made, make_platform_admin
from engagement.cities.lands import DEFAULT_LAND, LANDS
from engagement.cities.operations import create_city, invite_first_administrator, set_domain
from engagement.cities.queries import city_by_slug, city_rows, domains
from engagement.cities.rules import AlreadyStaff
from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.scope import SYSTEM, entered
from engagement.kernel.errors import DomainError
from engagement.web.reserved import first_segments

city_cli = AppGroup("city", help="Cities of this installation.")
platform_cli = AppGroup("platform", help="Who administers the platform.")


def _email(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError as problem:
        raise click.BadParameter(str(problem)) from None


@city_cli.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="How the city is called, for example “Bad Muster”.")
@click.option("--admin-email", callback=_email, help="Whom to invite as the first administrator.")
@click.option("--postcode", default="", help="For the imprint and the search nearby.")
@click.option("--land", type=click.Choice(LANDS), default=DEFAULT_LAND, help="Whose laws hold.")
@click.option("--phone", default="", help="Phone of the contact office; in the footer of every page.")
@click.option("--email", callback=_email, help="Address of the contact office.")
@click.option("--resend", is_flag=True, help="If the city exists, send the invitation again.")
def create_command(
    slug: str, name: str, admin_email: str | None, postcode: str, land: str, phone: str,
    email: str | None, resend: bool,
) -> None:  # fmt: skip
    """Start a city at /SLUG/ with sensible defaults and invite its first administrator."""
    with entered(SYSTEM):
        if city_by_slug(slug) is not None:
            _again(slug, admin_email, resend)
            return
        try:
            create_city(
                slug, name=name, actor=SYSTEM_ACTOR, admin_email=admin_email, reserved=first_segments(current_app),
                address_postcode=postcode, state_name=land, contact_phone=phone, contact_email=email or "",
            )  # fmt: skip
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{name} is there: {current_app.config['BASE_URL']}/{slug}/")
    if admin_email:
        click.echo(f"The invitation to {admin_email} is in the outbox; the worker sends it.")
    else:
        click.echo("Nobody administers it yet. Run the command again with --admin-email … --resend.")


def _again(slug: str, admin_email: str | None, resend: bool) -> None:
    """The city exists: nothing is changed; an invitation goes out only when that was asked for."""
    click.echo(f"The city “{slug}” exists already; it was not changed.")
    if not resend:
        return
    if admin_email is None:
        raise click.UsageError("--resend needs --admin-email.")
    city = city_by_slug(slug)
    assert city is not None
    try:
        invite_first_administrator(city.id, email=admin_email, actor=SYSTEM_ACTOR)
    except AlreadyStaff:
        click.echo(f"{admin_email} works for it already.")
    else:
        click.echo(f"The invitation to {admin_email} is in the outbox; the worker sends it.")


@city_cli.command("list")
def list_command() -> None:
    """Print the cities with what is in them."""
    with entered(SYSTEM):
        rows = city_rows()
    if not rows:
        click.echo("There is no city yet. Start one: flask city create SLUG --name … --admin-email …")
    for row in rows:
        counts = f"{row.associations} associations, {row.offers} published offers, {row.administrators} administrators"
        click.echo(f"{row.slug:<24} {row.name:<24} {counts}" + (f", {row.invited} invited" if row.invited else ""))


@city_cli.command("domain")
@click.argument("slug")
@click.argument("domain", default="")
@click.option("--remove", is_flag=True, help="Take the city's own address away.")
@click.option("--not-yet", is_flag=True, help="Answer there, but let mails and search engines name the old address.")
def domain_command(slug: str, domain: str, remove: bool, not_yet: bool) -> None:
    """Give the city SLUG a web address of its own, for example: flask city domain bretten mitmachen.bretten.de"""
    if bool(domain) == remove:
        raise click.UsageError("Name a domain, or take it away with --remove.")
    with entered(SYSTEM):
        city = city_by_slug(slug)
        if city is None:
            raise click.ClickException(f"There is no city “{slug}”. `flask city list` shows them.")
        try:
            stored = set_domain(city.id, domain, is_used=not (remove or not_yet), actor=SYSTEM_ACTOR)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{slug}: {stored or 'no own address; ' + current_app.config['BASE_URL'] + '/' + slug + '/'}")


@city_cli.command("domains")
def domains_command() -> None:
    """Print every host name that this installation answers, one a line: for the proxy and its certificates."""
    click.echo(current_app.config["SETTINGS"].platform_host.partition(":")[0])
    with entered(SYSTEM):
        for domain, _slug, _is_used in domains():
            click.echo(domain)


@platform_cli.command("admin")
@click.argument("email", callback=_email)
@click.option("--name", default="", help="Name of the person, if there is no account yet.")
@click.option("--resend", is_flag=True, help="Send the link again to somebody who has not used it.")
def admin_command(email: str, name: str, resend: bool) -> None:
    """Make somebody an administrator of the platform; a newcomer gets a link to set a password."""
    with entered(SYSTEM):
        made = make_platform_admin(email, name=name, resend=resend, actor=SYSTEM_ACTOR)
    said = {
        Made.GRANTED: f"{email} administers the platform now: {current_app.config['BASE_URL']}/plattform/",
        Made.INVITED: f"A link for {email} to set a password is in the outbox. It is good for 7 days.",
        Made.ALREADY: f"{email} was named before. Nothing was changed; --resend sends an unused link again.",
    }
    click.echo(said[made])
