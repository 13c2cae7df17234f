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


class NotTakingPart(DomainError):
    message = N_("You do not take part here at the moment.")


class BeforeJoining(DomainError):
    message = N_("You did not take part here yet on this day.")
    field = "day"


class DayProposed(DomainError):
    message = N_("You have written down hours for this day already. Please take those back first.")
    field = "day"


class DayNoted(DomainError):
    message = N_("The association has confirmed hours for this day already.")
    field = "day"


class DayTooFull(DomainError):
    message = N_("Together with your other hours this day would have more than 24 hours.")
    field = "hours"


class TooManyProposals(DomainError):
    message = N_("%(number)d entries wait already. Please wait until the association has answered.")


class ProposalDecided(DomainError):
    message = N_("Somebody has answered this entry already.")


class UnknownCode(DomainError):
    message = N_("There is no certificate with this code. Please compare it with the paper, group by group.")
    field = "code"


class TooManyCodes(DomainError):
    message = N_("Many wrong codes came from your connection. Please try again in an hour, or call us.")
    field = "code"
