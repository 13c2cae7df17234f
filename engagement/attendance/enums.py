"""What becomes of hours that somebody proposes."""

from __future__ import annotations

import enum


class ProposalState(enum.StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
