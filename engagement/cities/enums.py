"""Words about cities."""

from __future__ import annotations

import enum


class PublishAtOnce(enum.StrEnum):
    """Whose offers appear in a city before its staff have looked at them."""

    NOBODY = "nobody"
    TRUSTED = "trusted"  # associations that the city trusts
    TRUSTED_AND_SOON = "trusted_and_soon"  # and verified ones, with what starts within days


class QueueMail(enum.StrEnum):
    """How often a person of the staff hears by mail that something new waits."""

    NONE = "none"
    HOURLY = "hourly"
    DAILY = "daily"
