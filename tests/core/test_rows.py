"""Rows past the session's objects: in its transaction, under its scopes, with the tables' defaults."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.models import Attempt
from engagement.associations.models import Listing
from engagement.audit.models import AuditEntry
from engagement.cities.models import CityPage, District
from engagement.core import scope
from engagement.core.rows import changed_row, insert_now, insert_once, one_row, rows
from engagement.core.scope import PORTAL, SYSTEM, Scope, ScopeError, entered, unscoped
from engagement.core.transaction import insert_soon, rendering, writing
from engagement.extensions import db
from engagement.notifications.models import OutboxMessage
from engagement.registrations.models import Participant
from tests.support.factories import make_association, make_city
from tests.support.statements import statements

pytestmark = pytest.mark.both_engines

LISTINGS = sa.select(Listing.city_id).order_by(Listing.city_id).execution_options(**scope.MADE_ONCE)
PAGES = sa.select(CityPage.id).execution_options(**scope.MADE_ONCE)
RENAMED = (
    sa.update(District)
    .where(District.name == sa.bindparam("old"))
    .values(name=sa.bindparam("new"))
    .returning(District.city_id, District.name)
    .execution_options(**scope.MADE_ONCE)
)
ACT = {"actor_name": "", "action": "test.done", "subject_kind": "test", "subject_id": "x"}


def test_rows_are_those_of_the_scope(db_app: Flask) -> None:
    here, there = make_city("hierstadt"), make_city("dortstadt")
    make_association(here)
    make_association(there)
    for city in (here, there, here):
        with entered(Scope.city(city.id)):
            assert [row.city_id for row in rows(LISTINGS, {})] == [city.id]
            with unscoped("a test"):
                assert len(rows(LISTINGS, {})) == 2
    with entered(PORTAL), pytest.raises(ScopeError, match="CityPage"):
        rows(PAGES, {})
    before = scope.enter(None)
    try:
        with pytest.raises(ScopeError, match="outside any scope"):
            one_row(PAGES, {})
    finally:
        scope.enter(before)


def test_a_template_asks_nothing_this_way_either(db_app: Flask) -> None:
    token = rendering.set(True)
    try:
        with pytest.raises(RuntimeError, match="a template caused a query"):
            rows(LISTINGS, {})
    finally:
        rendering.reset(token)


def test_an_update_changes_rows_of_the_scope_alone(db_app: Flask) -> None:
    here, there = make_city("hierstadt"), make_city("dortstadt")
    with writing():
        for city in (here, there):
            db.session.add(District(city_id=city.id, name="Mitte"))
    values = {"old": "Mitte", "new": "Kern"}
    with entered(Scope.city(here.id)), writing():
        assert tuple(changed_row(RENAMED, values)) == (here.id, "Kern")
        assert changed_row(RENAMED, values) is None
    left = sa.select(District.city_id).where(District.name == "Mitte")
    assert db.session.scalars(left).all() == [there.id]


def test_what_is_written_soon_is_there_after_the_commit_in_one_statement(db_app: Flask) -> None:
    with statements() as seen, writing():
        for key in ("a", "b", "c"):
            insert_soon(Attempt, kind="test", key=key)
    assert len(seen) == 1
    found = db.session.scalars(sa.select(Attempt).order_by(Attempt.id)).all()
    assert [each.key for each in found] == ["a", "b", "c"]
    assert all(each.at is not None for each in found), "the table's defaults hold"


def test_what_is_written_soon_goes_with_the_next_flush(db_app: Flask) -> None:
    city = make_city()
    with writing():
        insert_soon(AuditEntry, city_id=city.id, **ACT)
        db.session.add(Participant())
        db.session.flush()
        assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 1


def test_nothing_is_left_of_what_failed(db_app: Flask) -> None:
    with pytest.raises(LookupError), writing():
        insert_soon(Attempt, kind="test", key="a")
        raise LookupError
    with writing():
        insert_soon(Attempt, kind="test", key="b")
    assert db.session.scalars(sa.select(Attempt.key)).all() == ["b"]


def test_rows_of_another_city_are_not_written(db_app: Flask) -> None:
    here, there = make_city("hierstadt"), make_city("dortstadt")
    with entered(Scope.city(here.id)):
        with pytest.raises(ScopeError, match="AuditEntry"), writing():
            insert_soon(AuditEntry, city_id=there.id, **ACT)
        with pytest.raises(ScopeError, match="District"), writing():
            insert_now(District, city_id=there.id, name="Mitte")
        with unscoped("a test"), writing():
            insert_soon(AuditEntry, city_id=there.id, **ACT)
    with entered(SYSTEM):
        assert db.session.scalars(sa.select(AuditEntry.city_id).where(AuditEntry.action == "test.done")).all() == [
            there.id
        ]


def test_nothing_is_written_outside_an_operation(db_app: Flask) -> None:
    with pytest.raises(RuntimeError):
        insert_soon(Attempt, kind="test", key="a")
    with pytest.raises(RuntimeError):
        insert_now(Participant)
    with pytest.raises(RuntimeError):
        insert_once(Participant, {})
    with pytest.raises(RuntimeError):
        changed_row(RENAMED, {"old": "", "new": ""})


def test_an_object_inserted_now_may_become_one_of_the_session(db_app: Flask) -> None:
    with writing():
        made = insert_now(Participant, phone="0721 1")
        with statements() as seen:
            assert (made.id > 0, made.phone, made.email, made.reminder_hours) == (True, "0721 1", None, 24)
        assert seen == [], "nothing has to be read again"
        assert made not in db.session
        db.session.add(made)
        assert db.session.scalar(sa.select(Participant)) is made
        made.email = "mara@leute.example"
    read = db.session.scalar(sa.select(Participant).execution_options(populate_existing=True))
    assert read is not None
    assert (read.email, read.public_id) == ("mara@leute.example", made.public_id)


def test_the_same_row_is_inserted_once(db_app: Flask) -> None:
    guest = {"email": "m@leute.example", "email_normalised": "m@leute.example"}
    with writing():
        first = insert_once(Participant, guest)
        assert first is not None
        assert insert_once(Participant, guest) is None
    assert db.session.scalars(sa.select(Participant.id)).all() == [first.id]


def test_what_the_database_refuses_is_raised_as_ever(db_app: Flask) -> None:
    with writing():
        insert_now(Participant, public_id="einmal")
    with pytest.raises(sa.exc.IntegrityError), writing():
        insert_now(Participant, public_id="einmal")
    with pytest.raises(sa.exc.IntegrityError), writing():
        insert_soon(AuditEntry, city_id=987654, **ACT)
    with writing():
        insert_now(Participant, public_id="zweimal")
    assert len(db.session.scalars(sa.select(Participant.id)).all()) == 2


def test_a_default_may_look_at_the_row(db_app: Flask) -> None:
    mail = {"kind": "test", "to_email": "Mara@Leute.Example", "subject": "", "body_text": "", "body_html": ""}
    with writing():
        insert_soon(OutboxMessage, **mail, from_name="", language="de")
    assert db.session.scalars(sa.select(OutboxMessage.to_normalised)).all() == ["mara@leute.example"]


def test_after_the_server_has_closed_its_connections_one_request_fails_and_no_more(db_app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("nobody else can close a connection to a file")
    make_association(make_city("hierstadt"))
    others = [db.engine.connect() for _ in range(3)]
    for each in others:
        each.close()  # they wait in the pool
    with entered(SYSTEM):
        rows(LISTINGS, {})
        with db.engine.connect() as closing:
            closing.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        with pytest.raises(sa.exc.OperationalError):
            rows(LISTINGS, {})
        for _ in range(4):
            db.session.rollback()
            assert len(rows(LISTINGS, {})) == 1
