"""Mail leaves over TLS, and only to a server that proves who it is; else it waits, and staff see why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from flask import Flask

from engagement.kernel.clock import utcnow
from engagement.notifications.delivery import deliver_due
from tests.notifications.test_reliability import FROM, make_due, put, rows
from tests.support.actors import sign_in
from tests.support.factories import make_city, make_staff
from tests.support.smtp_process import PASSWORD, USER, SmtpProcess, smtp_process
from tests.support.stage import free_port

TO = "mia@leute.example"
WAYS = pytest.mark.parametrize("way", ["starttls", "smtps"])


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[trustme.CA], None]:
    """Makes this machine trust an authority alone; the one of the servers to begin with."""

    def trust(known: trustme.CA) -> None:
        file = tmp_path / "authority.pem"
        known.cert_pem.write_to_path(file)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))

    trust(authority)
    return trust


@pytest.fixture
def server(
    way: str, authority: trustme.CA, trusted: Callable[[trustme.CA], None], tmp_path: Path
) -> Iterator[SmtpProcess]:  # fmt: skip
    file = tmp_path / "server.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(file)
    with smtp_process(free_port(), tmp_path / "smtp", way=way, certificate=file) as running:
        yield running


def waits(error: str) -> None:
    """The mail is kept whole, no try is counted against it, and it is tried again within minutes."""
    [row] = rows()
    assert error.lower() in row.last_error.lower()
    assert (row.sent_at, row.failed_at, row.attempts, row.leased_until) == (None, None, 0, None)
    assert utcnow() < row.next_attempt_at < utcnow() + timedelta(hours=1)
    assert row.body_text == "Schön.\n"


@WAYS
def test_a_mail_leaves_over_tls(db_app: Flask, server: SmtpProcess) -> None:
    put(TO)
    assert deliver_due(server.url, FROM) == 1
    [taken] = server.taken()
    assert (taken["to"], taken["tls"]) == (TO, True)


@WAYS
def test_the_password_is_said_after_the_handshake(db_app: Flask, server: SmtpProcess, way: str) -> None:
    put(TO)
    assert deliver_due(server.url_at("127.0.0.1", f"{USER}:{PASSWORD}@"), FROM) == 1
    steps = [line["step"] for line in server.log()]
    assert steps == ["login", "taken"]
    assert all(line["tls"] for line in server.log() if way == "starttls" or line["step"] == "taken")


@WAYS
def test_the_certificate_of_an_unknown_authority_is_refused(
    db_app: Flask, server: SmtpProcess, authority: trustme.CA, trusted: Callable[[trustme.CA], None]
) -> None:
    put(TO)
    trusted(trustme.CA())
    assert deliver_due(server.url_at("127.0.0.1", f"{USER}:{PASSWORD}@"), FROM) == 0
    assert server.log() == [], "neither the password nor the mail was said"
    waits("CERTIFICATE_VERIFY_FAILED")
    # Once the operator has put that right, it leaves by itself.
    trusted(authority)
    make_due()
    assert deliver_due(server.url, FROM) == 1
    assert len(server.taken()) == 1


@WAYS
def test_the_certificate_of_another_host_is_refused(db_app: Flask, server: SmtpProcess) -> None:
    put(TO)
    assert deliver_due(server.url_at("localhost"), FROM) == 0
    assert server.log() == []
    waits("not valid for 'localhost'")


@pytest.mark.parametrize("way", ["starttls"])
def test_a_certificate_that_is_over_is_refused(
    db_app: Flask, trusted: Callable[[trustme.CA], None], authority: trustme.CA, tmp_path: Path, way: str
) -> None:
    file = tmp_path / "old.pem"
    over = authority.issue_cert("127.0.0.1", not_after=utcnow() - timedelta(days=1))
    over.private_key_and_cert_chain_pem.write_to_path(file)
    put(TO)
    with smtp_process(free_port(), tmp_path / "smtp", way=way, certificate=file) as running:
        assert deliver_due(running.url, FROM) == 0
        assert running.log() == []
    waits("certificate has expired")


def test_no_password_is_said_without_tls(db_app: Flask, tmp_path: Path) -> None:
    """Somebody on the way takes STARTTLS out of what the server offers."""
    put(TO)
    with smtp_process(free_port(), tmp_path / "smtp", host="127.0.0.2") as plain:
        assert deliver_due(plain.url_at("127.0.0.2", f"{USER}:{PASSWORD}@"), FROM) == 0
        assert plain.log() == []
        waits("offers no STARTTLS")
        make_due()
        assert deliver_due(plain.url, FROM) == 1, "where there is no password, an inner relay may do without"


@WAYS
def test_staff_see_why_mails_wait(
    db_app: Flask, client: Any, server: SmtpProcess, trusted: Callable[[trustme.CA], None]
) -> None:
    city = make_city("hier")
    sign_in(db_app, client, make_staff(city))
    put(TO, city_id=city.id)
    trusted(trustme.CA())
    assert deliver_due(server.url, FROM) == 0
    page = client.get("/hier/stadt/mails").visible_text
    assert "Eine E-Mail wartet auf den nächsten Versuch." in page
    assert "CERTIFICATE_VERIFY_FAILED" in page
