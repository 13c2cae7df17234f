"""Writers of a SQLite file queue; the queue is for speed alone."""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.cities.models import City
from engagement.core import turns
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.support.factories import make_city


def test_a_writer_waits_for_that_of_another_process(db_app: Flask) -> None:
    city_id = make_city(intro="").id
    database = str(db.engine.url.database)
    theirs = os.open(database + turns.SUFFIX, os.O_RDWR | os.O_CREAT)
    begun, done = threading.Event(), threading.Event()

    def work() -> None:
        with db_app.app_context(), entered(SYSTEM):
            begun.set()
            with writing():
                db.session.execute(sa.update(City).where(City.id == city_id).values(intro="x"))
            done.set()

    fcntl.flock(theirs, fcntl.LOCK_EX)
    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(60)
    assert not done.wait(0.2), "it is their turn"
    fcntl.flock(theirs, fcntl.LOCK_UN)
    assert done.wait(60)
    worker.join()
    os.close(theirs)


def test_the_turn_is_given_back_after_a_failure(db_app: Flask) -> None:
    make_city()
    for _ in range(2):
        with pytest.raises(LookupError), entered(SYSTEM), writing():
            raise LookupError


def test_who_waits_too_long_for_the_turn_meets_the_lock_of_the_file(
    db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "BUSY_TIMEOUT_SECONDS", 0.05)
    city_id = make_city(intro="").id
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.turn_of(engine):
            held.set()
            let_go.wait(60)

    engine = db.engine
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(City).where(City.id == city_id).values(intro="y"))
    assert db.session.scalars(sa.select(City.intro).where(City.id == city_id)).one() == "y"
    let_go.set()
    holder.join()


def test_writers_write_where_the_file_of_the_queue_cannot_be_used(tmp_path: Path) -> None:
    database = tmp_path / "engagement.sqlite"
    (tmp_path / f"engagement.sqlite{turns.SUFFIX}").mkdir()  # no file can be opened there
    engine = sa.create_engine(f"sqlite:///{database}")
    with turns.turn_of(engine), engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    engine.dispose()
    assert database.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can create a file for somebody else")
def test_a_command_of_root_leaves_the_queue_to_the_server(tmp_path: Path) -> None:
    database = tmp_path / "engagement.sqlite"
    database.touch()
    os.chown(database, 4711, 4712)
    with turns.turn_of(sa.create_engine(f"sqlite:///{database}")):
        found = os.stat(f"{database}{turns.SUFFIX}")
    assert (found.st_uid, found.st_gid) == (4711, 4712)
