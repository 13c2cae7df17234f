"""A place is offered, and the mail about it comes back: it goes on at once, or the association calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.jobs.tasks import deliver_mail, read_mailbox
from engagement.kernel.clock import utcnow
from engagement.notifications.models import DeadAddress, OutboxMessage
from engagement.notifications.operations import mark_dead, revive
from engagement.notifications.queries import is_dead
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import Registration
from tests.notifications.test_returns import report
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage, registration, taken
from tests.registrations.test_concurrency import at_once
from tests.registrations.test_desk_pages import people, today
from tests.support.imap_process import imap_process
from tests.support.smtp_process import SmtpProcess, smtp_process
from tests.support.stage import free_port

both_engines = pytest.mark.both_engines
MIA, NEXT = "mia@leute.example", "otto@leute.example"


def offered(**values: Any) -> tuple[Stagecraft, str, str]:
    """One place, offered to Mia; Otto is next."""
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    mia = stage.guest(email=MIA, may_wait=True, **values).registration_id
    otto = stage.guest(email=NEXT, may_wait=True).registration_id
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(first, actor=ANONYMOUS)
    assert [registration(each).state for each in (mia, otto)] == [State.OFFERED, State.WAITLISTED]
    return stage, mia, otto


def states(*public_ids: str) -> list[State]:
    return [registration(each).state for each in public_ids]


def actions(public_id: str) -> list[str]:
    with entered(SYSTEM):
        statement = sa.select(AuditEntry.action).where(AuditEntry.subject_id == public_id).order_by(AuditEntry.id)
        return list(db.session.scalars(statement))


@both_engines
def test_the_place_goes_on_and_she_keeps_her_turn(db_app: Flask) -> None:
    stage, mia, otto = offered()
    turn = registration(mia).queued_at
    assert operations.pass_on_undelivered() == 0
    mark_dead(MIA, "550 5.1.1 No such user")
    assert operations.pass_on_undelivered() == 1
    assert states(mia, otto) == [State.WAITLISTED, State.OFFERED]
    row = registration(mia)
    assert (row.queued_at, row.hold_until, taken(stage.shift)) == (turn, None, 1)
    assert actions(mia).count("registration.offer_unreached") == 1
    assert [mail.to_email for mail in mails("registration_offered")] == [MIA, NEXT]
    assert operations.pass_on_undelivered() == 0


@both_engines
def test_once_her_address_works_it_is_her_turn_again(db_app: Flask) -> None:
    stage, mia, otto = offered()
    mark_dead(MIA, "550 5.1.1 No such user")
    operations.pass_on_undelivered()
    revive(MIA)
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(otto, actor=ANONYMOUS)
    assert states(mia) == [State.OFFERED]


@both_engines
def test_who_has_a_phone_is_called_instead(db_app: Flask, clock: Any) -> None:
    _stage, mia, otto = offered(phone="0171 3920011")
    mark_dead(MIA, "550 5.1.1 No such user")
    assert operations.pass_on_undelivered() == 1
    assert states(mia, otto) == [State.OFFERED, State.WAITLISTED]
    assert registration(mia).is_by_phone
    [call] = mails("registration_call")
    assert "ist als Nächstes auf der Warteliste" in call.body_text
    assert "registration.call_asked" in actions(mia)
    assert operations.pass_on_undelivered() == 0


@both_engines
def test_what_is_settled_stays(db_app: Flask) -> None:
    """She had opened the mail before it came back from a second address, or has left; an offer that ran out is expired
    by the clock."""
    stage, mia, otto = offered()
    mark_dead(MIA, "550 5.1.1 No such user")
    with entered(Scope.city(stage.city.id)):
        operations.take_offer(mia, actor=ANONYMOUS)
    assert operations.pass_on_undelivered() == 0
    assert states(mia, otto) == [State.CONFIRMED, State.WAITLISTED]
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(mia, actor=ANONYMOUS)
    mark_dead(NEXT, "550")
    change(Registration, registration(otto).id, hold_until=utcnow())
    assert operations.pass_on_undelivered() == 0


def test_a_late_button_says_that_she_waits(db_app: Flask) -> None:
    stage, mia, _otto = offered()
    mark_dead(MIA, "550 5.1.1 No such user")
    operations.pass_on_undelivered()
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.PlaceNotOffered):
        operations.take_offer(mia, actor=ANONYMOUS)


@both_engines
@pytest.mark.parametrize("turn", range(4))
def test_taken_and_passed_on_at_the_same_moment(db_app: Flask, turn: int) -> None:
    stage, mia, otto = offered()
    with entered(SYSTEM), writing():
        db.session.add(DeadAddress(email_normalised=MIA, error="550 unknown"))

    def take() -> Any:
        return operations.take_offer(mia, actor=ANONYMOUS)

    calls = [take, operations.pass_on_undelivered, operations.pass_on_undelivered, operations.tend_waitlists]
    found = at_once(db_app, Scope.city(stage.city.id), calls[turn:] + calls[:turn])
    assert taken(stage.shift) == 1
    outcome = states(mia, otto)
    assert outcome in ([State.CONFIRMED, State.WAITLISTED], [State.WAITLISTED, State.OFFERED]), found
    refused = any(isinstance(each, errors.PlaceNotOffered) for each in found)
    assert refused == (outcome[0] is State.WAITLISTED)
    assert kinds().count("registration_offered") == 1 + refused
    assert actions(mia).count("registration.offer_unreached") == refused


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpProcess]:
    with smtp_process(free_port(), tmp_path / "smtp") as running:
        yield running


def test_the_server_says_that_there_is_no_such_mailbox(make_app: Any, db_app: Flask, server: SmtpProcess) -> None:
    _stage, mia, otto = offered()
    server.answer(rcpt={MIA: "550 5.1.1 No such user"})
    app = make_app(mail_url=server.url)
    with app.app_context():
        deliver_mail(app)
        assert states(mia, otto) == [State.WAITLISTED, State.OFFERED]
        deliver_mail(app)
    assert server.taken()[-1]["to"] == NEXT


def test_the_mail_comes_back_later(make_app: Any, db_app: Flask) -> None:
    _stage, mia, otto = offered()
    with entered(SYSTEM), writing():
        db.session.execute(
            sa.update(OutboxMessage).where(OutboxMessage.kind == "registration_offered").values(sent_at=utcnow())
        )
    with imap_process(free_port()) as mailbox:
        app = make_app(bounces_url=mailbox.url)
        mailbox.deliver(report("postfix", mails("registration_offered")[-1]))
        with app.app_context():
            read_mailbox(app)
    db.session.rollback()  # what was read before stays as it was
    assert is_dead(MIA)
    assert states(mia, otto) == [State.WAITLISTED, State.OFFERED]


def test_association_and_staff_see_why(db_app: Flask, team_client: Any, desk_client: Any, clock: Any) -> None:
    stage, _mia, _otto = offered()
    mark_dead(MIA, "550 5.1.1 No such user")
    operations.pass_on_undelivered()
    listed = team_client(stage).get(people(stage)).visible_text
    said = "Ein Platz war frei (heute, 10 Uhr). Die E-Mail dazu kam zurück."
    assert "Nicht erreichbar" in listed
    assert said in listed
    assert said in desk_client(stage).get("/musterstadt/stadt/unbeantwortet").visible_text
    assert "Mia" not in team_client(stage).get(today(stage)).visible_text
