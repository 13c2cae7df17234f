"""Putting a backup back. Nothing is touched before the whole file has been checked."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import flask_migrate
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.engine import Connection

from engagement.backup.archive import MEDIA, TABLES, BackupError, Manifest, check_archive, members
from engagement.backup.tables import from_json, later_references, reflected, revision_of
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.core.turns import BUSY_TIMEOUT_SECONDS
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.media import store

BATCH = 500
# Signed-in browsers and codes of the past must not come back to life.
VOID_AFTERWARDS = ("user_session", "sign_in_code", "heartbeat")
HELD_BACK = "held back: restored from a backup, where it may have been sent already"


class RestoreInterrupted(BackupError):
    """It went wrong after the data that was there had been taken away: the database is not usable as it is."""


@dataclass(frozen=True)
class Restored:
    """What came back. `held_mails` waited in the backup and were not sent again."""

    rows: int
    pictures: int
    held_mails: int


def is_filled() -> bool:
    """Whether the database holds anything that a restore would replace."""
    with db.engine.connect() as connection:
        tables = reflected(connection)
        filled = any(connection.scalar(sa.select(sa.exists().select_from(table))) for table in tables)
        connection.rollback()
    return filled


def restore_backup(path: Path, *, replace: bool = False, send_waiting_mail: bool = False) -> Restored:
    """Make the database and the pictures what the file says, and bring them to this version's migrations.

    Web processes and worker must be stopped. All sessions end. Mails that waited when the backup was made are held
    back unless `send_waiting_mail`: the installation may have sent them afterwards.

    Raises:
        BackupError: the file is damaged or newer than this version; the database holds data and `replace` is not set.
        RestoreInterrupted: something went wrong later; what was there is gone from the database.
    """
    manifest = check_archive(path)
    _check_revision(manifest)
    if is_filled() and not replace:
        raise BackupError("The database holds data. Nothing was changed; --replace puts the backup in its place.")
    try:
        _drop_tables()
        _migrate(manifest.revision)
        pictures = _restore_pictures(path)
        with entered(SYSTEM), writing():
            connection = db.session.connection()
            rows = _fill(connection, path, manifest)
            held = 0 if send_waiting_mail else _hold_mails(connection)
        _migrate("head")
    except Exception as problem:
        raise RestoreInterrupted(str(problem)) from problem
    return Restored(rows, pictures, held)


def _check_revision(manifest: Manifest) -> None:
    config = Config()
    config.set_main_option("script_location", current_app.config["MIGRATIONS_DIRECTORY"])
    try:
        ScriptDirectory.from_config(config).get_revision(manifest.revision)
    except CommandError:
        raise BackupError(
            f"The backup was made by a newer version (migration {manifest.revision}). Install that version first."
        ) from None


def _migrate(revision: str) -> None:
    flask_migrate.upgrade(current_app.config["MIGRATIONS_DIRECTORY"], revision=revision)
    db.session.remove()
    db.engine.dispose()


def _drop_tables() -> None:
    with db.engine.connect() as connection:
        names = [table.name for table in reflected(connection)]
        if revision_of(connection) is not None:
            names.append("alembic_version")
        if names and connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP TABLE " + ", ".join(f'"{name}"' for name in names) + " CASCADE")
            connection.commit()
    db.engine.dispose()
    if names and db.engine.dialect.name == "sqlite":
        _drop_in_sqlite(str(db.engine.url.database))


def _drop_in_sqlite(path: str) -> None:
    """With a connection of its own: ours enforces foreign keys, which cannot be switched off inside a transaction."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_SECONDS)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        found = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        # An index table takes its shadow tables with it, so those that stand first may be gone.
        for name, _sql in sorted(found, key=lambda row: not row[1].startswith("CREATE VIRTUAL")):
            raw.execute(f'DROP TABLE IF EXISTS "{name}"')
        raw.execute("COMMIT")


def _fill(connection: Connection, path: Path, manifest: Manifest) -> int:
    """Insert all rows in the order of the file; references to rows that are not there yet are set at the end."""
    there = {table.name: table for table in reflected(connection)}
    if there.keys() != {table.name for table in manifest.tables}:
        raise BackupError("The backup and its migration do not name the same tables; it cannot be restored.")
    order = [there[table.name] for table in manifest.tables]
    columns = {table.name: table.columns for table in manifest.tables}
    late: list[sa.Update] = []
    rows = 0
    for name, content in members(path):
        if not name.startswith(TABLES):
            continue
        table = there[name.removeprefix(TABLES).removesuffix(".jsonl")]
        rows += _insert(connection, table, columns[table.name], content, later_references(table, order), late)
    for update in late:
        connection.execute(update)
    for table in order:
        _check_count(connection, table, manifest)
        _set_sequence(connection, table)
    for name in VOID_AFTERWARDS:
        if name in there:
            connection.execute(sa.delete(there[name]))
    return rows


def _insert(
    connection: Connection, table: sa.Table, names: list[str], lines: IO[bytes], later: list[sa.Column[Any]],
    late: list[sa.Update],
) -> int:  # fmt: skip
    dialect, rows = connection.dialect.name, 0
    keys = list(table.primary_key.columns)
    for batch in _batches(lines):
        values = []
        for line in batch:
            row = {
                name: from_json(value, table.columns[name], dialect)
                for name, value in zip(names, json.loads(line), strict=True)
            }
            postponed = {column.name: row[column.name] for column in later if row[column.name] is not None}
            if postponed:
                own = sa.and_(*(key == row[key.name] for key in keys))
                late.append(sa.update(table).where(own).values(postponed))
                row.update(dict.fromkeys(postponed))
            values.append(row)
        connection.execute(sa.insert(table), values)
        rows += len(values)
    return rows


def _batches(lines: IO[bytes]) -> Iterator[list[bytes]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _check_count(connection: Connection, table: sa.Table, manifest: Manifest) -> None:
    wanted = next(each.rows for each in manifest.tables if each.name == table.name)
    found = connection.scalar(sa.select(sa.func.count()).select_from(table))
    if found != wanted:
        raise BackupError(f"Of {table.name} {found} rows came back, {wanted} were kept.")


def _set_sequence(connection: Connection, table: sa.Table) -> None:
    """PostgreSQL's counters do not follow the numbers that were given; SQLite looks at the rows."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    highest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
    counter = sa.func.pg_get_serial_sequence(table.name, "id")
    connection.execute(sa.select(sa.func.setval(counter, sa.func.coalesce(highest, 1), highest.is_not(None))))


def _hold_mails(connection: Connection) -> int:
    outbox = sa.Table("outbox_message", sa.MetaData(), autoload_with=connection)
    waiting = sa.and_(outbox.c.sent_at.is_(None), outbox.c.failed_at.is_(None))
    now = utcnow()
    moment = now.replace(tzinfo=None) if connection.dialect.name == "sqlite" else now
    held = connection.execute(sa.update(outbox).where(waiting).values(failed_at=moment, last_error=HELD_BACK))
    return int(held.rowcount)


def _restore_pictures(path: Path) -> int:
    """Pictures have random names: putting them back cannot harm what is there."""
    number = 0
    for name, content in members(path):
        if name.startswith(MEDIA):
            store.put(name.removeprefix(MEDIA), content.read())
            number += 1
    return number
