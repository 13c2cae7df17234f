"""Words about moderation."""

from __future__ import annotations

import enum


class QueueKind(enum.StrEnum):
    """What can stand in a city's queue. Reports have a page of their own."""

    OPPORTUNITY = "opportunity"
    ASSOCIATION = "association"
    CLAIM = "claim"
    REPORT = "report"


class CaseKind(enum.StrEnum):
    """What a city approves or refuses."""

    OPPORTUNITY = "opportunity"
    ASSOCIATION = "association"
    CLAIM = "claim"


class Verdict(enum.StrEnum):
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REJECT = "reject"
