"""A test's database is as good as new, whatever the test before it has done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from tests.support.factories import make_city
from tests.support.stage import ENGINES, Stage

SCHEMA_CHANGES = {
    "a table more": ["CREATE TABLE left_behind (id integer)"],
    "an index less": ["DROP INDEX ix_city_domain"],
    "a column more": ["ALTER TABLE city ADD COLUMN left_behind integer"],
    "a column less": ["ALTER TABLE city DROP COLUMN claim"],
    "a table less": ["DROP TABLE heartbeat"],
}


@pytest.fixture(params=ENGINES)
def used(request: pytest.FixtureRequest, stages: Callable[[str], Stage]) -> Stage:
    stage = stages(request.param)
    stage.reset()
    return stage


def schema(app: Flask) -> dict[str, list[str]]:
    with app.app_context():
        tables = sa.inspect(db.engine)
        return {
            table: [each["name"] for each in (*tables.get_columns(table), *tables.get_indexes(table))]
            for table in tables.get_table_names()
        }


def test_rows_are_gone_and_ids_begin_anew(used: Stage) -> None:
    app = used.shared_app()
    for _ in range(3):
        with app.app_context(), entered(SYSTEM):
            assert db.session.scalars(sa.select(City.id)).all() == []
            assert make_city().id == 1
            db.session.remove()
        used.reset()


def test_an_open_transaction_holds_nobody_up(used: Stage) -> None:
    app = used.shared_app()
    with app.app_context():
        make_city()
        other = sa.create_engine(used.url)
        with other.connect() as forgotten:
            forgotten.execute(sa.text("UPDATE city SET intro = 'x'"))
            used.reset()
            with entered(SYSTEM):
                assert db.session.scalars(sa.select(City.id)).all() == []
            forgotten.invalidate()
        other.dispose()
    used.reset()


@pytest.mark.parametrize("change", SCHEMA_CHANGES)
def test_a_changed_schema_is_repaired(used: Stage, change: str) -> None:
    app = used.shared_app()
    before = schema(app)
    with app.app_context(), db.engine.begin() as connection:
        for statement in SCHEMA_CHANGES[change]:
            connection.exec_driver_sql(statement)
    assert schema(app) != before
    used.reset()
    assert schema(app) == before
