"""Asking one server on this machine again and again: bounded in number and time, over connections that stay open.

Closed loop: each of a few clients sends its next request when it has its answer. Sockets and threads of the standard
library: a client library would cost more time than the pages that are measured.
"""

from __future__ import annotations

import itertools
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MAX_REQUESTS = 200_000  # of one scenario, whatever the time says
TIMEOUT = 30.0


@dataclass(frozen=True)
class Ask:
    """One request. `form` makes it a POST; `sender` is the visitor's address as a proxy tells it."""

    path: str
    form: str | None = None
    sender: str = "192.0.2.1"

    def raw(self, host: str) -> bytes:
        head = f"{'GET' if self.form is None else 'POST'} {self.path} HTTP/1.1\r\nHost: {host}\r\n"
        head += f"Accept: text/html\r\nX-Forwarded-For: {self.sender}\r\nX-Forwarded-Proto: https\r\n"
        head += f"X-Forwarded-Host: {host}\r\n"
        if self.form is None:
            return f"{head}\r\n".encode()
        body = self.form.encode()
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body


@dataclass
class Result:
    """What one scenario showed; times in milliseconds."""

    seconds: float
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p99(self) -> float:
        return sorted(self.times)[max(0, -(-len(self.times) * 99 // 100) - 1)]


class Client:
    """One connection to a server on the loopback."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.port = port
        self._socket: socket.socket | None = None

    def send(self, ask: Ask) -> tuple[int, bytes]:
        """Status and body. A kept connection that the server has closed meanwhile is opened again, once."""
        raw = ask.raw(self.host)
        is_kept = self._socket is not None
        try:
            return self._send(raw)
        except (ConnectionError, BrokenPipeError):
            self.close()
            if not is_kept:
                raise
            return self._send(raw)

    def _send(self, raw: bytes) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(raw)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(self._socket)
        head, _, body = data.partition(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in lower else 0
        parts, size = [body], len(body)
        while size < length:
            parts.append(self._more(self._socket))
            size += len(parts[-1])
        if b"connection: close" in lower:
            self.close()
        return int(head.split(b" ", 2)[1]), b"".join(parts)

    @staticmethod
    def _more(connection: socket.socket) -> bytes:
        got = connection.recv(65536)
        if not got:
            raise ConnectionResetError("the server closed the connection")
        return got

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def run(port: int, asks: Iterator[Ask], *, clients: int, seconds: float) -> Result:
    """Let `clients` ask for `seconds`, and say what came. Raises when a client broke."""
    lock, broken = threading.Lock(), []
    begun = time.perf_counter()
    end = begun + seconds
    result = Result(seconds)
    source = itertools.islice(asks, MAX_REQUESTS)

    def work() -> None:
        client, times, statuses = Client(port), [], {}
        try:
            while time.perf_counter() < end:
                with lock:
                    ask = next(source, None)
                if ask is None:
                    break
                sent = time.perf_counter()
                status, _body = client.send(ask)
                times.append((time.perf_counter() - sent) * 1000)
                statuses[status] = statuses.get(status, 0) + 1
        except Exception as error:  # told to whoever waits for the threads
            broken.append(error)
        finally:
            client.close()
        with lock:
            result.times += times
            for status, number in statuses.items():
                result.statuses[status] = result.statuses.get(status, 0) + number

    _together([work] * clients)
    result.seconds = time.perf_counter() - begun
    if broken:
        raise broken[0]
    return result


def at_once(port: int, asks: list[Ask], clients: int) -> list[int]:
    """Send all requests from as many connections that begin together; returns the statuses."""
    statuses: list[int] = []
    gate, source, lock = threading.Barrier(clients), iter(asks), threading.Lock()

    def work() -> None:
        client = Client(port)
        gate.wait(TIMEOUT)
        while True:
            with lock:
                ask = next(source, None)
            if ask is None:
                break
            status, _body = client.send(ask)
            with lock:
                statuses.append(status)
        client.close()

    _together([work] * clients)
    return statuses


def _together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
