"""Words about opportunities. Their German names are in labels.py."""

from __future__ import annotations

import enum


class Field(enum.StrEnum):
    """The 14 fields of engagement used in German statistics (Freiwilligensurvey)."""

    SPORT = "sport"
    CULTURE = "culture"
    SCHOOL = "school"
    CHURCH = "church"
    SOCIAL = "social"
    POLITICS = "politics"
    CIVIC = "civic"
    PROFESSIONAL = "professional"
    NATURE = "nature"
    YOUTH_EDUCATION = "youth_education"
    RESCUE = "rescue"
    HEALTH = "health"
    JUSTICE = "justice"
    LEISURE = "leisure"


class TargetGroup(enum.StrEnum):
    CHILDREN = "children"
    YOUTH = "youth"
    FAMILIES = "families"
    ADULTS = "adults"
    SENIORS = "seniors"
    DISABLED = "disabled"
    REFUGEES = "refugees"
    HOMELESS = "homeless"
    ILL = "ill"
    ANIMALS_NATURE = "animals_nature"
    EVERYONE = "everyone"


class TimePattern(enum.StrEnum):
    ONCE = "once"
    PROJECT = "project"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    FLEXIBLE = "flexible"
    ON_CALL = "on_call"
    WEEKEND = "weekend"


class TimeOfDay(enum.StrEnum):
    DAYTIME = "daytime"
    EVENING = "evening"


class GermanLevel(enum.StrEnum):
    NONE = "none"
    LITTLE = "little"
    CONVERSATION = "conversation"
    GOOD = "good"


class PublicationState(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    REJECTED = "rejected"
    PUBLISHED = "published"
    PAUSED = "paused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


class LookReason(enum.StrEnum):
    """Why something is online that no person has decided on; the city's staff look at it later."""

    TRUSTED = "trusted"  # the association may publish at once
    SOON = "soon"  # it starts within five days
    SMALL_CHANGE = "small_change"  # nothing that the city calls sensitive
    DATE_NOTE = "date_note"  # words at a date


class FacetKind(enum.StrEnum):
    """What a publication can be filtered by, beside its text and its dates."""

    FIELD = "field"
    TARGET_GROUP = "target_group"
    TIME_PATTERN = "time_pattern"
    TIME_OF_DAY = "time_of_day"
    DISTRICT = "district"
    EASY = "easy"  # value „1“: there is a version in Leichte Sprache
    PLACE = "place"  # value "remote" for offers from home
