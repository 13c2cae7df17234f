"""What the table promises to delete is deleted, and not a minute earlier."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.accounts.models import Attempt
from engagement.associations.models import Claim
from engagement.audit.models import AuditEntry
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Opportunity, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.workflows.retention import BY_KEY, CLASSES, delete_due, delete_short_lived, outlook
from engagement.workflows.retention import running as running_module
from tests.support.factories import make_association, make_city, make_user
from tests.workflows.rows_of_classes import CASES, audit, mail
from tests.workflows.rows_of_people import DAY, register, save, town

pytestmark = pytest.mark.both_engines
MINUTE = timedelta(minutes=1)
S = RegistrationState
WITH_A_TEST_OF_THEIR_OWN = {"participant", "account"}


def left(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.mark.parametrize(("key", "model", "make"), CASES)
def test_a_row_goes_when_its_period_is_over(
    db_app: Flask, clock: time_machine.Coordinates, key: str, model: type, make: Callable[[], datetime]
) -> None:
    each = BY_KEY[key]
    assert each.period is not None
    over = make() + each.period
    clock.move_to(over - MINUTE)
    assert delete_due([each]) == 0
    assert left(model) == 1
    clock.move_to(over + MINUTE)
    assert delete_due([each]) == 1
    assert left(model) == 0
    assert delete_due([each]) == 0


def test_every_class_has_a_case(db_app: Flask) -> None:
    assert {each.key for each in CLASSES if each.rows} == {key for key, *_ in CASES} | WITH_A_TEST_OF_THEIR_OWN


def test_an_offer_stays_when_its_registrations_go(db_app: Flask, clock: time_machine.Coordinates) -> None:
    clock.move_to(register(S.CONFIRMED) + 366 * DAY)
    assert delete_due([BY_KEY["registration_completed"]]) == 1
    assert (left(Opportunity), left(Shift)) == (1, 1)


@pytest.mark.parametrize("state", [S.HELD, S.PENDING, S.CONFIRMED])
def test_what_is_active_does_not_go_as_ended(db_app: Flask, clock: time_machine.Coordinates, state: S) -> None:
    register(state)
    clock.shift(100 * DAY)
    assert delete_due() == 0


def test_a_mail_that_waits_stays(db_app: Flask, clock: time_machine.Coordinates) -> None:
    mail()
    clock.shift(100 * DAY)
    assert delete_due() == 0


def test_a_claim_that_waits_for_a_decision_stays(db_app: Flask, clock: time_machine.Coordinates) -> None:
    city = town()
    save(Claim(city_id=city.id, association_id=make_association(city).id, user_id=make_user().id))
    clock.shift(700 * DAY)
    assert delete_due([BY_KEY["claim"]]) == 0


def test_an_invited_platform_administrator_has_a_week_longer(db_app: Flask, clock: time_machine.Coordinates) -> None:
    make_user(confirmed=False, is_platform_admin=True)
    clock.shift(9 * DAY - MINUTE)
    assert delete_due([BY_KEY["account_unconfirmed"]]) == 0
    clock.shift(2 * MINUTE)
    assert delete_due([BY_KEY["account_unconfirmed"]]) == 1


def test_a_guest_is_forgotten_with_the_last_registration(db_app: Flask, clock: time_machine.Coordinates) -> None:
    register(S.WITHDRAWN)
    clock.shift(30 * DAY - MINUTE)
    assert delete_due() == 0
    assert left(Participant) == 1
    clock.shift(2 * MINUTE)
    assert delete_due() == 2
    assert left(Participant) == 0


def test_who_has_an_account_is_no_forgotten_guest(db_app: Flask, clock: time_machine.Coordinates) -> None:
    save(Participant(user_id=make_user(last_seen_at=utcnow()).id))
    clock.shift(10 * DAY)
    assert delete_due() == 0


def test_the_hourly_round_leaves_what_lives_longer(db_app: Flask, clock: time_machine.Coordinates) -> None:
    register(S.EXPIRED)
    audit()
    clock.shift(1000 * DAY)
    assert delete_short_lived() == 2  # the registration and the guest behind it
    assert left(AuditEntry) == 1


def test_a_city_may_shorten_a_period_and_no_other_city_minds(db_app: Flask, clock: time_machine.Coordinates) -> None:
    register(S.WITHDRAWN, city=make_city("kurz", policies={"periods": {"registration_ended": 7}}))
    register(S.WITHDRAWN, city=make_city("lang", policies={"periods": {"registration_ended": 400}}))
    clock.shift(7 * DAY + MINUTE)
    assert delete_due([BY_KEY["registration_ended"]]) == 1
    clock.shift(23 * DAY)
    assert delete_due([BY_KEY["registration_ended"]]) == 1


def test_many_rows_go_in_batches(
    db_app: Flask, clock: time_machine.Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_module, "BATCH", 2)
    save(*(Attempt(kind="x", key=str(number)) for number in range(5)))
    clock.shift(2 * DAY)
    assert delete_due([BY_KEY["attempt"]]) == 5


def test_two_workers_at_once_delete_once(app: Flask) -> None:
    with app.app_context(), entered(SYSTEM):
        save(*(Attempt(kind="x", key=str(number), at=utcnow() - 3 * DAY) for number in range(40)))
    done: list[int] = []
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            done.append(delete_due([BY_KEY["attempt"]]))
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 40
    with app.app_context(), entered(SYSTEM):
        assert left(Attempt) == 0


def test_the_dry_run_tells_what_would_go_and_what_is_next(app: Flask, clock: time_machine.Coordinates) -> None:
    with app.app_context(), entered(SYSTEM):
        register(S.WITHDRAWN)
        audit()
    clock.shift(31 * DAY)
    said = app.test_cli_runner().invoke(args=["retention", "--dry-run"], catch_exceptions=False).output
    lines = {line.split()[0]: line for line in said.splitlines()}
    assert "Musterstadt" in lines["registration_ended"] and "1 now" in lines["registration_ended"]
    assert "0 now  next 2028-05-03" in lines["audit"]
    with app.app_context(), entered(SYSTEM):
        assert left(Registration) == 1
    assert app.test_cli_runner().invoke(args=["retention"]).output == "2 rows deleted.\n"
    with app.app_context(), entered(SYSTEM):
        assert left(Registration) == 0


def test_what_is_next_follows_the_city(db_app: Flask, clock: time_machine.Coordinates) -> None:
    register(S.WITHDRAWN, city=make_city("kurz", policies={"periods": {"registration_ended": 7}}))
    line = next(line for line in outlook() if line.key == "registration_ended")
    assert (line.city, line.due, line.next_at) == ("Kurz", 0, utcnow() + 7 * DAY)
