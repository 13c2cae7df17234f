"""What holds for reports, decisions and complaints (Art. 16, 17 and 20 DSA). Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from datetime import datetime, timedelta

from engagement.associations.enums import SuspensionGround
from engagement.reports.enums import RESTRICTIONS, CaseState, Category, Measure, SubjectKind
from engagement.reports.errors import (
    ComplainedBefore,
    ComplaintTooLate,
    DecidedBefore,
    GroundMissing,
    MeasureUnsuitable,
    NewReports,
    NotConfirmed,
    NotDecidedYet,
    ReasonTooShort,
    SamePerson,
    TextMissing,
)

MAX_TEXT = 2000
MIN_TEXT = 10
MANY = 5  # so many reports on one thing make it urgent
JOINS_WITHIN = timedelta(days=1)
COMPLAINT_PERIOD = timedelta(days=183)
NETWORK_LIMIT, NETWORK_WINDOW = 10, timedelta(hours=1)
THING_LIMIT, THING_WINDOW = 3, timedelta(days=1)  # from one network about one thing
_LINK = re.compile(r"(?:(?<!\w)\w+://|www\.)\S+", re.IGNORECASE)


def without_links(text: str) -> str:
    """The text with its links taken out: nobody shall be sent anywhere by a report."""
    return _LINK.sub("[…]", text).strip()


def check_report(category: Category, text: str, is_sincere: bool) -> None:
    """Raise TextMissing; NotConfirmed for illegal content, where Art. 16 DSA asks for a statement of good faith."""
    if len(text) < MIN_TEXT and category is not Category.GONE:
        raise TextMissing
    if category is Category.ILLEGAL and not is_sincere:
        raise NotConfirmed


def is_urgent(category: Category, reports: int) -> bool:
    return category is Category.CHILDREN or reports >= MANY


def fingerprint(category: Category, text: str, email: str) -> str:
    """The same words, or the same address, about the same thing: one report sent twice."""
    plain = email.lower() if email else f"{category}|{' '.join(text.lower().split())}"
    return hashlib.sha256(plain.encode()).hexdigest()


def check_open(state: CaseState, reports: int, seen: int) -> None:
    """Raise DecidedBefore, or NewReports when the decision was taken without the latest one."""
    if state is not CaseState.OPEN:
        raise DecidedBefore
    if reports != seen:
        raise NewReports


def check_decision(subject: SubjectKind, measure: Measure, ground: SuspensionGround | None, reason: str) -> None:
    """Raise MeasureUnsuitable, GroundMissing (a measure names the clause of the terms) or ReasonTooShort."""
    if measure is Measure.TAKE_DOWN and subject is not SubjectKind.OFFER:
        raise MeasureUnsuitable
    if measure in RESTRICTIONS and ground is None:
        raise GroundMissing
    if len(reason) < MIN_TEXT:
        raise ReasonTooShort


def complaint_until(decided_at: datetime) -> datetime:
    """The end of the six months."""
    return decided_at + COMPLAINT_PERIOD


def check_complaint(decided_at: datetime | None, has_complained: bool, text: str, now: datetime) -> None:
    """Raise NotDecidedYet, ComplaintTooLate, ComplainedBefore or TextMissing."""
    if decided_at is None:
        raise NotDecidedYet
    if has_complained:
        raise ComplainedBefore
    if now >= complaint_until(decided_at):
        raise ComplaintTooLate
    if len(text) < MIN_TEXT:
        raise TextMissing


def check_other_person(deciders: Collection[int | None], user_id: int | None) -> None:
    """A complaint is decided by somebody who has not decided on the case before. Raises SamePerson."""
    if user_id is None or user_id in deciders:
        raise SamePerson
