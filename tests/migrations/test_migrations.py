"""Migrations lead from nothing to exactly the tables that the models describe, and back, on both engines."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.registrations.enums import CallTopic
from engagement.registrations.models import CallTask
from tests.registrations.support import make_stage, registration
from tests.support.stage import Stage, migrate

MIGRATIONS = Path(__file__).parents[2] / "migrations"
# Made by SQL that models cannot express: see migrations/env.py.
UNMODELLED = ("publication_fts", "ix_publication_search_")


@pytest.fixture
def empty(stage: Stage) -> Flask:
    """An application over a database without any table."""
    stage.reset(empty=True)
    return stage.build_app()


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(sa.inspect(db.engine).get_table_names())


def differences(app: Flask) -> list[Any]:
    """What autogenerate would write into a next migration."""

    def is_modelled(_item: Any, name: str | None, _kind: str, reflected: bool, compare_to: Any) -> bool:
        return not (reflected and compare_to is None and (name or "").startswith(UNMODELLED))

    def type_differs(_context: Any, _column: Any, _model: Any, there: Any, wanted: Any) -> bool | None:
        if isinstance(getattr(wanted, "impl", wanted), sa.DateTime):
            return not isinstance(there, sa.DateTime)
        return None

    options = {"compare_type": type_differs, "include_object": is_modelled}
    with app.app_context(), db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata))


@pytest.mark.both_engines
def test_up_from_empty_gives_the_models(empty: Flask) -> None:
    assert tables(empty) == set()
    migrate(empty)
    assert differences(empty) == []


@pytest.mark.both_engines
def test_a_forgotten_column_would_be_found(empty: Flask) -> None:
    migrate(empty)
    with empty.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE city ADD COLUMN forgotten INTEGER")
    assert [change[0] for change in differences(empty)] == ["remove_column"]


@pytest.mark.both_engines
def test_checks_exist_in_the_database(empty: Flask) -> None:
    """Autogenerate does not compare CHECK constraints, so their names are compared here."""
    migrate(empty)
    with empty.app_context():
        inspector = sa.inspect(db.engine)
        for table in db.metadata.sorted_tables:
            named = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint) and c.name}
            there = {check["name"] for check in inspector.get_check_constraints(table.name)}
            assert named <= there, table.name


@pytest.mark.both_engines
def test_down_to_nothing_and_up_again(empty: Flask) -> None:
    migrate(empty)
    before = tables(empty)
    with empty.app_context():
        flask_migrate.downgrade(str(MIGRATIONS), revision="base")
        db.session.remove()
        db.engine.dispose()
    assert tables(empty) == {"alembic_version"}
    migrate(empty)
    assert tables(empty) == before


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_migrations_import_nothing_of_the_project() -> None:
    """A migration of today must still run when tomorrow's code has other models."""
    for path in sorted((MIGRATIONS / "versions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith(("engagement", "config", "tests"))], path.name


@pytest.mark.both_engines
def test_rebuilding_a_table_keeps_what_refers_to_it(db_app: Flask) -> None:
    """A CHECK of the registrations changes, on SQLite by a new table: entries and calls of the old rows stay."""
    stage = make_stage()
    with entered(SYSTEM):
        done = stage.guest()
    row = registration(done.registration_id)
    with entered(SYSTEM), writing():
        db.session.add(
            CallTask(
                city_id=row.city_id, association_id=row.association_id, registration_id=row.id,
                topic=CallTopic.ACCEPTED,
            )
        )  # fmt: skip
    db.session.remove()
    flask_migrate.downgrade(str(MIGRATIONS), revision="0026")
    flask_migrate.upgrade(str(MIGRATIONS))
    with db.engine.connect() as connection:
        counts = connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM registration), (SELECT count(*) FROM call_task)"
        )
        assert tuple(counts.one()) == (1, 1)
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    db.session.remove()
    db.engine.dispose()
