"""Writing a backup: one consistent moment of all tables, then the pictures."""

from __future__ import annotations

import json
import tempfile
from io import BytesIO
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engagement.backup.archive import MEDIA, TABLES, BackupError, Manifest, Table, Writer
from engagement.backup.tables import reflected, revision_of, to_json
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.media import store

SPOOL_BYTES = 8 * 1024 * 1024
FETCH = 1000


def create_backup(target: Path) -> Manifest:
    """Write all data to `target` while the installation goes on working; return what it holds.

    Pictures are read after the rows: none that a row names is missing, one that was deleted meanwhile is left out.

    Raises:
        BackupError: the database was never migrated, or the file cannot be written.
    """
    try:
        with Writer(target) as writer:
            manifest = _rows(writer)
            for key in store.all_keys():
                content = store.get(key)
                if content is not None:
                    writer.add(MEDIA + key, BytesIO(content))
            writer.finish(manifest)
    except OSError as problem:
        raise BackupError(f"{target} cannot be written: {problem.strerror or problem}") from None
    return manifest


def _rows(writer: Writer) -> Manifest:
    with db.engine.connect() as connection:
        # PostgreSQL shows one moment only when asked to; SQLite's read transaction always does.
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        revision = revision_of(connection)
        if revision is None:
            raise BackupError("The database has no tables yet, so there is nothing to keep.")
        manifest = Manifest(revision, utcnow().isoformat(), connection.dialect.name)
        for table in reflected(connection):
            with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as lines:
                rows = _write_lines(connection, table, lines)
                writer.add(f"{TABLES}{table.name}.jsonl", lines)
            manifest.tables.append(Table(table.name, [column.name for column in table.columns], rows))
        connection.rollback()
    return manifest


def _write_lines(connection: Connection, table: sa.Table, lines: IO[bytes]) -> int:
    statement = sa.select(table).order_by(*table.primary_key.columns)
    rows = 0
    for row in connection.execution_options(yield_per=FETCH).execute(statement):
        lines.write(json.dumps([to_json(value) for value in row], ensure_ascii=False).encode() + b"\n")
        rows += 1
    return rows
