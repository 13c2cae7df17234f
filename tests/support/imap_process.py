"""A real IMAP server in a process of its own, with one mailbox in memory."""

from __future__ import annotations

import imaplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.smtp_process import wait_until

USER, PASSWORD = "rueck@region.example", "geh:eim/1"


class ImapProcess:
    """The server as a test sees it: like somebody who looks into the mailbox with a mail program."""

    def __init__(self, port: int) -> None:
        self.port = port

    @property
    def url(self) -> str:
        return f"imap://rueck%40region.example:geh%3Aeim%2F1@127.0.0.1:{self.port}/INBOX"

    def listens(self) -> bool:
        try:
            imaplib.IMAP4("127.0.0.1", self.port, timeout=5).logout()
        except (OSError, imaplib.IMAP4.error):
            return False
        return True

    def connect(self) -> imaplib.IMAP4:
        connection = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        connection.login(USER, PASSWORD)
        return connection

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        connection = self.connect()
        connection.create(folder)
        answer, _data = connection.append(folder, "", "", raw)
        assert answer == "OK"
        connection.logout()

    def flags(self, folder: str = "INBOX") -> list[set[str]]:
        """The flags of each mail that is there."""
        connection = self.connect()
        connection.select(folder)
        _answer, data = connection.fetch("1:*", "(FLAGS)")
        connection.logout()
        lines = [line for line in data if isinstance(line, bytes)]
        return [{flag.decode() for flag in imaplib.ParseFlags(line)} - {r"\Recent"} for line in lines]

    def take_stars_away(self) -> None:
        connection = self.connect()
        connection.select("INBOX")
        connection.store("1:*", "-FLAGS", r"(\Flagged)")
        connection.logout()


@contextmanager
def imap_process(port: int) -> Iterator[ImapProcess]:
    """A running server that is ended afterwards."""
    command = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    command += ["--no-service", "admin", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = ImapProcess(port)
    try:
        wait_until(server.listens, "the IMAP server listens")
        yield server
    finally:
        process.kill()
        process.wait()
