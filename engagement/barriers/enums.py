"""Words about barriers that people have met on a city's pages."""

from __future__ import annotations

import enum


class BarrierState(enum.StrEnum):
    OPEN = "open"  # nobody has answered yet
    ANSWERED = "answered"
    DONE = "done"  # the barrier is gone, or nothing more can be done


class AnswerKind(enum.StrEnum):
    MAIL = "mail"  # sent to the person, and shown on the page of the receipt
    PHONE = "phone"  # somebody called; shown to staff only
    LETTER = "letter"
    NOTE = "note"  # staff among themselves; answers nobody


# What counts as an answer to the person.
ANSWERS = (AnswerKind.MAIL, AnswerKind.PHONE, AnswerKind.LETTER)
