"""The mailbox into which servers return mails: fetched over IMAP, settled, or left with a star for a person."""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from engagement.notifications.operations import Noted
from engagement.notifications.returns import take_in

log = logging.getLogger(__name__)
IMAP_TIMEOUT_SECONDS = 30
# The fields and the headers stand at the beginning; what else came back is of no use.
MOST_BYTES = 256 * 1024
# The clock calls again in a few minutes.
MOST_AT_ONCE = 200


class MailboxTrouble(Exception):
    """The mailbox cannot be read; the message is for the operator."""


def read_returns(bounces_url: str) -> Counter[Noted]:
    """Take in what is new in the mailbox, and say how many there were of each kind.

    What is settled is deleted, everything else stays and gets a star (`\\Flagged`), which also keeps it from being read
    again; who takes the star away has it tried once more. Dying in between is harmless: a report counts once.

    Raises MailboxTrouble.
    """
    counts: Counter[Noted] = Counter()
    try:
        with _opened(bounces_url) as connection:
            settled = []
            for uid in _new(connection):
                if (raw := _fetched(connection, uid)) is None:
                    continue
                noted = take_in(raw)
                counts[noted] += 1
                _store(connection, uid, r"(\Deleted \Seen)" if noted.is_settled else r"(\Flagged)")
                if noted.is_settled:
                    settled.append(uid)
            # Without UIDPLUS the deletion of others' mails would be finished as well: they stay, marked as deleted.
            if settled and b"UIDPLUS" in connection.capability()[1][0].upper().split():
                _ask(connection, "EXPUNGE", ",".join(settled))
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxTrouble(str(error) or type(error).__name__) from error
    return counts


@contextmanager
def _opened(bounces_url: str) -> Iterator[imaplib.IMAP4]:
    url = urlsplit(bounces_url)
    host, context = url.hostname or "localhost", ssl.create_default_context()
    connection: imaplib.IMAP4
    if url.scheme == "imaps":
        connection = imaplib.IMAP4_SSL(host, url.port or 993, ssl_context=context, timeout=IMAP_TIMEOUT_SECONDS)
    else:
        connection = imaplib.IMAP4(host, url.port or 143, timeout=IMAP_TIMEOUT_SECONDS)
    try:
        if url.scheme == "imap" and "STARTTLS" in connection.capabilities:
            connection.starttls(ssl_context=context)
        elif url.scheme == "imap" and host not in ("localhost", "127.0.0.1", "::1"):
            raise MailboxTrouble(f"{host} offers no STARTTLS: the password would be readable on the way.")
        connection.login(unquote(url.username or ""), unquote(url.password or ""))
        folder = unquote(url.path.lstrip("/")) or "INBOX"
        quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
        answer, data = connection.select(f'"{quoted}"')
        if answer != "OK":
            raise MailboxTrouble(f"The folder {folder} cannot be opened: {data!r}")
        yield connection
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _new(connection: imaplib.IMAP4) -> list[str]:
    found = _ask(connection, "SEARCH", "UNFLAGGED", "UNDELETED")
    uids = b" ".join(line for line in found if isinstance(line, bytes)).decode("ascii").split()
    return sorted(uids, key=int)[:MOST_AT_ONCE]


def _fetched(connection: imaplib.IMAP4, uid: str) -> bytes | None:
    """The beginning of a mail, without marking it as read; None when somebody has taken it away meanwhile."""
    found = _ask(connection, "FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    return next((bytes(part[1]) for part in found if isinstance(part, tuple)), None)


def _store(connection: imaplib.IMAP4, uid: str, flags: str) -> None:
    _ask(connection, "STORE", uid, "+FLAGS.SILENT", flags)


def _ask(connection: imaplib.IMAP4, command: str, *arguments: str) -> list[object]:
    answer, data = connection.uid(command, *arguments)
    if answer != "OK":
        raise imaplib.IMAP4.error(f"{command}: {data!r}")
    return list(data)
