"""Words about how it was."""

from __future__ import annotations

import enum


class Mood(enum.StrEnum):
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
