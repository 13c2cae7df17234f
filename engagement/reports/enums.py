"""Words about reports of people who have seen something wrong."""

from __future__ import annotations

import enum


class SubjectKind(enum.StrEnum):
    OFFER = "offer"
    ASSOCIATION = "association"
    MESSAGE = "message"  # what an association and a person have written to each other


class Category(enum.StrEnum):
    WRONG = "wrong"
    GONE = "gone"
    OFFENSIVE = "offensive"
    ILLEGAL = "illegal"
    CHILDREN = "children"
    OTHER = "other"


class CaseState(enum.StrEnum):
    OPEN = "open"
    DECIDED = "decided"


class Measure(enum.StrEnum):
    """What a city does about a report."""

    NONE = "none"
    CORRECT = "correct"  # the association is asked to change something; nothing is hidden
    TAKE_DOWN = "take_down"  # the offer leaves the city's pages
    SUSPEND = "suspend"  # the association and all its offers leave the city's pages


class Side(enum.StrEnum):
    """Who complains about a decision."""

    REPORTER = "reporter"
    ASSOCIATION = "association"


# What takes something away from an association, and so needs a statement of reasons (Art. 17 DSA).
RESTRICTIONS = (Measure.TAKE_DOWN, Measure.SUSPEND)
