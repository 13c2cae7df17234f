"""The outbox: written with what it tells about, sent over real SMTP, tried again, erased."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.delivery import BACKOFF_MINUTES, claim_due, deliver_due, postpone
from engagement.notifications.models import OutboxMessage
from engagement.notifications.operations import MailFrame, enqueue_mail
from engagement.notifications.rules import AWAY
from tests.support.mail import SmtpSink
from tests.support.stage import free_port

FROM = "mitmachen@region.example"
FRAME = MailFrame(city_id=None, city_slug=None, city_name="Bühlertal", platform_name="Mitmachen", claim="macht mit")


def put(to_email: str = "mara@leute.example", **values: Any) -> None:
    row = {
        "kind": "test", "to_email": to_email, "to_name": "Mara Müßig", "from_name": "Bühlertal macht mit",
        "subject": "Grüße – Ihr Platz", "body_text": "Schön, dass Sie dabei sind.\n", "body_html": "<p>Schön</p>",
    } | values  # fmt: skip
    with writing():
        db.session.add(OutboxMessage(**row))


def rows() -> list[OutboxMessage]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


@pytest.mark.both_engines
def test_a_mail_arrives_with_umlauts_and_both_bodies(db_app: Flask, smtp_sink: SmtpSink) -> None:
    put()
    assert deliver_due(smtp_sink.url, FROM) == 1
    (mail,) = smtp_sink.messages
    assert str(mail["Subject"]) == "Grüße – Ihr Platz"
    assert mail["From"].addresses[0].display_name == "Bühlertal macht mit"
    assert mail["To"].addresses[0].addr_spec == "mara@leute.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and "Schön, dass Sie dabei sind." in plain.get_content()
    assert html is not None and "<p>Schön</p>" in html.get_content()


@pytest.mark.both_engines
def test_after_delivery_nothing_of_the_text_is_kept(db_app: Flask, smtp_sink: SmtpSink) -> None:
    put()
    deliver_due(smtp_sink.url, FROM)
    (row,) = rows()
    assert row.sent_at is not None
    assert (row.subject, row.body_text, row.body_html) == ("", "", "")
    assert deliver_due(smtp_sink.url, FROM) == 0
    assert len(smtp_sink.messages) == 1


def test_a_server_that_is_away_delays_with_backoff_and_loses_nothing(db_app: Flask, smtp_sink: SmtpSink) -> None:
    put()
    before = utcnow()
    assert deliver_due(f"smtp://127.0.0.1:{free_port()}", FROM) == 0
    (row,) = rows()
    assert row.sent_at is None and row.attempts == 0 and row.last_error, "it was not the mail's fault"
    assert row.body_text
    assert row.next_attempt_at >= before + AWAY
    assert deliver_due(smtp_sink.url, FROM) == 0, "not due yet"
    with writing():
        db.session.execute(sa.update(OutboxMessage).values(next_attempt_at=before))
    assert deliver_due(smtp_sink.url, FROM) == 1


def test_after_the_last_try_it_gives_up_and_says_why(db_app: Flask) -> None:
    put()
    (row,) = rows()
    postpone(row.id, len(BACKOFF_MINUTES) + 1, "Connection refused")
    (row,) = rows()
    assert row.failed_at is not None and row.last_error == "Connection refused"
    assert row.body_text, "somebody may try again"


def test_an_address_that_the_server_refuses_does_not_stop_the_others(db_app: Flask, smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse.append("550 5.1.1 No such user")
    put("weg@leute.example")
    put("mara@leute.example")
    assert deliver_due(smtp_sink.url, FROM) == 1
    gone, arrived = rows()
    assert gone.failed_at is not None and "550" in gone.last_error
    assert arrived.sent_at is not None


def test_a_passing_refusal_is_tried_again(db_app: Flask, smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse.append("451 4.3.0 Please try again later")
    put()
    assert deliver_due(smtp_sink.url, FROM) == 0
    (row,) = rows()
    assert row.failed_at is None and row.attempts == 1 and "451" in row.last_error


@pytest.mark.both_engines
def test_two_workers_send_each_mail_once(db_app: Flask, smtp_sink: SmtpSink) -> None:
    for number in range(30):
        put(f"person{number}@leute.example")

    def work() -> None:
        with db_app.app_context():
            deliver_due(smtp_sink.url, FROM)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    receivers = [mail["To"].addresses[0].addr_spec for mail in smtp_sink.messages]
    assert sorted(receivers) == sorted(f"person{number}@leute.example" for number in range(30))


@pytest.mark.both_engines
def test_a_lease_that_ran_out_is_taken_up_again(db_app: Flask) -> None:
    put()
    assert len(claim_due()) == 1
    assert claim_due() == [], "leased to the first"
    with writing():
        db.session.execute(sa.update(OutboxMessage).values(leased_until=utcnow() - timedelta(seconds=1)))
    assert len(claim_due()) == 1


def test_a_mail_outside_an_operation_is_refused(db_app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside the operation"):
        enqueue_mail("test", to_email="mara@leute.example", frame=FRAME, context={})


def test_mail_of_a_failed_operation_never_existed(db_app: Flask) -> None:
    with pytest.raises(LookupError), entered(SYSTEM), writing():
        db.session.add(OutboxMessage(kind="test", to_email="a@b.example", subject="x", body_text="x", body_html="x"))
        db.session.flush()
        raise LookupError
    assert rows() == []
