"""A real SMTP server on this machine that keeps what it receives."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class SmtpSink:
    """The server; `messages` in the order of arrival. `refuse` answers the next mails with that reply instead."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: list[EmailMessage] = []
        self.refuse: list[str] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=port, ready_timeout=60)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """What one address has received."""
        return [message for message in self.messages if address in (message["X-Envelope-To"] or "").split()]

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def clear(self) -> None:
        self.messages.clear()
        self.refuse.clear()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # aiosmtpd's name
        if self.refuse:
            return self.refuse.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        message["X-Envelope-To"] = " ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None, "the mail has no plain text"
    return str(body.get_content())
