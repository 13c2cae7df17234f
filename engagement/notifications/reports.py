"""Reading what a mail server sends back later: reports on delivery after RFC 3464. Pure.

Such a report has three parts: words for people, fields for machines, and the mail that did not arrive, or its headers.
We take the fields, and from the third part the id by which we know our own mail again. Anybody may send us anything:
what is no report, or cannot be read, is None and no error.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from engagement.kernel.values import normalise_email
from engagement.notifications.rules import refuses_address

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = (
    "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers",
)  # fmt: skip
_MAIL_ID = re.compile(r"([A-Za-z0-9_-]{6,16})\.(\d{9,11})")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"\b([245]\d\d)\b")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
# Servers that give a bare 550 say with words alone whether they mean the mailbox or the mail.
_NO_SUCH_MAILBOX = re.compile(
    r"unknown|no such|not exist|unrouteable|not found|no mailbox|invalid (recipient|mailbox|address|user)"
    r"|(mailbox|recipient|user|account|address)[^.]{0,40}(unavailable|disabled|rejected|invalid)|unbekannt",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class MailId:
    """What we know one of our mails by: it stands in its Message-ID, and is told to the server as envelope id."""

    public_id: str
    created: int  # Unix time, in seconds

    def __str__(self) -> str:
        return f"{self.public_id}.{self.created}"


@dataclass(frozen=True)
class Recipient:
    """What became of one recipient, as the server has put it."""

    address: str
    original_address: str
    action: str
    status: str
    diagnostic: str

    @property
    def has_failed(self) -> bool:
        """Whether the server has given up. Reports on delays are for patience."""
        return self.action == "failed"

    @property
    def reason(self) -> str:
        """The server's words, on one line."""
        return " ".join(f"{self.status} {self.diagnostic}".split())


@dataclass(frozen=True)
class DeliveryReport:
    mail: MailId
    recipients: tuple[Recipient, ...]


def parse_report(raw: bytes) -> DeliveryReport | None:
    """The report that a mail is; None when it is none, or none that names a mail of ours and what became of it."""
    message = email.message_from_bytes(raw)
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    status = next((part for part in parts if part.get_content_type() in _STATUS_TYPES), None)
    if status is None:
        return None
    blocks = list(_blocks(status))
    recipients = tuple(_recipient(block) for block in blocks if "Action" in block)
    mail = _mail_id(blocks, parts)
    return DeliveryReport(mail, recipients) if mail and recipients else None


def says_dead(recipient: Recipient, address: str) -> bool:
    """Whether it says that there is no such mailbox at `address`, in its normal form.

    Mail that was passed on and failed there says nothing about the address that we know, unless the same house renamed
    it. What is full, too large or unwelcome has failed too, but the mailbox is there.
    """
    if not recipient.has_failed or not _is_about(recipient, address):
        return False
    found = _STATUS.search(recipient.status)
    if found and found[1] != "5":
        return False
    if found and found[2] != "0":
        return _is_nowhere(found[0])
    spoken = _STATUS.search(recipient.diagnostic)
    if spoken and spoken[2] != "0":
        return spoken[1] == "5" and _is_nowhere(spoken[0])
    reply = _REPLY.search(recipient.diagnostic)
    is_refusal = reply is None or refuses_address(int(reply[1]), "")
    return is_refusal and _NO_SUCH_MAILBOX.search(recipient.diagnostic) is not None


def _is_nowhere(status: str) -> bool:
    """Beside what a dialogue says of a mailbox, a report says that no server takes mail for the whole domain (5.4.4);
    one widespread server says 5.4.1 for a mailbox that it does not know."""
    return refuses_address(550, status) or status in ("5.4.1", "5.4.4")


def _is_about(recipient: Recipient, address: str) -> bool:
    if recipient.address == address:
        return True
    same_house = recipient.address.rpartition("@")[2] == address.rpartition("@")[2]
    return recipient.original_address == address and same_house


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields, divided by empty lines. The library divides them for the one type and not for the other."""
    payload = part.get_payload()
    if part.get_content_type() == _STATUS_TYPES[0] and isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))
        return
    text = part.as_string().partition("\n\n")[2]
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        yield email.message_from_string(block.strip() + "\n")


def _recipient(block: Message) -> Recipient:
    status = _STATUS.search(str(block.get("Status", "")))
    return Recipient(
        address=_address(block.get("Final-Recipient")), original_address=_address(block.get("Original-Recipient")),
        action=str(block["Action"]).split("(")[0].strip().casefold(), status=status[0] if status else "",
        diagnostic=" ".join(str(block.get("Diagnostic-Code", "")).split())[:400],
    )  # fmt: skip


def _address(value: object) -> str:
    """`rfc822; <somebody@example.org>` in its normal form; what a server has escaped (RFC 3461) is put back."""
    text = str(value or "").partition(";")[2].strip().strip("<>")
    return normalise_email(_XTEXT.sub(lambda found: chr(int(found[1], 16)), text))


def _mail_id(blocks: list[Message], parts: list[Message]) -> MailId | None:
    """From the envelope id where servers pass it on, else from the headers of the returned mail."""
    told = [str(block["Original-Envelope-Id"]) for block in blocks if "Original-Envelope-Id" in block]
    told += [_returned_id(part) for part in parts if part.get_content_type() in _RETURNED_TYPES]
    found = next((match for text in told if (match := _MAIL_ID.match(text.strip().lstrip("<")))), None)
    return MailId(found[1], int(found[2])) if found else None


def _returned_id(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        return str(payload[0].get("Message-ID", "")) if payload and isinstance(payload[0], Message) else ""
    raw = part.get_payload(decode=True)
    return str(email.message_from_bytes(raw).get("Message-ID", "")) if isinstance(raw, bytes) else ""
