"""Why presence or hours were not noted."""

from __future__ import annotations

from engagement.kernel.errors import N_, DomainError


class TooEarlyToTick(DomainError):
    message = N_("You can tick people off from three hours before the start.")


class NoHoursYet(DomainError):
    message = N_("Hours can be confirmed when the date is over.")


class DateCancelled(DomainError):
    message = N_("This date is cancelled.")


class NotComing(DomainError):
    message = N_("This person has no confirmed place here any more.")


class HoursOutOfBounds(DomainError):
    message = N_("Hours lie between 5 minutes and %(hours)d hours.")
    field = "hours"


class TooManyPeople(DomainError):
    message = N_("%(people)d people are registered. Please enter others separately.")


class DayInFuture(DomainError):
    message = N_("This day is still to come.")
    field = "day"


class DayTooLongAgo(DomainError):
    message = N_("This is more than a year ago.")
    field = "day"


class DayAlreadyNoted(DomainError):
    message = N_("Hours of this person are noted for this day already. Please remove those first.")
    field = "day"


class HasADate(DomainError):
    message = N_("This offer has dates. Please tick people off there.")


class NoConfirmedHours(DomainError):
    message = N_("There are no confirmed hours in this period.")
