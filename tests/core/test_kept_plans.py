"""What PostgreSQL has planned stays planned; what only reads cannot write, and what failed is gone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.cities.models import City
from engagement.core.evidence import Evidence, holds, noting
from engagement.core.kept_plans import reading
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.support.factories import make_city

PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE position('intro AS asked' IN statement) > 0"


@pytest.fixture
def on_postgresql(db_app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite forgets no plan")


pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("on_postgresql")]


def intro_of(city_id: int) -> str:
    found: str = db.session.execute(sa.select(City.intro.label("asked")).where(City.id == city_id)).scalar_one()
    return found


def prepared() -> int:
    found: int = db.session.connection().exec_driver_sql(PREPARED).scalar_one()
    return found


def test_a_statement_stays_prepared_over_many_transactions_and_operations() -> None:
    city_id = make_city(intro="vorher").id
    for number in range(8):
        db.session.rollback()  # as at the end of a request
        assert intro_of(city_id) in ("vorher", f"{number - 1}")
        with writing():
            db.session.execute(sa.update(City).where(City.id == city_id).values(intro=f"{number}"))
    db.session.rollback()
    assert prepared() == 1


def test_asking_whether_a_page_still_holds_forgets_nothing() -> None:
    city_id, evidence = make_city(intro="vorher").id, Evidence()
    for _ in range(8):
        assert intro_of(city_id) == "vorher"
        db.session.rollback()
    with noting(evidence):
        assert intro_of(city_id) == "vorher"
    db.session.remove()
    for _ in range(3):
        assert holds(evidence, [], reading)
    assert prepared() == 1


def test_whoever_writes_outside_an_operation_is_refused_by_the_database() -> None:
    city_id = make_city(intro="vorher").id
    with pytest.raises(sa.exc.InternalError, match="read-only transaction"):
        db.session.execute(sa.update(City).where(City.id == city_id).values(intro="nachher"))
    db.session.rollback()
    assert intro_of(city_id) == "vorher"


def test_what_only_reads_opens_no_transaction() -> None:
    city_id = make_city(intro="vorher").id
    state = "SELECT state FROM pg_stat_activity WHERE pid = %(pid)s"
    assert intro_of(city_id) == "vorher"
    pid = db.session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with db.engine.connect() as other:
        assert other.exec_driver_sql(state, {"pid": pid}).scalar_one() == "idle"
    with writing():
        intro_of(city_id)
        pid = db.session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with db.engine.connect() as other:
            assert other.exec_driver_sql(state, {"pid": pid}).scalar_one() == "idle in transaction"


def test_an_operation_that_fails_leaves_nothing_and_the_next_may_write() -> None:
    city_id = make_city(intro="vorher").id
    assert intro_of(city_id) == "vorher"
    with pytest.raises(LookupError), writing():
        db.session.execute(sa.update(City).where(City.id == city_id).values(intro="nachher"))
        raise LookupError
    assert intro_of(city_id) == "vorher"
    with writing():
        db.session.execute(sa.update(City).where(City.id == city_id).values(intro="am Ende"))
    assert intro_of(city_id) == "am Ende"


def test_a_connection_that_was_read_with_may_be_written_with_by_whoever_takes_it_next() -> None:
    city_id = make_city(intro="vorher").id
    assert intro_of(city_id) == "vorher"
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE city SET intro = 'nachher' WHERE id = :city"), {"city": city_id})
    assert intro_of(city_id) == "nachher"
