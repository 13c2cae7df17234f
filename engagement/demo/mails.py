"""Reading the folder into which the demo's mails are delivered."""

from __future__ import annotations

import mailbox
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from engagement.kernel.languages import DEFAULT_LANGUAGE

SHOWN = 200


@dataclass(frozen=True)
class DemoMail:
    key: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str
    language: str


def mails(mail_url: str, to: str = "") -> Sequence[DemoMail]:
    """The latest mails, newest first; only those to an address that contains `to`."""
    found = [mail for mail in map(_read, _paths(mail_url)) if to.casefold() in mail.to.casefold()]
    return sorted(found, key=lambda mail: (mail.at, mail.key), reverse=True)[:SHOWN]


def mail(mail_url: str, key: str) -> DemoMail | None:
    return next((_read(path) for path in _paths(mail_url) if _key(path) == key), None)


def _paths(mail_url: str) -> list[Path]:
    root = Path(urlsplit(mail_url).path)
    if not root.is_dir():
        return []
    mailbox.Maildir(str(root))  # creates the folders that are missing
    return [path for folder in ("new", "cur") for path in (root / folder).iterdir()]


def _key(path: Path) -> str:
    return path.name.split(":", 1)[0]


def _read(path: Path) -> DemoMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return DemoMail(
        key=_key(path), at=parsedate_to_datetime(str(message["Date"])), to=str(message["To"]),
        subject=str(message["Subject"]), text=text.get_content() if text else "",
        html=html.get_content() if html else "", language=str(message["Content-Language"] or DEFAULT_LANGUAGE),
    )  # fmt: skip
