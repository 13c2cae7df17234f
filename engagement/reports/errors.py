"""Why a report, a decision or a complaint is refused."""

from __future__ import annotations

from engagement.kernel.errors import N_, DomainError, Stale


class TextMissing(DomainError):
    message = N_("Please write in a sentence what is wrong.")
    field = "text"


class NotConfirmed(DomainError):
    message = N_("Please confirm that you believe what you write to be true.")
    field = "is_sincere"


class TooManyReports(DomainError):
    message = N_("Too many reports came from your connection. Please try again later, or call us.")


class ReasonTooShort(DomainError):
    message = N_("Please explain the decision in a whole sentence. Both sides read it.")
    field = "reason"


class GroundMissing(DomainError):
    message = N_("Please choose the rule of the terms of use.")
    field = "ground"


class MeasureUnsuitable(DomainError):
    message = N_("This is not possible here.")
    field = "measure"


class NothingToTakeDown(Stale):
    message = N_("The offer is not on the pages of the town any more.")
    field = "measure"


class SuspendedAlready(Stale):
    message = N_("The association is suspended already.")
    field = "measure"


class DecidedBefore(Stale):
    message = N_("This was decided in the meantime. Your decision was not taken.")


class NewReports(Stale):
    message = N_("Another report has come in meanwhile. Please read it, then decide.")


class NotDecidedYet(DomainError):
    message = N_("Nothing is decided yet. You can complain about the decision.")


class ComplaintTooLate(DomainError):
    message = N_("The six months for a complaint are over. Please call us.")


class ComplainedBefore(Stale):
    message = N_("You have complained already. We look at it.")


class SamePerson(DomainError):
    message = N_("You have decided on this before. Somebody else decides on the complaint.")


class NoNeighbour(DomainError):
    message = N_("Please choose another town.")
    field = "town"
