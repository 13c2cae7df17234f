"""What a city decides for itself: who may publish at once, what goes back to review, periods, the age of consent.

Pure. Stored in `city.policies` as JSON; whatever is missing, unknown or broken there counts as the safe default.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from engagement.cities.enums import PublishAtOnce
from engagement.kernel.errors import N_, DomainError

if TYPE_CHECKING:
    from engagement.cities.models import City

ADULT: Final = 18
GUARDIAN_AGES: Final = (18, 16)  # under this age a parent or guardian confirms; § 8 DSGVO ends at 16

# Content columns of an opportunity that a city can call sensitive, in the order of the form. A change of one of them
# in something published goes back to review in that city; a change of any other column is seen at once.
SENSITIVE_CHOICES: Final = (
    "title", "summary", "description_html", "easy_title", "easy_text",
    "fields", "target_groups", "schedule_note", "is_remote", "location_name",
    "street", "postcode", "town", "contact_name", "contact_email", "contact_phone", "contact_public", "min_age",
    "admits_minors", "minors_only",
    "extended_background_check", "background_check_reason", "measles_proof", "german_level", "skills",
    "requirements_note", "allowance", "insurance", "travel_costs", "training", "picture_id",
)  # fmt: skip
# What an offer says and shows, for whom it is, whom it puts before the public, what protects people, and money.
SENSITIVE_DEFAULT: Final = frozenset({
    "title", "summary", "description_html", "easy_title", "easy_text",
    "target_groups", "contact_name", "contact_email", "contact_phone",
    "contact_public", "min_age", "admits_minors", "minors_only", "extended_background_check",
    "background_check_reason", "measles_proof", "requirements_note", "allowance", "picture_id",
})  # fmt: skip
# Without these a look at the first text would be worth nothing: everything else could be written afterwards.
ALWAYS_SENSITIVE: Final = frozenset({"title", "description_html"})
MIN_DAYS: Final = 1
MOST_TEXTS: Final = 1000  # whose policies are kept
# How long a freed place is kept for the next on a waitlist; less as the date comes near.
WAITLIST_HOURS: Final = 24
WAITLIST_CHOICES: Final = (6, 12, 24, 48, 72)


class UnknownSensitiveField(DomainError):
    message = N_("This field does not exist.")
    field = "sensitive_fields"


class GuardianAgeInvalid(DomainError):
    message = N_("The age can be 18 or 16.")
    field = "guardian_age"


class WaitlistHoursInvalid(DomainError):
    message = N_("Please choose one of the times.")
    field = "waitlist_hours"


class UnknownPeriod(DomainError):
    message = N_("There is no period of this name.")
    field = "periods"


class PeriodTooLong(DomainError):
    message = N_("At most %(days)d days. A city can only shorten this period.")
    field = "periods"


class PeriodTooShort(DomainError):
    message = N_("At least one day.")
    field = "periods"


@dataclass(frozen=True)
class Policies:
    """The policies of one city. `periods` holds days by the name of a data class, only those that are shortened."""

    publish_at_once: PublishAtOnce = PublishAtOnce.TRUSTED
    sensitive_fields: frozenset[str] = SENSITIVE_DEFAULT
    guardian_age: int = ADULT
    periods: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    waitlist_hours: int = WAITLIST_HOURS

    def days(self, name: str, default: int) -> int:
        """The period of a data class in days: the city's own where it is shorter than the default."""
        return min(default, self.periods.get(name, default))

    def is_sensitive(self, column: str) -> bool:
        """Whether a change of this content column goes back to review."""
        return column in self.sensitive_fields

    def to_dict(self) -> dict[str, Any]:
        """Plain values for `city.policies`."""
        return {
            "publish_at_once": self.publish_at_once.value,
            "sensitive_fields": [name for name in SENSITIVE_CHOICES if name in self.sensitive_fields],
            "guardian_age": self.guardian_age,
            "waitlist_hours": self.waitlist_hours,
            "periods": dict(sorted(self.periods.items())),
        }


DEFAULT_POLICIES: Final = Policies()


def policies_of(city: City) -> Policies:
    """The policies of a city, read from its row. Never raises."""
    return policies_from(city.policies)


def policies_from(stored: object) -> Policies:
    """Stored values, or their text, to policies; each one that is missing, unknown or broken is the safe default.
    Never raises."""
    if isinstance(stored, str):
        return _policies_of_text(stored)
    values = stored if isinstance(stored, Mapping) else {}
    return Policies(
        publish_at_once=_publish_at_once(values.get("publish_at_once")),
        sensitive_fields=_sensitive_fields(values.get("sensitive_fields")),
        guardian_age=_guardian_age(values.get("guardian_age")),
        waitlist_hours=_waitlist_hours(values.get("waitlist_hours")),
        periods=_periods(values.get("periods")),
    )


@functools.lru_cache(maxsize=MOST_TEXTS)
def _policies_of_text(text: str) -> Policies:
    """The same object for the same text: nobody can change it. Guests' forms ask for it twice."""
    try:
        values = json.loads(text)
    except ValueError:
        return DEFAULT_POLICIES
    return policies_from(values if isinstance(values, Mapping) else None)


def _publish_at_once(stored: object) -> PublishAtOnce:
    known = {member.value: member for member in PublishAtOnce}
    return known.get(stored, DEFAULT_POLICIES.publish_at_once) if isinstance(stored, str) else PublishAtOnce.TRUSTED


def _sensitive_fields(stored: object) -> frozenset[str]:
    if not isinstance(stored, list | tuple) or not all(isinstance(name, str) for name in stored):
        return SENSITIVE_DEFAULT
    return frozenset(stored) & frozenset(SENSITIVE_CHOICES) | ALWAYS_SENSITIVE


def _guardian_age(stored: object) -> int:
    return stored if isinstance(stored, int) and stored in GUARDIAN_AGES else ADULT


def _waitlist_hours(stored: object) -> int:
    return stored if isinstance(stored, int) and stored in WAITLIST_CHOICES else WAITLIST_HOURS


def _periods(stored: object) -> Mapping[str, int]:
    if not isinstance(stored, Mapping):
        return MappingProxyType({})
    sound = {
        name: days for name, days in stored.items()
        if isinstance(name, str) and isinstance(days, int) and not isinstance(days, bool) and days >= MIN_DAYS
    }  # fmt: skip
    return MappingProxyType(sound)


def check_policies(policies: Policies, default_days: Mapping[str, int]) -> None:
    """Whether a city may decide so. `default_days` are the periods of the platform by name of the data class.

    Raises UnknownSensitiveField, GuardianAgeInvalid, WaitlistHoursInvalid, UnknownPeriod, PeriodTooLong,
    PeriodTooShort.
    """
    check_sensitive_fields(policies.sensitive_fields)
    if policies.guardian_age not in GUARDIAN_AGES:
        raise GuardianAgeInvalid
    if policies.waitlist_hours not in WAITLIST_CHOICES:
        raise WaitlistHoursInvalid
    for name, days in policies.periods.items():
        check_period(name, days, default_days)


def check_sensitive_fields(names: Collection[str]) -> None:
    """Raises UnknownSensitiveField."""
    if set(names) - set(SENSITIVE_CHOICES):
        raise UnknownSensitiveField


def check_period(name: str, days: int, default_days: Mapping[str, int]) -> None:
    """A city may shorten a period, never lengthen it. Raises UnknownPeriod, PeriodTooLong, PeriodTooShort."""
    if name not in default_days:
        raise UnknownPeriod
    if days > default_days[name]:
        raise PeriodTooLong(field=f"days_{name}", days=default_days[name])
    if days < MIN_DAYS:
        raise PeriodTooShort(field=f"days_{name}")


__all__ = [
    "ALWAYS_SENSITIVE", "DEFAULT_POLICIES", "GUARDIAN_AGES", "SENSITIVE_CHOICES", "SENSITIVE_DEFAULT",
    "GuardianAgeInvalid", "PeriodTooLong", "PeriodTooShort", "Policies", "PublishAtOnce", "UnknownPeriod",
    "UnknownSensitiveField", "WAITLIST_CHOICES", "WaitlistHoursInvalid",
    "check_period", "check_policies", "check_sensitive_fields", "policies_from", "policies_of",
]  # fmt: skip
