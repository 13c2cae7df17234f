"""Mail that is not lost and not sent twice: a real mail server process, real workers, killed where it hurts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.notifications.delivery import deliver_due, give_up_old
from engagement.notifications.models import DeadAddress, OutboxMessage
from engagement.notifications.operations import mark_dead
from engagement.notifications.rules import BACKOFF_MINUTES, refuses_address
from tests.support.smtp_process import SmtpProcess, smtp_process, wait_until
from tests.support.stage import SECRET, free_port

FROM = "mitmachen@region.example"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpProcess]:
    with smtp_process(free_port(), tmp_path / "smtp") as running:
        yield running


def put(to_email: str, kind: str = "registration_confirmed", **values: Any) -> None:
    row = {
        "kind": kind, "to_email": to_email, "subject": "Ihr Platz",
        "body_text": "Schön.\n", "body_html": "<p>Schön</p>",
    } | values  # fmt: skip
    with writing():
        db.session.add(OutboxMessage(**row))


def rows() -> list[OutboxMessage]:
    db.session.expire_all()
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def row_of(address: str) -> OutboxMessage:
    (row,) = [row for row in rows() if row.to_email == address]
    return row


def make_due(**values: Any) -> None:
    with writing():
        db.session.execute(sa.update(OutboxMessage).values(next_attempt_at=utcnow(), leased_until=None, **values))


def worker(app: Flask, url: str) -> subprocess.Popen[bytes]:
    settings = app.config["SETTINGS"]
    environment = os.environ | {
        "ENVIRONMENT": "test", "SECRET_KEY": SECRET, "DATABASE_URL": settings.database_url, "MAIL_URL": url,
        "MAIL_FROM": FROM, "MEDIA_URL": settings.media_url, "INSTANCE_PATH": str(settings.instance_path),
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "tests.support.mail_worker"], cwd=ROOT, env=environment)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.both_engines
def test_a_killed_worker_loses_nothing_and_repeats_the_one_in_flight_at_most(
    db_app: Flask, server: SmtpProcess
) -> None:
    """Killed three times while the server holds back its „250“, the worst moment of all."""
    addresses = [f"person{number}@leute.example" for number in range(12)]
    for address in addresses:
        put(address)
    server.answer(slow=0.2)
    for victims in (1, 2, 3):
        process = worker(db_app, server.url)
        before = len(server.taken())
        wait_until(lambda before=before: len(server.taken()) > before + 1, "a mail is on its way")
        kill(process)
        # What it had leased is anybody's when the lease runs out.
        with writing():
            db.session.execute(sa.update(OutboxMessage).values(leased_until=None))
        assert victims
    server.answer()
    with db_app.app_context():
        deliver_due(server.url, FROM)
    assert all(row.sent_at is not None for row in rows())
    times = Counter(line["to"] for line in server.taken())
    assert set(times) == set(addresses), "nothing is lost"
    repeated = [address for address, count in times.items() if count > 1]
    assert len(repeated) <= 3 and all(times[address] <= 4 for address in repeated), "one a kill at most"
    # A mail program that compares ids shows a repeated mail once.
    ids = {line["to"]: set() for line in server.taken()}
    for line in server.taken():
        ids[line["to"]].add(line["id"])
    assert all(len(each) == 1 for each in ids.values())


@pytest.mark.both_engines
def test_two_real_workers_share_the_work(db_app: Flask, server: SmtpProcess) -> None:
    for number in range(30):
        put(f"person{number}@leute.example")
    processes = [worker(db_app, server.url) for _ in range(2)]
    try:
        wait_until(lambda: all(row.sent_at for row in rows()), "all mails are sent")
    finally:
        for process in processes:
            kill(process)
    assert Counter(line["to"] for line in server.taken()).most_common(1)[0][1] == 1
    assert len(server.taken()) == 30


@pytest.mark.both_engines
def test_a_server_that_is_away_for_an_hour_costs_no_mail_and_no_try(db_app: Flask, server: SmtpProcess) -> None:
    addresses = [f"person{number}@leute.example" for number in range(30)]
    for address in addresses:
        put(address)
    server.stop()
    for _minute in range(60):
        make_due()
        assert deliver_due(server.url, FROM) == 0
    assert all(row.attempts == 0 and row.failed_at is None and row.last_error for row in rows() if row.last_error)
    server.start()
    make_due()
    assert deliver_due(server.url, FROM) == 30
    assert sorted(line["to"] for line in server.taken()) == sorted(addresses)


def test_a_passing_refusal_of_one_mail_delays_no_other(db_app: Flask, server: SmtpProcess) -> None:
    server.answer(rcpt={"voll@leute.example": "451 4.3.0 Later"}, data={"grau@leute.example": "450 4.7.1 Greylisted"})
    for address in ("voll@leute.example", "grau@leute.example", "mara@leute.example"):
        put(address)
    assert deliver_due(server.url, FROM) == 1
    for address in ("voll@leute.example", "grau@leute.example"):
        row = row_of(address)
        assert row.attempts == 1 and row.failed_at is None and row.last_error.startswith("45")
        assert timedelta() < row.next_attempt_at - utcnow() <= timedelta(minutes=BACKOFF_MINUTES[0])
    server.answer()
    make_due()
    assert deliver_due(server.url, FROM) == 2


def test_after_two_days_of_refusals_it_is_given_up_and_kept_for_the_staff(db_app: Flask, server: SmtpProcess) -> None:
    server.answer(data={"mara@leute.example": "452 4.3.1 Disk full"})
    put("mara@leute.example")
    for _try in range(len(BACKOFF_MINUTES) + 1):
        make_due()
        deliver_due(server.url, FROM)
    row = row_of("mara@leute.example")
    assert row.failed_at is not None and "452" in row.last_error and row.body_text
    assert db.session.scalar(sa.select(sa.func.count(DeadAddress.id))) == 0, "the address may be fine"


def test_a_connection_that_breaks_counts_for_the_mail_on_its_way_alone(db_app: Flask, server: SmtpProcess) -> None:
    for number in range(4):
        put(f"person{number}@leute.example")
    server.answer(hang_up_after=3)  # the third and each after it
    assert deliver_due(server.url, FROM) == 2
    assert [row.attempts for row in rows()] == [1, 1, 1, 1]
    assert [row.sent_at is not None for row in rows()] == [True, True, False, False]


@pytest.mark.both_engines
def test_an_unknown_mailbox_is_marked_and_further_mail_waits(db_app: Flask, server: SmtpProcess) -> None:
    server.answer(rcpt={"weg@leute.example": "550 5.1.1 No such user"})
    put("Weg@leute.example")
    server.answer(rcpt={"Weg@leute.example": "550 5.1.1 No such user"})
    put("mara@leute.example")
    assert deliver_due(server.url, FROM) == 1
    assert row_of("Weg@leute.example").failed_at is not None
    put("weg@leute.example", kind="registration_cancelled")
    put("weg@leute.example", kind="account_code")
    server.answer(rcpt={"weg@leute.example": "550 5.1.1 No such user"})
    before = len(server.log())
    assert deliver_due(server.url, FROM) == 0
    # What the person has just asked for is tried, everything else waits.
    assert [line["to"] for line in server.log()[before:]] == ["weg@leute.example"]
    held, asked = [row for row in rows() if row.to_email == "weg@leute.example"]
    assert held.failed_at is None and held.attempts == 0
    assert asked.failed_at is not None and asked.body_text == "", "a key is kept by nobody"
    # It works again, and the next thing that she asks for proves it.
    server.answer()
    put("weg@leute.example", kind="account_code")
    assert deliver_due(server.url, FROM) == 2
    assert db.session.scalar(sa.select(sa.func.count(DeadAddress.id))) == 0


def test_what_waits_too_long_is_given_up(db_app: Flask, server: SmtpProcess) -> None:
    mark_dead("weg@leute.example", "550")
    put("weg@leute.example", created_at=utcnow() - timedelta(days=13))
    put("weg@leute.example", created_at=utcnow() - timedelta(days=15))
    put("mara@leute.example", created_at=utcnow() - timedelta(days=6))
    with entered(SYSTEM):
        assert give_up_old() == 2
    assert [row.failed_at is not None for row in rows()] == [False, True, True]


@pytest.mark.parametrize(
    ("code", "text", "is_address"),
    [
        (550, "550 5.1.1 User unknown", True), (550, "550 No such user here", True), (553, "553 5.1.3 Bad", True),
        (550, "550 5.2.1 Mailbox disabled", True), (552, "552 5.2.2 Mailbox full", False),
        (550, "550 5.7.1 Blocked by policy", False), (554, "554 Transaction failed", False),
        (450, "450 4.1.1 Unknown, later", False),
    ],
)  # fmt: skip
def test_which_refusals_are_about_the_address(code: int, text: str, is_address: bool) -> None:
    assert refuses_address(code, text) is is_address


def test_our_own_refused_address_loses_no_mail(db_app: Flask) -> None:
    """A wrong MAIL_FROM is the operator's to mend: 5xx to MAIL FROM is tried again."""
    import socketserver
    import threading

    class Refuser(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                reply = b"550 5.7.1 Sender refused\r\n" if word == b"MAIL" else b"250 OK\r\n"
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else reply)
                if word == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refuser) as refuser:
        threading.Thread(target=refuser.serve_forever, daemon=True).start()
        put("mara@leute.example")
        assert deliver_due(f"smtp://127.0.0.1:{refuser.server_address[1]}", FROM) == 0
        refuser.shutdown()
    row = row_of("mara@leute.example")
    assert row.failed_at is None and row.attempts == 1
