"""A real IMAP server in a process of its own, with one mailbox in memory."""

from __future__ import annotations

import asyncio
import imaplib
import ssl
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.smtp_process import wait_until

USER, PASSWORD = "rueck@region.example", "geh:eim/1"


class ImapProcess:
    """The server as a test sees it: like somebody who looks into the mailbox with a mail program."""

    def __init__(self, port: int, trusts: ssl.SSLContext | None = None) -> None:
        self.port, self._trusts = port, trusts

    @property
    def url(self) -> str:
        return self.url_at(self.port)

    def url_at(self, port: int, scheme: str = "imap", host: str = "127.0.0.1") -> str:
        return f"{scheme}://rueck%40region.example:geh%3Aeim%2F1@{host}:{port}/INBOX"

    def listens(self) -> bool:
        try:
            imaplib.IMAP4("127.0.0.1", self.port, timeout=5).logout()
        except (OSError, imaplib.IMAP4.error):
            return False
        return True

    def connect(self) -> imaplib.IMAP4:
        connection = imaplib.IMAP4("127.0.0.1", self.port, timeout=60)
        if self._trusts is not None:
            connection.starttls(self._trusts)
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
def imap_process(
    port: int, certificate: Path | None = None, trusts: ssl.SSLContext | None = None
) -> Iterator[ImapProcess]:
    """A running server that is ended afterwards. With a certificate it wants STARTTLS before a password."""
    command = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--cert", str(certificate)] if certificate is not None else ["--no-tls"]
    command += ["--no-service", "admin", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = ImapProcess(port, trusts)
    try:
        wait_until(server.listens, "the IMAP server listens")
        yield server
    finally:
        process.kill()
        process.wait()


@contextmanager
def tls_before(behind: int, context: ssl.SSLContext) -> Iterator[int]:
    """A port that speaks TLS from the first byte (IMAPS), and passes on what it reads to the port behind it."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(_passing_on(behind), "127.0.0.1", 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def _passing_on(behind: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
        target.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", behind)
        await asyncio.gather(pass_on(reader, inner_writer), pass_on(inner_reader, writer))

    return serve
