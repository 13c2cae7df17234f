"""Handing a mail over: to an SMTP server, or to a folder for the demo's mailbox page."""

from __future__ import annotations

import mailbox
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Protocol
from urllib.parse import unquote, urlsplit

from engagement.kernel.clock import utcnow
from engagement.notifications.models import OutboxMessage

SMTP_TIMEOUT_SECONDS = 30
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None: ...


class MailRefused(Exception):
    """The server will never take this mail (SMTP 5xx, RFC 5321 section 4.2.1); trying again is pointless."""


class _Smtp:
    def __init__(self, connection: smtplib.SMTP) -> None:
        self.connection = connection

    def send(self, message: EmailMessage) -> None:
        try:
            self.connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise MailRefused(str(error.recipients)) from error
            raise
        except smtplib.SMTPResponseException as error:
            if error.smtp_code >= 500:
                raise MailRefused(f"{error.smtp_code} {error.smtp_error!r}") from error
            raise


class _Folder:
    def __init__(self, path: str) -> None:
        self.folder = mailbox.Maildir(path)

    def send(self, message: EmailMessage) -> None:
        self.folder.add(message)


@contextmanager
def opened(mail_url: str) -> Iterator[Transport]:
    """One connection for a batch. `smtp://user:password@host:587` uses STARTTLS when offered, `smtps://` always TLS.

    Raises OSError or smtplib.SMTPException when the server cannot be reached.
    """
    url = urlsplit(mail_url)
    if url.scheme == "maildir":
        yield _Folder(url.path)
        return
    host = url.hostname or "localhost"
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if url.scheme == "smtps":
        connection = smtplib.SMTP_SSL(host, url.port or 465, timeout=SMTP_TIMEOUT_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(host, url.port or 25, timeout=SMTP_TIMEOUT_SECONDS)
    with connection:
        connection.ehlo()
        if url.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        if url.username:
            connection.login(unquote(url.username), unquote(url.password or ""))
        yield _Smtp(connection)


def build(row: OutboxMessage, mail_from: str) -> EmailMessage:
    """The mail of an outbox row: text and HTML, with headers that keep autoresponders quiet (RFC 3834)."""
    message = EmailMessage()
    user, _, domain = mail_from.rpartition("@")
    message["From"] = Address(row.from_name, user, domain)
    message["To"] = _address(row.to_name, row.to_email)
    message["Subject"] = row.subject
    message["Date"] = format_datetime(utcnow())
    # The same id at every try, so that a mail sent twice after a crash is shown once by mail programs that compare ids.
    message["Message-ID"] = f"<{row.public_id}.{int(row.created_at.timestamp())}@{domain}>" if domain else make_msgid()
    message["Auto-Submitted"] = "auto-generated"
    if row.reply_to:
        message["Reply-To"] = row.reply_to
    message.set_content(row.body_text)
    message.add_alternative(row.body_html, subtype="html")
    if row.calendar:
        _add_calendar(message, row.calendar)
    message["Content-Language"] = row.language  # last: making parts moves such headers into the first of them
    return message


def _add_calendar(message: EmailMessage, calendar: str) -> None:
    """Once as a form of the mail itself, which mail programs offer to enter, and once as a file to save.

    Programs that do the one do not show the other twice: that is how the large calendars send theirs.
    """
    found = _METHOD.search(calendar)
    method = {"method": found[1]} if found else {}
    message.add_alternative(calendar, subtype="calendar", params=method)
    message.add_attachment(calendar.encode(), "application", "ics", filename="termin.ics")


def _address(name: str, email: str) -> Address | str:
    user, _, domain = email.rpartition("@")
    try:
        return Address(" ".join(name.split()), user, domain)
    except ValueError:
        return email
