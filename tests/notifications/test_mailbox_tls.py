"""The mailbox for returned mails is read over TLS alone, and only where the server proves who it is."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from flask import Flask

from engagement.notifications.mailbox import MailboxTrouble, read_returns
from engagement.notifications.operations import Noted
from tests.notifications.test_returns import left, report
from tests.support.imap_process import ImapProcess, imap_process, tls_before
from tests.support.stage import free_port


@dataclass
class Secure:
    """A server whose certificate an authority of the test has signed: `port` wants STARTTLS, `tls_port` is IMAPS."""

    mailbox: ImapProcess
    tls_port: int

    def url(self, way: str, host: str = "127.0.0.1") -> str:
        port = self.tls_port if way == "imaps" else self.mailbox.port
        return self.mailbox.url_at(port, "imaps" if way == "imaps" else "imap", host)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Secure]:
    """The operator's machine trusts that authority, as it would a town's own."""
    known = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(known)
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    certificate = authority.issue_cert("127.0.0.1")
    file = tmp_path / "server.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    trusts = ssl.create_default_context(cafile=str(known))
    # IMAPS ends in front of a server that asks for no TLS of its own.
    with (
        imap_process(free_port(), file, trusts) as mailbox,
        imap_process(free_port()) as plain,
        tls_before(plain.port, context) as tls_port,
    ):
        yield Secure(Both(mailbox, plain), tls_port)


class Both(ImapProcess):
    """The two servers as one mailbox: what is delivered lies in both."""

    def __init__(self, first: ImapProcess, second: ImapProcess) -> None:
        super().__init__(first.port)
        self._servers = (first, second)

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        for server in self._servers:
            server.deliver(raw, folder)

    def flags(self, folder: str = "INBOX") -> list[set[str]]:
        return [flags for server in self._servers for flags in server.flags(folder)]


WAYS = pytest.mark.parametrize("way", ["imaps", "starttls"])


@WAYS
def test_a_known_certificate_is_read_over_tls(db_app: Flask, secure: Secure, way: str) -> None:
    secure.mailbox.deliver(report("postfix", left()))
    assert read_returns(secure.url(way)) == {Noted.MARKED: 1}
    assert secure.mailbox.flags() == [set()], "the other server's copy alone is left"


@WAYS
def test_the_certificate_of_an_unknown_authority_is_refused(
    db_app: Flask, secure: Secure, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure.mailbox.deliver(report("postfix", left()))
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with pytest.raises(MailboxTrouble, match="CERTIFICATE_VERIFY_FAILED"):
        read_returns(secure.url(way))
    assert secure.mailbox.flags() == [set(), set()], "nothing was touched"


@WAYS
def test_the_certificate_of_another_host_is_refused(db_app: Flask, secure: Secure, way: str) -> None:
    secure.mailbox.deliver(report("postfix", left()))
    with pytest.raises(MailboxTrouble, match=r"[Hh]ostname mismatch|not valid for 'localhost'"):
        read_returns(secure.url(way, host="localhost"))
    assert secure.mailbox.flags() == [set(), set()]
