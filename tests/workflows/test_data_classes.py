"""The table of data classes is complete: no column of any table is forgotten."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import engagement.models  # noqa: F401  # every table
from engagement.accounts.rules.attempts import LONGEST_WINDOW
from engagement.extensions import db
from engagement.workflows.retention import BY_KEY, CLASSES, DataClass
from engagement.workflows.retention.table import WITHOUT_PERSONAL_DATA
from engagement.workflows.retention.terms import ALL

ROOT = Path(__file__).parents[2]
OWN_TABLES = [table for table in db.metadata.sorted_tables if table.name not in ("alembic_version",)]


def is_structural(column: sa.Column) -> bool:
    """Row numbers, public ids, references to things, and references to who did something, emptied with the account."""
    if column.primary_key and not isinstance(column.type, sa.String):
        return True
    if column.name == "public_id":
        return True
    return any(key.column.table.name != "app_user" or key.ondelete == "SET NULL" for key in column.foreign_keys)


def named(table: str, column: str) -> list[str]:
    """Which classes, or the list without personal data, name this column."""
    found = [
        each.key for each in CLASSES
        if (columns := each.columns.get(table)) is not None and (columns == ALL or column in columns)
    ]  # fmt: skip
    declared = WITHOUT_PERSONAL_DATA.get(table, ())
    return found + (["without personal data"] if declared == ALL or column in declared else [])


@pytest.mark.parametrize("table", OWN_TABLES, ids=lambda table: table.name)
def test_every_column_is_in_a_class_or_declared_without_personal_data(table: sa.Table) -> None:
    missing = [
        column.name for column in table.columns if not is_structural(column) and not named(table.name, column.name)
    ]
    assert not missing, (
        f"{table.name}: {', '.join(missing)}. Put them into a data class in engagement/workflows/retention/classes/, "
        "or, if they can hold nothing about a person, into WITHOUT_PERSONAL_DATA in retention/table.py."
    )


@pytest.mark.parametrize("table", OWN_TABLES, ids=lambda table: table.name)
def test_no_column_is_both(table: sa.Table) -> None:
    for column in table.columns:
        found = named(table.name, column.name)
        assert len(found) == 1 or "without personal data" not in found, column


def test_the_table_names_only_what_exists() -> None:
    known = {table.name: set(table.columns.keys()) for table in OWN_TABLES}
    lists = [(each.key, each.columns) for each in CLASSES] + [("without", WITHOUT_PERSONAL_DATA)]
    for key, tables in lists:
        for table, columns in tables.items():
            assert table in known, (key, table)
            assert columns == ALL or set(columns) <= known[table], (key, table, set(columns) - known[table])


def test_the_check_would_notice_a_new_column() -> None:
    assert named("association", "date_of_birth_of_the_chair") == []
    assert named("no_such_table", "name") == []


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.key)
def test_a_class_with_a_period_deletes_and_one_without_does_not(each: DataClass) -> None:
    assert (each.period is not None) == bool(each.rows)


def test_keys_are_unique() -> None:
    assert len(BY_KEY) == len(CLASSES)


def test_what_is_promised_stands_in_the_table() -> None:
    """The periods of the product's rules."""
    promised = {
        "registration_unconfirmed": timedelta(hours=48), "registration_ended": timedelta(days=30),
        "registration_completed": timedelta(days=365), "account": timedelta(days=730), "audit": timedelta(days=730),
        "account_unconfirmed": timedelta(hours=48),
    }  # fmt: skip
    assert {key: BY_KEY[key].period for key in promised} == promised


def test_attempts_are_kept_as_long_as_they_count(app: Flask) -> None:
    period = BY_KEY["attempt"].period
    assert period is not None and period >= LONGEST_WINDOW
