"""One way to write, on both engines, and with several writers at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import after_commit, connection_of, lock, operation, rendering, writing
from engagement.extensions import db
from tests.support.factories import make_city

pytestmark = pytest.mark.both_engines


@operation
def rename(city_id: int, change: Callable[[str], str]) -> None:
    city = db.session.scalars(lock(sa.select(City).where(City.id == city_id))).one()
    city.intro = change(city.intro)


def intro_of(city_id: int) -> str:
    return db.session.scalars(sa.select(City.intro).where(City.id == city_id)).one()


def test_parallel_changes_are_all_kept(db_app: Flask) -> None:
    """Without BEGIN IMMEDIATE or FOR UPDATE most of these read-modify-writes get lost without an error."""
    city_id, threads, each = make_city(intro="").id, 6, 10
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with db_app.app_context(), entered(SYSTEM):
                for _ in range(each):
                    rename(city_id, lambda intro: intro + "x")
        except BaseException as error:
            failures.append(error)

    running = [threading.Thread(target=work) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert failures == []
    db.session.rollback()
    assert intro_of(city_id) == "x" * threads * each


def test_a_failure_undoes_everything_also_the_inner_operation(db_app: Flask) -> None:
    city_id = make_city(intro="vorher").id
    with pytest.raises(LookupError), writing():
        rename(city_id, lambda _: "nachher")
        raise LookupError
    assert intro_of(city_id) == "vorher"


def test_what_runs_after_the_commit_runs_only_then(db_app: Flask) -> None:
    seen: list[str] = []
    with pytest.raises(LookupError), writing():
        after_commit(lambda: seen.append("undone"))
        raise LookupError
    with writing():
        after_commit(lambda: seen.append("done"))
        assert seen == []
    assert seen == ["done"]


def test_a_failing_callback_does_not_look_like_a_failed_operation(db_app: Flask) -> None:
    def fail() -> None:
        raise OSError("the queue is away")

    city_id = make_city(intro="vorher").id
    with writing():
        rename(city_id, lambda _: "nachher")
        after_commit(fail)
    assert intro_of(city_id) == "nachher"


def test_changes_outside_an_operation_are_noticed(db_app: Flask) -> None:
    city_id = make_city().id
    city = db.session.scalars(sa.select(City).where(City.id == city_id)).one()
    city.intro = "nebenbei"
    with pytest.raises(RuntimeError, match="unsaved changes"), writing():
        pass
    db.session.rollback()


def test_a_query_while_a_template_renders_is_refused(db_app: Flask) -> None:
    token = rendering.set(True)
    try:
        with pytest.raises(RuntimeError, match="template caused a query"):
            db.session.scalars(sa.select(City)).all()
    finally:
        rendering.reset(token)


def test_rows_loaded_before_an_operation_stay_readable(db_app: Flask) -> None:
    city_id = make_city(intro="vorher").id
    city = db.session.scalars(sa.select(City).where(City.id == city_id)).one()
    rename(city_id, lambda _: "nachher")
    assert city.intro == "vorher"
    assert intro_of(city_id) == "nachher"


@pytest.mark.both_engines
def test_each_transaction_has_a_connection_of_its_own_and_a_savepoint_none(db_app: Flask) -> None:
    session = db.session()
    with writing():
        first = connection_of(session)
        assert first is connection_of(session) is session.connection()
        with session.begin_nested():
            assert connection_of(session) is first
        assert connection_of(session) is first
    assert first.closed
    again = connection_of(session)
    assert again is not first and not again.closed and again is session.connection()
    session.rollback()
    assert again.closed and not connection_of(session).closed
