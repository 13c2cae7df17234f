"""`flask import …`: taking in data from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup
from flask_babel import gettext

from engagement.associations.importing.reading import FileUnreadable, Note
from engagement.associations.importing.running import import_associations
from engagement.cities.queries import city_by_slug
from engagement.core.i18n import _
from engagement.core.scope import PORTAL, Scope, entered

if TYPE_CHECKING:
    from engagement.associations.importing.report import Report

import_cli = AppGroup("import", help="Take in data from elsewhere.")
SHOWN_REMARKS = 20


@import_cli.command("associations")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--city", "slug", required=True, help="The city's short name, as in its addresses.")
@click.option("--source", default=None, help="Name of the list; the file's name when left out. Same name: same list.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--create-districts", is_flag=True, help="Add parts of town that the list names and the city lacks.")
@click.option("--all-remarks", is_flag=True, help=f"Print every remark, not only the first {SHOWN_REMARKS}.")
def associations_command(
    file: Path, slug: str, source: str | None, dry_run: bool, create_districts: bool, all_remarks: bool
) -> None:
    """Take a CSV list of associations into a city's directory. Safe to run again."""
    with entered(PORTAL):
        city = city_by_slug(slug)
    if city is None:
        raise click.ClickException(_("There is no city “%(slug)s”.", slug=slug))
    source = (source or file.stem)[:40]
    click.echo(_("List “%(source)s” for %(city)s", source=source, city=city.name))
    try:
        with entered(Scope.city(city.id)), _progress() as progress:
            report = import_associations(
                file.read_bytes(), city_id=city.id, source=source, is_dry_run=dry_run,
                with_districts=create_districts, progress=progress,
            )  # fmt: skip
    except FileUnreadable as refusal:
        raise click.ClickException(gettext(refusal.message, **refusal.values)) from None
    _print(report, all_remarks)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, a line per batch elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: click.echo(_("%(done)d of %(total)d rows", done=done, total=total))
        return
    bar = click.progressbar(length=0, label=_("Rows"), file=sys.stderr)

    def show(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    with bar:
        yield show


def _print(report: Report, all_remarks: bool) -> None:
    _print_table(report)
    for refusal in report.refused:
        click.echo("  " + _("Line %(line)d, %(name)s: %(why)s", line=refusal.line, name=refusal.name or "–",
                            why=_say(refusal.why)))  # fmt: skip
    shown = report.remarks if all_remarks else report.remarks[:SHOWN_REMARKS]
    if shown:
        click.echo(_("Remarks: %(count)d", count=len(report.remarks)))
    for remark in shown:
        click.echo("  " + _("Line %(line)d, %(name)s: %(why)s", line=remark.line, name=remark.name,
                            why=_say(remark.note)))  # fmt: skip
    if len(shown) < len(report.remarks):
        click.echo("  " + _("… and %(count)d more (--all-remarks)", count=len(report.remarks) - len(shown)))
    _print_districts(report)
    if report.gone:
        click.echo(_("Not in the list any more, but left in the directory: %(names)s", names=", ".join(report.gone)))
    if report.is_dry_run:
        click.echo(_("This was a dry run: nothing was written."))


def _print_table(report: Report) -> None:
    table, columns = report.table, report.columns
    separator = {"\t": "Tab"}.get(table.separator, table.separator)
    click.echo(_("Read as %(encoding)s, separator %(separator)s", encoding=table.encoding, separator=separator))
    for note in table.notes:
        click.echo("  " + _say(note))
    if columns.personal:
        names = ", ".join(columns.personal)
        click.echo(_("Left out because they hold people's contact details: %(columns)s", columns=names))
    if columns.unused:
        click.echo(_("Columns without a use: %(columns)s", columns=", ".join(columns.unused)))
    click.echo(
        _(
            "Rows: %(total)d, taken: %(taken)d, updated: %(updated)d, unchanged: %(unchanged)d, refused: %(refused)d",
            total=report.total, taken=report.taken, updated=report.updated, unchanged=report.unchanged,
            refused=len(report.refused),
        )
    )  # fmt: skip


def _print_districts(report: Report) -> None:
    if report.districts_created:
        click.echo(_("New parts of town: %(names)s", names=", ".join(report.districts_created)))
    for one, other in report.districts_alike:
        click.echo("  " + _("“%(one)s” and “%(other)s”: is it the same?", one=one, other=other))
    if report.districts_unknown:
        names = ", ".join(f"{name} ({count})" for name, count in report.districts_unknown.most_common())
        click.echo(_("Kept as text, because the city has no such part of town: %(names)s", names=names))
        click.echo("  " + _("--create-districts adds them."))


def _say(note: Note) -> str:
    return str(gettext(note.message, **note.values))
