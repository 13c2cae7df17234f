"""When a mail is tried again, when it waits, and what an answer of a mail server means. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from engagement.kernel.errors import N_, DomainError

# Minutes until the next try. RFC 5321 section 4.5.4.1 asks for four to five days before giving up; a mail about a
# place is worthless long before, so we try for about two days.
BACKOFF_MINUTES = (1, 5, 15, 60, 180, 360, 720, 1440)
# While the mail server itself is away nothing is the mail's fault: look again soon, and count no try.
AWAY = timedelta(minutes=1)
# Whatever happens, nobody wants this mail any more.
OLDEST = timedelta(days=5)
# What waits for an address that does not work; then somebody has had time to look after it.
HELD = timedelta(days=14)
# The person has asked for these a moment ago, at this address: they are sent even where others wait, and prove that it
# works again. Their words are keys, so that nobody keeps them once they are given up.
ASKED_FOR = ("account_", "registration_hold")
KEYS = ("account_",)

# How often a day somebody may say that her mailbox works again.
RETRIES, RETRIES_WINDOW = 3, timedelta(days=1)

_ENHANCED = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
_UNKNOWN_MAILBOX = (550, 551, 553, 556)


class NothingToRetry(DomainError):
    message = N_("This mail is on its way again, or it is too old.")


class TooManyRetries(DomainError):
    message = N_("We have tried several times today already. Please try again tomorrow.")


class WordsErased(DomainError):
    message = N_("This mail held a key that is void by now. Please ask the person to request it again.")


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many tries; None when it is time to give up."""
    if attempts > len(BACKOFF_MINUTES):
        return None
    return now + timedelta(minutes=BACKOFF_MINUTES[attempts - 1])


def is_asked_for(kind: str) -> bool:
    """Whether it is tried although the address is marked."""
    return kind.startswith(ASKED_FOR)


def holds_key(kind: str) -> bool:
    """Whether its words open something, so that they are erased as soon as it is given up."""
    return kind.startswith(KEYS)


def refuses_address(code: int, text: str) -> bool:
    """Whether a reply to RCPT says that there is no such mailbox, and not that it is full or we are unwelcome.

    RFC 3463: X.1.* is about the address, X.2.1 a mailbox that is closed; without such a code the plain one counts.
    """
    if code < 500:
        return False
    found = _ENHANCED.search(text)
    if found is None:
        return code in _UNKNOWN_MAILBOX
    subject, detail = int(found[1]), int(found[2])
    return subject == 1 or (subject, detail) == (2, 1)


def check_retry(failed_at: datetime | None, has_words: bool) -> None:
    """Raise NothingToRetry unless it was given up, WordsErased when nothing is left to send."""
    if failed_at is None:
        raise NothingToRetry
    if not has_words:
        raise WordsErased
