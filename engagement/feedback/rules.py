"""When somebody may say how it was. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from engagement.feedback.enums import Mood
from engagement.kernel.errors import N_, DomainError, NotFound

OPEN = timedelta(days=30)
NETWORK_LIMIT, NETWORK_WINDOW = 30, timedelta(hours=1)
MAX_TEXT = 1000


class AnsweredBefore(DomainError):
    message = N_("You have answered already. Thank you.")


class TooLateToAnswer(DomainError):
    message = N_("This question is closed: the date is more than 30 days ago.")


class WordsMissing(DomainError):
    message = N_("Please write in a few words what was not good.")
    field = "text"


class TooManyAnswers(DomainError):
    message = N_("Too many answers came from your network. Please try again in an hour.")


def check_answer(ended_at: datetime | None, *, was_there: bool, has_answered: bool, now: datetime) -> None:
    """Raise NotFound for who had no place or before the end, AnsweredBefore, TooLateToAnswer."""
    if not was_there or ended_at is None or ended_at > now:
        raise NotFound
    if has_answered:
        raise AnsweredBefore
    if ended_at + OPEN <= now:
        raise TooLateToAnswer


def check_words(mood: Mood, text: str) -> None:
    """Raise WordsMissing: whoever reads that it was bad has to know why, else nobody can mend it."""
    if mood is Mood.BAD and not text.strip():
        raise WordsMissing
