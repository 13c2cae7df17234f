"""What holds for messages. Pure."""

from __future__ import annotations

from datetime import timedelta

from engagement.kernel.errors import N_, DomainError, Stale

MAX_TEXT = 3000
# How often an association may write to many, and how often a person may answer.
SENDINGS, SENDINGS_WINDOW = 10, timedelta(days=1)
SINGLES, SINGLES_WINDOW = 60, timedelta(days=1)
REPLIES, REPLIES_WINDOW = 10, timedelta(days=1)
BEGINNINGS, BEGINNINGS_WINDOW = 5, timedelta(days=1)  # of conversations, over all offers
NETWORK, NETWORK_WINDOW = 60, timedelta(hours=1)
# The first answer is told of at once; those that come within this time together.
DIGEST = timedelta(minutes=30)


class NobodyThere(DomainError):
    message = N_("Nobody is registered there at the moment.")


class TooManyMessages(DomainError):
    message = N_("You have written very often today. Please go on tomorrow.")


class CannotBegin(Stale):
    message = N_("This registration has ended, or is not confirmed yet. From here you cannot write.")


class TextNeeded(DomainError):
    message = N_("Please write something.")
    field = "text"


def check_text(text: str) -> None:
    """Raise TextNeeded."""
    if not text.strip():
        raise TextNeeded
