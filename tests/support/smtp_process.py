"""A mail server in a process of its own, whose answers a test writes down beforehand.

`python -m tests.support.smtp_process HOST PORT FOLDER [WAY CERTIFICATE]` serves until it is ended. In FOLDER it reads
`rules.json` at each mail, and appends a line to `log.jsonl` for each step: so both outlive whoever is killed. WAY is
`starttls`, before which it takes no mail, or `smtps`, which is TLS from the first byte.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

USER, PASSWORD = "mitmachen", "geheim"


class _Handler:
    """`rules.json`: {"rcpt": {address: reply}, "data": {address: reply}, "slow": seconds, "hang_up_after": mails,
    "dsn": whether reports on delivery can be asked for}."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken = 0

    def rules(self) -> dict[str, Any]:
        try:
            return dict(json.loads((self.folder / "rules.json").read_text()))
        except FileNotFoundError:
            return {}

    def log(self, **values: Any) -> None:
        with (self.folder / "log.jsonl").open("a") as file:
            file.write(json.dumps(values) + "\n")

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, name: str, lines: list[str]) -> list[str]:
        session.host_name = name
        return [*lines[:-1], "250-DSN", lines[-1]] if self.rules().get("dsn") else lines

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        reply = self.rules().get("rcpt", {}).get(address)
        if reply:
            self.log(step="rcpt", to=address, reply=reply)
            return str(reply)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def let_in(self, _server: Any, session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        """Which name and password came, and whether over TLS."""
        is_known = isinstance(given, LoginPassword) and given == LoginPassword(USER.encode(), PASSWORD.encode())
        self.log(step="login", tls=bool(session.ssl), known=is_known)
        return AuthResult(success=is_known)

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:
        rules = self.rules()
        (address,) = envelope.rcpt_tos
        reply = rules.get("data", {}).get(address)
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if reply:
            self.log(step="data", to=address, reply=reply)
            return str(reply)
        is_secret = server.transport is not None and server.transport.get_extra_info("ssl_object") is not None
        self.log(step="taken", to=address, id=str(message["Message-ID"]), tls=is_secret)
        self.taken += 1
        await asyncio.sleep(float(rules.get("slow", 0)))
        if rules.get("hang_up_after") is not None and self.taken >= int(rules["hang_up_after"]):
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


class _Server(SMTP):
    async def smtp_MAIL(self, arg: str | None) -> None:
        """The library knows no RFC 3461: the options are noted and taken off."""
        address, *options = (arg or "").split()
        mine = [option for option in options if option.startswith(("RET=", "ENVID="))]
        if mine:
            self.event_handler.log(step="mail", options=mine)
        await super().smtp_MAIL(" ".join([address, *(option for option in options if option not in mine)]))


async def _serve(host: str, port: int, folder: Path, way: str = "", certificate: str = "") -> None:
    handler = _Handler(folder)
    loop = asyncio.get_running_loop()
    context = None
    if way:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    starts = {"tls_context": context, "require_starttls": True} if way == "starttls" else {}

    def protocol() -> SMTP:
        return _Server(handler, loop=loop, authenticator=handler.let_in, auth_require_tls=way == "starttls", **starts)

    server = await loop.create_server(protocol, host, port, ssl=context if way == "smtps" else None)
    await server.serve_forever()


class SmtpProcess:
    """The server as a test sees it."""

    def __init__(
        self, port: int, folder: Path, *, host: str = "127.0.0.1", way: str = "", certificate: Path | None = None
    ) -> None:  # fmt: skip
        self.port, self.folder, self.host = port, folder, host
        self.way, self.certificate = way, certificate
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.url_at(self.host)

    def url_at(self, host: str, sign_in: str = "") -> str:
        """The address of the server under another name, with `user:password@` before it."""
        return f"{'smtps' if self.way == 'smtps' else 'smtp'}://{sign_in}{host}:{self.port}"

    def answer(self, **rules: Any) -> None:
        """What it does from now on; nothing makes it take every mail at once."""
        new = self.folder / "rules.new"
        new.write_text(json.dumps(rules))
        new.replace(self.folder / "rules.json")

    def log(self) -> list[dict[str, str]]:
        path = self.folder / "log.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def taken(self) -> list[dict[str, str]]:
        return [line for line in self.log() if line["step"] == "taken"]

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.support.smtp_process", self.host, str(self.port), str(self.folder)]
        command += [self.way, str(self.certificate)] if self.way else []
        self.process = subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2])
        wait_until(self._listens, "the mail server listens")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _listens(self) -> bool:
        import socket

        try:
            socket.create_connection((self.host, self.port), timeout=1).close()
        except OSError:
            return False
        return True


@contextmanager
def smtp_process(
    port: int, folder: Path, *, host: str = "127.0.0.1", way: str = "", certificate: Path | None = None
) -> Iterator[SmtpProcess]:  # fmt: skip
    """A running server that is ended afterwards; with a `way` and a certificate it speaks TLS."""
    folder.mkdir(parents=True, exist_ok=True)
    server = SmtpProcess(port, folder, host=host, way=way, certificate=certificate)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def wait_until(condition: Any, what: str, seconds: float = 60) -> None:
    """Look often until it is true; another process needs its time. AssertionError when it never comes."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, f"not within {seconds} s: {what}"
        time.sleep(0.02)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:]))
