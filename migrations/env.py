"""How migrations run: against the app's own engine, in one transaction."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

logging.getLogger("alembic").setLevel(logging.INFO)
database = current_app.extensions["migrate"].db

# Made by SQL in a migration, because the models cannot say them; not to be dropped by autogenerate.
UNMODELLED_PREFIXES = ("publication_fts", "ix_publication_search_")


def include_object(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    return not (reflected and compare_to is None and (name or "").startswith(UNMODELLED_PREFIXES))


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations never import the project's code: our moment type is a plain DateTime to the database."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(_context: Any, _column: Any, _meta_column: Any, inspected: Any, wanted: Any) -> bool | None:
    if isinstance(getattr(wanted, "impl", wanted), sa.DateTime):
        return not isinstance(inspected, sa.DateTime)
    return None


@contextlib.contextmanager
def without_cascades(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a CHECK by rebuilding the table, and dropping the old one would delete all rows that refer to it.

    So foreign keys are off while migrations run, which only works outside a transaction, and are checked as a whole
    before the commit (https://www.sqlite.org/lang_altertable.html, section 7).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def check_references(connection: sa.Connection) -> None:
    """Refuse to commit what refers to a row that is not there. PostgreSQL has checked each statement itself."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise SystemExit(f"the migrations would leave references to nothing: {broken[:5]}")


def run() -> None:
    with database.engine.connect() as connection, without_cascades(connection):
        context.configure(
            connection=connection, target_metadata=database.metadata, compare_type=compare_type,
            include_object=include_object, render_item=render_item, transaction_per_migration=False,
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
            check_references(connection)


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database, not offline.")
run()
