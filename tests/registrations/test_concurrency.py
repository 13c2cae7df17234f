"""Many at once: real threads, each with a connection of its own, on both engines."""

from __future__ import annotations

import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.models import User
from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.retry import ATTEMPTS, retried
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import ACTIVE_STATES, RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.workflows.withdraw_opportunity import withdraw_opportunity
from tests.registrations.support import (
    Stagecraft,
    change,
    count_registrations,
    mails,
    make_stage,
    registration,
    taken,
)
from tests.support.factories import make_user
from tests.support.server import LiveServer

pytestmark = pytest.mark.both_engines
PEOPLE, PLACES = 40, 5


def at_once(app: Flask, scope: Scope, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every call in a thread of its own, all released together. Exceptions are results."""
    db.session.rollback()  # what the test reads afterwards is what the threads left
    return _in_threads(app, scope, calls)


def _in_threads(app: Flask, scope: Scope, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                with entered(scope):
                    barrier.wait(60)
                    return call()
            except Exception as error:
                return error
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def guest(stage: Stagecraft, email: str) -> Callable[[], Any]:
    public_id, city_id, shift_id = stage.opportunity.public_id, stage.city.id, stage.shift.public_id
    return lambda: operations.register(
        public_id, city_id=city_id, actor=ANONYMOUS, shift_id=shift_id, name="Hanna", email=email, is_adult=True
    )


def active() -> int:
    with entered(SYSTEM):
        statement = sa.select(sa.func.count(Registration.id)).where(Registration.state.in_(ACTIVE_STATES))
        return db.session.scalars(statement).one()


def names(results: Sequence[Any]) -> Counter[str]:
    return Counter(type(each).__name__ for each in results)


def test_forty_sign_ups_for_five_places(db_app: Flask) -> None:
    stage = make_stage(capacity=PLACES)
    calls = [guest(stage, f"gast{n}@leute.example") for n in range(PEOPLE)]
    results = at_once(db_app, Scope.city(stage.city.id), calls)
    assert names(results) == {"Outcome": PLACES, "ShiftFull": PEOPLE - PLACES}
    assert (taken(stage.shift), active(), count_registrations()) == (PLACES, PLACES, PLACES)
    assert len(mails("registration_hold")) == PLACES


def test_one_person_clicking_eight_times_at_once(db_app: Flask) -> None:
    stage = make_stage(capacity=PLACES)
    calls = [guest(stage, "hanna@leute.example")] * 8
    results = at_once(db_app, Scope.city(stage.city.id), calls)
    assert names(results) == {"Outcome": 8}
    assert len({each.registration_id for each in results}) == 1
    assert sum(not each.is_repeated for each in results) == 1
    assert (taken(stage.shift), count_registrations(), len(mails())) == (1, 1, 1)


def test_one_account_clicking_eight_times_at_once(db_app: Flask) -> None:
    stage, person = make_stage(capacity=PLACES), make_user("hanna@leute.example")
    stage.register(email="hanna@leute.example")  # begun as a guest: merged under way
    actor: Actor = actor_of(person.id)
    shift_id, public_id, city_id = stage.shift.public_id, stage.opportunity.public_id, stage.city.id

    def click() -> Any:
        return operations.register(
            public_id, city_id=city_id, actor=actor, shift_id=shift_id, name="Hanna", is_adult=True
        )

    results = at_once(db_app, Scope.city(stage.city.id), [click] * 8)
    assert names(results) == {"Outcome": 8}
    assert (taken(stage.shift), count_registrations(), len(mails("registration_confirmed"))) == (1, 1, 1)


def test_confirming_and_withdrawing_at_once_keep_the_count(db_app: Flask) -> None:
    stage = make_stage(capacity=10)
    held = [stage.register().registration_id for _ in range(10)]
    calls: list[Callable[[], Any]] = []
    for public_id in held:
        calls.append(lambda public_id=public_id: operations.confirm_hold(public_id, actor=ANONYMOUS))
        calls.append(lambda public_id=public_id: operations.withdraw(public_id, actor=ANONYMOUS))
    results = at_once(db_app, Scope.city(stage.city.id), calls)
    assert set(names(results)) <= {"Outcome", "AlreadyEnded"}
    assert (active(), taken(stage.shift)) == (0, 0)


def test_nobody_slips_in_while_the_offer_is_withdrawn(db_app: Flask) -> None:
    stage = make_stage(capacity=50)
    owner, public_id = stage.owner_actor, stage.opportunity.public_id

    def take_back() -> Any:
        with entered(Scope.association(stage.association.id)):
            return withdraw_opportunity(public_id, reason="Hochwasser.", actor=owner)

    calls = [*(guest(stage, f"gast{n}@leute.example") for n in range(8)), take_back]
    results = at_once(db_app, Scope.city(stage.city.id), calls)
    assert not isinstance(results[-1], Exception)
    assert set(names(results[:-1])) <= {"Outcome", "OfferWithdrawn"}
    assert (active(), taken(stage.shift)) == (0, 0)


def test_through_http(live_server: LiveServer, app: Flask) -> None:
    """The same over real requests: five get the page that says what happens next, the others the words „vergeben“."""
    with app.app_context(), entered(SYSTEM):
        stage = make_stage(capacity=PLACES)
        slug, public_id, shift_id = stage.city.slug, stage.opportunity.public_id, stage.shift.public_id
    url = f"{live_server.url}/{slug}/mitmachen/{public_id}/zusagen"

    def post(index: int) -> tuple[int, str, str]:
        values = {"shift": shift_id, "name": "Hanna", "email": f"gast{index}@leute.example", "is_adult": "ja",
                  "party_size": "1"}  # fmt: skip
        body = urllib.parse.urlencode(values).encode()
        request = urllib.request.Request(url, data=body, headers={"Sec-Fetch-Site": "same-origin"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, response.url, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, url, error.read().decode()

    with ThreadPoolExecutor(PEOPLE) as pool:
        results = list(pool.map(post, range(PEOPLE)))
    done = [each for each in results if each[0] == 200 and each[1] != url]
    assert len(done) == PLACES, Counter(status for status, _, _ in results)
    assert all("Schauen Sie in Ihre E-Mails" in text for _, _, text in done)
    refused = [each for each in results if each not in done]
    assert all("vergeben" in text for _, _, text in refused)
    with app.app_context(), entered(SYSTEM):
        assert (taken(stage.shift), active()) == (PLACES, PLACES)


@retried
@operation
def _rename(first: int, second: int, meet: Callable[[], None]) -> str:
    for index, row in enumerate((first, second)):
        db.session.execute(sa.update(User).where(User.id == row).values(name=f"after {first}"))
        if index == 0:
            meet()
    return "done"


def test_operation_that_loses_a_deadlock_begins_again(db_app: Flask, engine_kind: str) -> None:
    """PostgreSQL ends one of two that wait for each other; SQLite lets one wait from the beginning."""
    first, second = make_user(), make_user()
    meeting = threading.Barrier(2)
    tries: Counter[int] = Counter()

    def call(one: int, other: int) -> Callable[[], Any]:
        def meet() -> None:
            tries[one] += 1
            if engine_kind == "postgresql" and tries[one] == 1:
                meeting.wait(60)

        return lambda: _rename(one, other, meet)

    results = at_once(db_app, SYSTEM, [call(first.id, second.id), call(second.id, first.id)])
    assert results == ["done", "done"]
    assert sum(tries.values()) > 2 if engine_kind == "postgresql" else sum(tries.values()) == 2


def test_other_errors_are_not_tried_again(db_app: Flask) -> None:
    calls = []

    @retried
    @operation
    def fail() -> None:
        calls.append(1)
        db.session.execute(sa.text("SELECT no_such_column FROM app_user"))

    with pytest.raises(sa.exc.DBAPIError):
        fail()
    assert len(calls) == 1 < ATTEMPTS


def test_full_is_an_answer_and_not_an_error(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    done = stage.guest()
    assert done.state is RegistrationState.CONFIRMED
    with pytest.raises(errors.ShiftFull):
        stage.register()


def test_a_lapsed_place_is_given_back_by_one_only(db_app: Flask, engine_kind: str) -> None:
    """Her hold has run out; somebody takes that place while she asks for it again: it must not become two places."""
    stage = make_stage(capacity=1)
    held = registration(stage.register(email="hanna@leute.example").registration_id)
    change(Registration, held.id, hold_until=utcnow() - timedelta(minutes=1))
    db.session.rollback()
    if engine_kind == "sqlite":  # one writer: the other has committed before she begins
        stage.register(email="ole@leute.example")
        with pytest.raises(errors.ShiftFull):
            stage.register(email="hanna@leute.example")
    else:
        results = _while_open(db_app, stage, held.id, guest(stage, "hanna@leute.example"))
        assert names(results) == {"ShiftFull": 1}
    assert (taken(stage.shift), active()) == (1, 1)


def _while_open(app: Flask, stage: Stagecraft, lapsed_id: int, call: Callable[[], Any]) -> list[Any]:
    """Run `call` while another transaction has taken the lapsed place and has not committed yet."""
    with db.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        row = other.execute(sa.select(Registration.__table__).where(Registration.id == lapsed_id)).mappings().one()
        guest_row = other.execute(
            sa.insert(Participant.__table__)
            .values(public_id=new_public_id(), email="ole@leute.example", email_normalised="ole@leute.example")
            .returning(Participant.id)
        ).scalar_one()
        other.execute(
            sa.update(Registration.__table__)
            .where(Registration.id == lapsed_id)
            .values(state=RegistrationState.EXPIRED)
        )
        theirs = dict(row) | {
            "public_id": new_public_id(), "participant_id": guest_row, "hold_until": utcnow() + timedelta(minutes=30)
        }  # fmt: skip
        del theirs["id"]
        other.execute(sa.insert(Registration.__table__).values(theirs))
        # One out, one in: the counter is the same, and its row is locked until the commit.
        other.execute(sa.update(Shift.__table__).where(Shift.id == stage.shift.id).values(taken=Shift.taken))
        waiting = pool.submit(_in_threads, app, Scope.city(stage.city.id), [call])
        blocked = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with db.engine.connect() as watcher:
            while not watcher.execute(blocked).scalar_one():
                watcher.rollback()
                assert not waiting.done(), waiting.result()
        other.commit()
        return waiting.result(60)
