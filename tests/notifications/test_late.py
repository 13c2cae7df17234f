"""Mails that the worker puts into words: they say what is true then, and one that fails stops no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.actor import SYSTEM_ACTOR
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.notifications import late
from engagement.notifications.delivery import deliver_due
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Shift
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import Registration
from engagement.workflows.retry_mail import retry_mail
from tests.registrations.support import change, mails, make_stage, registration
from tests.support.stage import free_port

pytestmark = pytest.mark.both_engines

FROM = "mitmachen@region.example"
KIND = "registration_hold"


def queued() -> list[OutboxMessage]:
    """As they stand in the table."""
    with entered(SYSTEM):
        statement = sa.select(OutboxMessage).order_by(OutboxMessage.id)
        return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def test_it_is_queued_without_words_and_says_what_is_true_when_it_is_written(db_app: Flask) -> None:
    stage = make_stage()
    stage.register(is_written=False, name=" Hanna  Keller ", language="en")
    (row,) = queued()
    assert (row.kind, row.subject, row.body_text, row.language) == (KIND, "", "", "en")
    day, shift = timedelta(days=1), stage.shift
    change(Shift, shift.id, starts_at=shift.starts_at + day, ends_at=shift.ends_at + day, note="am Nebeneingang")
    (mail,) = mails()
    assert (mail.id, mail.about, mail.to_name, mail.language) == (row.id, None, "Hanna Keller", "en")
    assert "am Nebeneingang" in mail.body_text and "am Nebeneingang" in mail.body_html
    assert mail.subject.startswith("Please confirm")


def test_the_next_round_of_the_worker_sends_it(db_app: Flask, smtp_sink: Any) -> None:
    make_stage().register(is_written=False)
    assert deliver_due(smtp_sink.url, FROM) == 1
    (sent,) = smtp_sink.messages
    assert "/zusage/" in sent.get_body(("plain",)).get_content()


def test_it_has_its_words_although_the_server_is_away(db_app: Flask) -> None:
    make_stage().register(is_written=False)
    assert deliver_due(f"smtp://127.0.0.1:{free_port()}", FROM) == 0
    (row,) = queued()
    assert row.about is None and "/zusage/" in row.body_text


@pytest.mark.parametrize("state", [State.CONFIRMED, State.WITHDRAWN, State.CANCELLED])
def test_who_has_gone_on_without_it_gets_none(db_app: Flask, state: State) -> None:
    stage = make_stage()
    row = registration(stage.register(is_written=False).registration_id)
    change(Registration, row.id, state=state)
    assert mails(KIND) == []
    assert queued() == []


def test_nothing_is_written_about_a_row_that_is_gone(db_app: Flask) -> None:
    row = registration(make_stage().register(is_written=False).registration_id)
    with entered(SYSTEM), writing():
        db.session.execute(sa.delete(Registration).where(Registration.id == row.id))
    assert mails() == []


def test_one_that_cannot_be_written_is_given_up_and_stops_no_other(
    db_app: Flask, smtp_sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage()
    first = registration(stage.register(is_written=False, email="eins@leute.example").registration_id)
    stage.register(is_written=False, email="zwei@leute.example")
    writer = late._writers[KIND]

    def fails_once(about: int) -> Any:
        if about == first.id:
            raise LookupError("no such town")
        return writer(about)

    monkeypatch.setitem(late._writers, KIND, fails_once)
    assert deliver_due(smtp_sink.url, FROM) == 1
    lost, sent = queued()
    assert (lost.failed_at is not None, lost.last_error) == (True, "LookupError: no such town")
    assert sent.sent_at is not None
    monkeypatch.setitem(late._writers, KIND, writer)
    with entered(SYSTEM):
        retry_mail(lost.public_id, city_id=None, actor=SYSTEM_ACTOR)
    assert deliver_due(smtp_sink.url, FROM) == 1
    assert queued()[0].sent_at is not None


def test_two_workers_write_it_once(db_app: Flask) -> None:
    make_stage().register(is_written=False)
    with entered(SYSTEM):
        (waiting,) = late.unwritten()
        late.write(*waiting)
        change(OutboxMessage, waiting[0], body_text="die ersten Worte")
        late.write(*waiting)
    assert [row.body_text for row in queued()] == ["die ersten Worte"]
