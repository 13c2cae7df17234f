"""Mails that come back later: read as mail servers write them, tied to what we have sent, from a real mailbox."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.jobs.tasks import read_mailbox
from engagement.kernel.clock import utcnow
from engagement.notifications.delivery import deliver_due
from engagement.notifications.mailbox import MailboxTrouble, read_returns
from engagement.notifications.models import DeadAddress, OutboxMessage
from engagement.notifications.operations import Noted, mark_dead, revive
from engagement.notifications.queries import is_dead
from engagement.notifications.returns import take_in
from engagement.notifications.transport import mail_id
from tests.notifications.test_reliability import FROM, ROOT, put, row_of, rows
from tests.support.imap_process import ImapProcess, imap_process
from tests.support.returned import DIALECTS, returned
from tests.support.smtp_process import SmtpProcess, smtp_process
from tests.support.stage import SECRET, free_port

WEG = "weg@leute.example"


@pytest.fixture
def mailbox() -> Iterator[ImapProcess]:
    with imap_process(free_port()) as running:
        yield running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpProcess]:
    with smtp_process(free_port(), tmp_path / "smtp") as running:
        yield running


def left(to: str = WEG, **values: Any) -> OutboxMessage:
    """A mail that a server on the way has taken."""
    put(to, **({"sent_at": utcnow(), "subject": "", "body_text": "", "body_html": ""} | values))
    return rows()[-1]


def report(dialect: str, row: OutboxMessage, **values: Any) -> bytes:
    return returned(dialect, mail_id=str(mail_id(row)), **({"to": row.to_email} | values))


def dead() -> set[str]:
    db.session.rollback()
    with entered(SYSTEM):
        return set(db.session.scalars(sa.select(DeadAddress.email_normalised)))


@pytest.mark.both_engines
@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_server_is_understood(db_app: Flask, dialect: str) -> None:
    row = left("Weg@Leute.example")
    assert take_in(report(dialect, row)) is Noted.MARKED
    assert dead() == {WEG}
    after = row_of("Weg@Leute.example")
    assert after.failed_at is not None and after.sent_at is not None
    assert after.last_error.startswith("5.")
    # The same report once more, also after the person says that the address works, changes nothing.
    revive(WEG)
    assert take_in(report(dialect, row)) is Noted.REPEATED
    assert dead() == set()


@pytest.mark.parametrize(
    ("dialect", "values", "noted"),
    [
        ("postfix", {"action": "delayed", "status": "4.4.1"}, Noted.PATIENCE),
        ("postfix", {"action": "relayed", "status": "2.1.5"}, Noted.PATIENCE),
        # Given up after five days: the mail has not arrived, but nobody says that there is no such mailbox.
        ("postfix", {"status": "4.4.1", "diagnostic": "smtp; 451 4.4.1 timed out"}, Noted.RETURNED),
        ("postfix", {"status": "5.2.2", "diagnostic": "smtp; 552 5.2.2 mailbox full"}, Noted.RETURNED),
        ("postfix", {"status": "5.7.1", "diagnostic": "smtp; 550 5.7.1 unknown sender, spam"}, Noted.RETURNED),
        ("postfix", {"status": "5.4.4", "diagnostic": "x-postfix; Host or domain name not found"}, Noted.MARKED),
        ("postfix", {"status": "5.2.1", "diagnostic": "smtp; 550 5.2.1 disabled"}, Noted.MARKED),
        ("exchange", {"status": "5.1.10"}, Noted.MARKED),
        ("exchange", {"status": "5.4.1", "diagnostic": "smtp;550 5.4.1 Recipient address rejected"}, Noted.MARKED),
        ("exim", {"diagnostic": "smtp; 550 5.1.1 <weg> gone"}, Noted.MARKED),
        ("exim", {"diagnostic": "smtp; 550 5.7.1 unknown client"}, Noted.RETURNED),
        ("exim", {"diagnostic": "smtp; 550 High probability of spam"}, Noted.RETURNED),
        ("exim", {"diagnostic": "smtp; 452 user unknown, try later"}, Noted.RETURNED),
        ("exim", {"diagnostic": ""}, Noted.RETURNED),
    ],
)  # fmt: skip
def test_only_a_mailbox_that_does_not_exist_marks_its_address(
    db_app: Flask, dialect: str, values: dict[str, str], noted: Noted
) -> None:
    row = left()
    assert take_in(report(dialect, row, **values)) is noted
    assert dead() == ({WEG} if noted is Noted.MARKED else set())
    assert (row_of(WEG).failed_at is not None) is (noted is not Noted.PATIENCE)


def test_a_forged_report_marks_nobody(db_app: Flask) -> None:
    """What is marked is the address that we have written to, and only by who has seen that very mail."""
    row, other = left("mara@leute.example"), left(WEG)
    number = int(row.created_at.timestamp())
    for guess in ("abcdefghijkm." + str(number), f"{row.public_id}.{number + 1}", f"{row.public_id}", "1.1", ""):
        noted = take_in(returned("postfix", mail_id=guess, to="mara@leute.example"))
        assert noted in (Noted.FOREIGN, Noted.UNREADABLE), guess
    # Who has got a mail himself cannot turn it against somebody else.
    assert take_in(report("postfix", other, to="mara@leute.example", original="mara@leute.example")) is Noted.RETURNED
    # A mail that still waits has nowhere failed.
    waiting = left("dora@leute.example", sent_at=None)
    assert take_in(report("postfix", waiting)) is Noted.FOREIGN
    assert dead() == set()


@pytest.mark.parametrize(
    ("values", "noted"),
    [
        # Passed on to another provider and refused there: a copy may well be in the mailbox that we know.
        ({"to": "sohn@anderswo.example", "original": WEG}, Noted.RETURNED),
        # The same house calls the mailbox otherwise.
        ({"to": "w.eg@leute.example", "original": WEG}, Noted.MARKED),
        ({"to": WEG, "original": "Weg+40x@leute.example"}, Noted.MARKED),
    ],
)  # fmt: skip
def test_mail_that_was_passed_on(db_app: Flask, values: dict[str, str], noted: Noted) -> None:
    assert take_in(report("postfix", left(), **values)) is noted


def test_the_envelope_id_is_enough(db_app: Flask) -> None:
    """Some services give every mail another Message-ID."""
    row = left()
    raw = returned("postfix", mail_id="0102018f-eu.service", to=WEG, envelope_id=str(mail_id(row)))
    assert take_in(raw) is Noted.MARKED


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00\xff\xfe", b"From: a@leute.example\r\nSubject: Hallo\r\n\r\nKann ich noch kommen?\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
        b"--x\r\n\r\nonly words\r\n--x--\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: message/delivery-status\r\n\r\nAction\r\n--x--\r\n",
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: displayed\r\n--x--\r\n",
        "Content-Type: multipart/report; boundary=x\r\nSubject: Zurück\r\n\r\n--x\r\n"
        "Content-Type: message/delivery-status\r\n\r\nÄ\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n--x--".encode(),
    ],
)  # fmt: skip
def test_whatever_else_somebody_sends_is_no_report(db_app: Flask, raw: bytes) -> None:
    assert take_in(raw) is Noted.UNREADABLE


@pytest.mark.both_engines
def test_the_mailbox_is_read_settled_and_left_tidy(
    db_app: Flask, mailbox: ImapProcess, caplog: pytest.LogCaptureFixture
) -> None:
    rows_ = [left(f"weg{number}@leute.example") for number in range(len(DIALECTS))]
    for dialect, row in zip(DIALECTS, rows_, strict=True):
        mailbox.deliver(report(dialect, row))
    mailbox.deliver(b"From: dora@leute.example\r\nSubject: Abwesend\r\n\r\nIch bin im Urlaub.\r\n")
    mailbox.deliver(returned("postfix", mail_id="fremdfremdfr.1700000000", to="fremd@leute.example"))
    counts = read_returns(mailbox.url)
    assert counts == {Noted.MARKED: len(DIALECTS), Noted.UNREADABLE: 1, Noted.FOREIGN: 1}
    assert dead() == {row.to_email for row in rows_}
    assert mailbox.flags() == [{r"\Flagged"}, {r"\Flagged"}], "left for a person, with a star, and unread"
    assert read_returns(mailbox.url).total() == 0, "what has its star is not read again"
    mailbox.take_stars_away()
    assert read_returns(mailbox.url).total() == 2
    assert "leute.example" not in caplog.text


def test_a_worker_that_died_half_way_counts_nothing_twice(db_app: Flask, mailbox: ImapProcess) -> None:
    row = left()
    mailbox.deliver(report("gmail", row))
    take_in(report("gmail", row))  # noted, and then killed before the mail was taken out of the mailbox
    before = row_of(WEG).failed_at
    assert read_returns(mailbox.url) == {Noted.REPEATED: 1}
    assert row_of(WEG).failed_at == before and mailbox.flags() == []


def test_another_folder_and_a_mail_that_is_far_too_large(db_app: Flask, mailbox: ImapProcess) -> None:
    row = left()
    raw = report("exchange", row).replace(b"Schoen.", b"Schoen.\r\n" * 60_000)
    mailbox.deliver(raw, "Returns")
    assert read_returns(mailbox.url.replace("/INBOX", "/Returns")) == {Noted.MARKED: 1}
    assert mailbox.flags("Returns") == []
    with pytest.raises(MailboxTrouble, match="Nowhere"):
        read_returns(mailbox.url.replace("/INBOX", "/Nowhere"))


def test_a_mailbox_that_cannot_be_read_is_said_without_its_password(
    make_app: Any, mailbox: ImapProcess, caplog: pytest.LogCaptureFixture
) -> None:
    for url in (mailbox.url.replace("geh%3Aeim", "falsch"), f"imap://u:geheim@127.0.0.1:{free_port()}/INBOX"):
        app = make_app(bounces_url=url)
        with app.app_context():
            read_mailbox(app)
    assert caplog.text.count("mailbox for returned mails") == 2
    assert "falsch" not in caplog.text and "geheim" not in caplog.text


def test_taking_proves_nothing_where_a_report_came_later(db_app: Flask, server: SmtpProcess) -> None:
    """The next server takes everything: what waits stays, and only the person's own key brings it on its way."""
    assert take_in(report("postfix", left())) is Noted.MARKED
    put(WEG)
    put(WEG, kind="account_code")
    assert deliver_due(server.url, FROM) == 1, "what she has asked for is tried"
    assert dead() == {WEG}
    revive(WEG)
    assert deliver_due(server.url, FROM) == 1
    mark_dead(WEG, "550 5.1.1 at once")
    put(WEG, kind="account_code")
    assert deliver_due(server.url, FROM) == 1
    assert dead() == set(), "a server that refuses at once and now takes it has changed its mind"


def test_a_server_that_can_is_told_our_id(db_app: Flask, server: SmtpProcess) -> None:
    server.answer(dsn=True)
    put(WEG)
    put("mara@leute.example")
    assert deliver_due(server.url, FROM) == 2
    (line, _other) = [line for line in server.log() if line["step"] == "mail"]
    row = row_of(WEG)
    assert line["options"] == ["RET=HDRS", f"ENVID={mail_id(row)}"]
    with entered(SYSTEM):
        assert not is_dead(WEG)


def bounce(app: Flask, raw: bytes) -> subprocess.CompletedProcess[bytes]:
    settings = app.config["SETTINGS"]
    environment = os.environ | {
        "ENGAGEMENT_ENV": "demo", "SECRET_KEY": SECRET, "DATABASE_URL": settings.database_url,
        "MEDIA_URL": settings.media_url, "INSTANCE_PATH": str(settings.instance_path),
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "bounce"]
    return subprocess.run(command, cwd=ROOT, env=environment, input=raw, capture_output=True, check=False)


@pytest.mark.both_engines
def test_a_mail_server_pipes_what_came_back(db_app: Flask) -> None:
    row = left()
    done = bounce(db_app, report("exim", row))
    assert done.returncode == 0, done.stderr.decode()
    assert dead() == {WEG}
    refused = bounce(db_app, b"Subject: Hallo\r\n\r\nHallo\r\n")
    assert refused.returncode == 65 and b"leute" not in refused.stdout + refused.stderr


def test_the_mailbox_is_tried_by_hand(make_app: Any, mailbox: ImapProcess) -> None:
    runner = make_app(bounces_url=mailbox.url).test_cli_runner()
    mailbox.deliver(b"Subject: Hallo\r\n\r\nHallo\r\n")
    result = runner.invoke(args=["mail", "bounces"])
    assert result.exit_code == 0 and "1 mails read" in result.output
    assert "not set" in make_app().test_cli_runner().invoke(args=["mail", "bounces"]).output
    wrong = make_app(bounces_url=mailbox.url.replace("geh%3Aeim", "falsch")).test_cli_runner()
    assert "cannot be read" in wrong.invoke(args=["mail", "bounces"]).output
