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
from typing import NoReturn, Protocol
from urllib.parse import unquote, urlsplit

from engagement.kernel.clock import utcnow
from engagement.notifications.models import OutboxMessage
from engagement.notifications.reports import MailId
from engagement.notifications.rules import refuses_address

SMTP_TIMEOUT_SECONDS = 30
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class Transport(Protocol):
    def send(self, message: EmailMessage, mail: MailId) -> None: ...


class MailRefused(Exception):
    """The server will never take this mail (SMTP 5xx, RFC 5321 section 4.2.1); trying again is pointless.

    `is_address` when it says that there is no such mailbox.
    """

    def __init__(self, text: str, *, is_address: bool = False) -> None:
        super().__init__(text)
        self.is_address = is_address


class TryLater(Exception):
    """The server does not take this mail now; others over the same connection it may take."""


class _Smtp:
    def __init__(self, connection: smtplib.SMTP) -> None:
        self.connection = connection

    def send(self, message: EmailMessage, mail: MailId) -> None:
        try:
            self.connection.send_message(message, mail_options=self._wishes(mail))
        except smtplib.SMTPRecipientsRefused as error:
            code, text = _reply(*next(iter(error.recipients.values())))
            if code >= 500:
                raise MailRefused(text, is_address=refuses_address(code, text)) from error
            self._later(code, text, error)
        except smtplib.SMTPSenderRefused as error:
            # Our own address or our sign-in is refused: the operator mends that, and no mail is lost meanwhile.
            self._later(*_reply(error.smtp_code, error.smtp_error), error)
        except smtplib.SMTPResponseException as error:
            code, text = _reply(error.smtp_code, error.smtp_error)
            if code >= 500:
                raise MailRefused(text) from error
            self._later(code, text, error)
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(str(error)) from error

    def _wishes(self, mail: MailId) -> tuple[str, ...]:
        """Where the server can (RFC 3461): a report names our id, and brings back no more than the headers."""
        return ("RET=HDRS", f"ENVID={mail}") if self.connection.has_extn("dsn") else ()

    def _later(self, code: int, text: str, error: smtplib.SMTPException) -> NoReturn:
        """421: the server hangs up, for this mail and all others."""
        if code == 421 or self.connection.sock is None:
            raise smtplib.SMTPServerDisconnected(text) from error
        raise TryLater(text) from error


def _reply(code: int, text: bytes | str) -> tuple[int, str]:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return code, f"{code} {' '.join(words.split())}"


class _Folder:
    def __init__(self, path: str) -> None:
        self.folder = mailbox.Maildir(path)

    def send(self, message: EmailMessage, mail: MailId) -> None:
        self.folder.add(message)


@contextmanager
def opened(mail_url: str) -> Iterator[Transport]:
    """One connection for a batch. `smtp://user:password@host:587` uses STARTTLS when offered, `smtps://` always TLS;
    a password leaves this machine over TLS alone. The server proves by its certificate who it is.

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
        elif url.username and url.scheme == "smtp" and host not in ("localhost", "127.0.0.1", "::1"):
            raise smtplib.SMTPNotSupportedError(
                f"{host} offers no STARTTLS: the password would be readable on the way."
            )
        if url.username:
            connection.login(unquote(url.username), unquote(url.password or ""))
        yield _Smtp(connection)


def mail_id(row: OutboxMessage) -> MailId:
    """What reports on delivery call the mail of an outbox row."""
    return MailId(row.public_id, int(row.created_at.timestamp()))


def build(row: OutboxMessage, mail_from: str) -> EmailMessage:
    """The mail of an outbox row: text and HTML, with headers that keep autoresponders quiet (RFC 3834)."""
    message = EmailMessage()
    user, _, domain = mail_from.rpartition("@")
    message["From"] = Address(row.from_name, user, domain)
    message["To"] = _address(row.to_name, row.to_email)
    message["Subject"] = row.subject
    message["Date"] = format_datetime(utcnow())
    # The same id at every try, so that a mail sent twice after a crash is shown once by mail programs that compare ids.
    # A report on delivery names it too, which is how we know the mail again.
    message["Message-ID"] = f"<{mail_id(row)}@{domain}>" if domain else make_msgid()
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
