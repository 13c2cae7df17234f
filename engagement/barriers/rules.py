"""Limits, deadline and steps of „Barriere melden“. Pure."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from engagement.barriers.enums import ANSWERS, AnswerKind, BarrierState
from engagement.barriers.errors import AnswerEmpty, NobodyToMail

NETWORK_LIMIT, NETWORK_WINDOW = 6, timedelta(hours=1)
JOINS_WITHIN = timedelta(days=1)
ANSWER_WITHIN = timedelta(days=28)  # four weeks
SOON = timedelta(days=7)


def answer_until(asked_at: datetime) -> datetime:
    """When an answer is due."""
    return asked_at + ANSWER_WITHIN


def urgency(state: BarrierState, due_at: datetime, now: datetime) -> str:
    """`overdue`, `soon` (within a week) or nothing; what is answered is never urgent."""
    if state is not BarrierState.OPEN:
        return ""
    if due_at < now:
        return "overdue"
    return "soon" if due_at < now + SOON else ""


def check_answer(kind: AnswerKind, text: str, email: str) -> None:
    """Raises AnswerEmpty, NobodyToMail."""
    if not text.strip():
        raise AnswerEmpty
    if kind is AnswerKind.MAIL and not email:
        raise NobodyToMail


def state_after(state: BarrierState, kind: AnswerKind, *, is_done: bool) -> BarrierState:
    """Where a report stands after an answer or a note. A note among colleagues answers nobody; saying that it is not
    done opens what was done again, and an answer stays an answer."""
    if is_done:
        return BarrierState.DONE
    if kind in ANSWERS:
        return BarrierState.ANSWERED
    return BarrierState.ANSWERED if state is BarrierState.DONE else state


def fingerprint(text: str, page: str, contact: str) -> str:
    """The same words about the same page by the same person."""
    return hashlib.sha256("\x1f".join((" ".join(text.split()).lower(), page, contact)).encode()).hexdigest()
