"""`flask backup` and `flask restore`: see docs/backup.md."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from engagement.backup import (
    BackupError,
    Manifest,
    RestoreInterrupted,
    check_archive,
    create_backup,
    is_filled,
    restore_backup,
)
from engagement.kernel.clock import utcnow

SUFFIX = ".backup"
NAME = f"mitmachen-*{SUFFIX}"


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--keep", type=click.IntRange(min=1), help="Afterwards keep only that many of the newest in the folder.")
@with_appcontext
def backup_command(file: Path | None, keep: int | None) -> None:
    """Write all data and pictures into FILE when it ends in .backup, else into a new one in the folder FILE.

    The installation may go on working meanwhile. Without FILE it goes into the folder “backups” of the instance.
    """
    place = Path(current_app.config["SETTINGS"].instance_path) / "backups" if file is None else file
    is_file = place.suffix == SUFFIX and not place.is_dir()
    target = place if is_file else place / utcnow().strftime(f"mitmachen-%Y%m%dT%H%M%SZ{SUFFIX}")
    try:
        manifest = create_backup(target)
    except BackupError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"{target}: {_summary(manifest)}")
    if keep is not None:
        for old in sorted(target.parent.glob(NAME))[:-keep]:
            old.unlink()
            click.echo(f"{old}: removed")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Only read FILE and compare every checksum.")
@click.option("--replace", is_flag=True, help="Replace the data that is there; it is backed up first.")
@click.option("--send-waiting-mail", is_flag=True, help="Send mails that waited when the backup was made.")
@with_appcontext
def restore_command(file: Path, check: bool, replace: bool, send_waiting_mail: bool) -> None:
    """Put a backup back. Stop the web server and the worker first."""
    kept: Path | None = None
    try:
        if check:
            click.echo(f"{file}: {_summary(check_archive(file))}, every checksum is right")
            return
        if replace and is_filled():
            check_archive(file)
            kept = _keep_present()
        restored = restore_backup(file, replace=replace, send_waiting_mail=send_waiting_mail)
    except RestoreInterrupted as problem:
        raise click.ClickException(f"{problem}\n{_put_back(kept)}") from None
    except BackupError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"Restored {restored.rows} rows and {restored.pictures} pictures. Everybody has to sign in again.")
    if restored.held_mails:
        click.echo(f"{restored.held_mails} mails that waited were held back, because they may have been sent already.")


def _put_back(kept: Path | None) -> str:
    """After a restore that broke off: bring back what was there, and say how that went. Nothing has been sent since,
    so its mails still wait."""
    if kept is None:
        return "There was nothing to put back: the database holds no data."
    try:
        restore_backup(kept, replace=True, send_waiting_mail=True)
    except BackupError as problem:
        return (
            f"What was there could not be put back either: {problem}\n"
            f"It is whole in {kept}. Leave everything stopped, and restore it with the version that made it."
        )
    return "What was there before is back, as if nothing had happened. Only sessions have ended."


def _keep_present() -> Path:
    """Put what is about to be replaced into a backup of its own. Raises BackupError: then nothing may be replaced."""
    folder = Path(current_app.config["SETTINGS"].instance_path) / "backups"
    target = folder / utcnow().strftime(f"before-restore-%Y%m%dT%H%M%SZ{SUFFIX}")
    create_backup(target)
    click.echo(f"What was there is kept in {target}")
    return target


def _summary(manifest: Manifest) -> str:
    held = f"{manifest.rows} rows of {len(manifest.tables)} tables, {manifest.pictures} pictures"
    return f"{held}, migration {manifest.revision}"
