"""What a decision needs, and what staff should notice. Pure."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engagement.kernel.errors import N_, DomainError, Stale
from engagement.moderation.enums import CaseKind, Verdict
from engagement.opportunities.rules.changes import SOON
from engagement.opportunities.rules.contact_data import Kind, contacts_in

MIN_REASON = 10
MAX_REASON = 2000


class ReasonMissing(DomainError):
    message = N_("Write a reason. The association gets it by mail.")
    field = "reason"


class ReasonTooShort(DomainError):
    message = N_("Please explain it in a whole sentence, so that the association knows what to do.")
    field = "reason"


class VerdictUnsuitable(DomainError):
    message = N_("This decision does not exist here.")


class DecidedBefore(Stale):
    message = N_("This was decided in the meantime. Your decision was not taken.")


class NotVerified(DomainError):
    message = N_("Only a verified association can be trusted.")


class AssociationSuspended(DomainError):
    message = N_("The city does not show this association. Its offers cannot be approved.")


def check_reason(verdict: Verdict, reason: str) -> None:
    """A refusal and a request for changes state why (Art. 17 DSA); an approval may stay silent."""
    if verdict is Verdict.APPROVE:
        return
    if not reason:
        raise ReasonMissing
    if len(reason) < MIN_REASON:
        raise ReasonTooShort


def check_verdict(kind: CaseKind, verdict: Verdict) -> None:
    """Only an offer can be sent back for changes; associations and claims are taken or refused."""
    if verdict is Verdict.REQUEST_CHANGES and kind is not CaseKind.OPPORTUNITY:
        raise VerdictUnsuitable


class Finding(enum.StrEnum):
    """What the case page points out. It decides nothing."""

    UNVERIFIED = "unverified"
    STARTS_SOON = "starts_soon"
    EMAIL_IN_TEXT = "email_in_text"
    PHONE_IN_TEXT = "phone_in_text"
    CHILDREN_WITHOUT_CHECK = "children_without_check"
    NO_DATE_LEFT = "no_date_left"


@dataclass(frozen=True)
class Seen:
    """What the findings are drawn from."""

    text: str
    target_groups: Sequence[str]
    has_background_check: bool
    is_verified: bool
    is_ongoing: bool
    next_start: datetime | None


def findings(seen: Seen, now: datetime) -> list[Finding]:
    """What staff should look at, the most pressing first."""
    found = []
    if not seen.is_ongoing and seen.next_start is None:
        found.append(Finding.NO_DATE_LEFT)
    elif seen.next_start is not None and seen.next_start - now < SOON:
        found.append(Finding.STARTS_SOON)
    if not seen.is_verified:
        found.append(Finding.UNVERIFIED)
    kinds = {contact.kind for contact in contacts_in(seen.text)}
    if Kind.EMAIL in kinds:
        found.append(Finding.EMAIL_IN_TEXT)
    if Kind.PHONE in kinds:
        found.append(Finding.PHONE_IN_TEXT)
    if {"children", "youth"} & set(seen.target_groups) and not seen.has_background_check:
        found.append(Finding.CHILDREN_WITHOUT_CHECK)
    return found


def queue_order(starts_at: datetime | None, waiting_since: datetime) -> tuple[int, datetime, datetime]:
    """Soonest start first, then what has waited longest. What names no start follows behind what does."""
    return (0, starts_at, waiting_since) if starts_at is not None else (1, waiting_since, waiting_since)
