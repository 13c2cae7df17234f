"""Words about moderation."""

from __future__ import annotations

import enum


class CaseKind(enum.StrEnum):
    """What can stand in a city's queue."""

    OPPORTUNITY = "opportunity"
    ASSOCIATION = "association"
    CLAIM = "claim"


class Verdict(enum.StrEnum):
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REJECT = "reject"
