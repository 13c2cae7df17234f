"""Words about cities."""

from __future__ import annotations

import enum
from typing import Final


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


class Compliance(enum.StrEnum):
    """How far a city's pages meet the law on accessibility, in the words of its model statement."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Assessment(enum.StrEnum):
    """On what the statement rests."""

    SELF = "self"
    THIRD = "third"  # somebody else has checked
    BOTH = "both"


class BarrierGround(enum.StrEnum):
    """Why something is not accessible, in the three parts of the model statement."""

    OPEN = "open"  # not there yet
    BURDEN = "burden"  # would be a disproportionate burden
    OUTSIDE = "outside"  # the law does not cover it


class Figure(enum.StrEnum):
    """What a town counts by month for its council. The last two are a state, the others things that happened."""

    TURNS = "turns"  # one person on one day
    MINUTES = "minutes"  # confirmed by the associations, of all people together
    DATES = "dates"  # took place
    OFFERS = "offers"  # shown for the first time
    INTERESTS = "interests"  # people who help without dates
    CALLS = "calls"  # people whom the town has called back
    UNANSWERED = "unanswered"  # the date began, and the association had not answered
    ASSOCIATIONS = "associations"
    OPEN_OFFERS = "open_offers"


# Of these the last month counts for a year; all others are added up.
STATES: Final = (Figure.ASSOCIATIONS, Figure.OPEN_OFFERS)
