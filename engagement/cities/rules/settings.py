"""Refusals of the town's settings. Pure."""

from __future__ import annotations

from collections.abc import Collection

from engagement.kernel.errors import N_, DomainError, Stale
from engagement.kernel.points import read_point

MAX_DISTRICTS = 120


class SettingsChanged(Stale):
    message = N_("Somebody else changed the settings in the meantime. Please check your entries, then save again.")


class DistrictExists(DomainError):
    message = N_("There is a district of this name already.")
    field = "name"


class TooManyDistricts(DomainError):
    message = N_("A town can have %(number)d districts here.")
    field = "name"


class NoPoint(DomainError):
    message = N_("This is no point near here. An example: 49.0361, 8.7061")
    field = "map_point"


class LastDistrict(DomainError):
    message = N_("One district must stay.")


def check_version(seen: int, current: int) -> None:
    """Raises SettingsChanged."""
    if seen != current:
        raise SettingsChanged


def check_point(text: str) -> None:
    """Raises NoPoint for what is neither empty nor a point in or near Germany."""
    if text and read_point(text) is None:
        raise NoPoint


def check_district(name: str, others: Collection[str]) -> None:
    """Raises DistrictExists, TooManyDistricts."""
    if name.casefold() in {other.casefold() for other in others}:
        raise DistrictExists
    if len(others) >= MAX_DISTRICTS:
        raise TooManyDistricts(number=MAX_DISTRICTS)
