"""Why something is refused, each reason with its own sentence."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from engagement.kernel.errors import N_, DomainError, Stale


@dataclass(frozen=True)
class Gap:
    """Something to correct: the form's field, the msgid of a sentence, values for its placeholders.

    Of a date the field is "shifts-<index>-<part>": the index of the row and one of day, begins, ends, places, note.
    """

    field: str
    message: str
    values: dict[str, object] = dataclasses.field(default_factory=dict)


class InvalidContent(DomainError):
    """Values that cannot be stored at all, also not in a draft. `problems` names all of them."""

    def __init__(self, problems: Sequence[Gap]) -> None:
        self.problems = tuple(problems)
        self.message = problems[0].message
        super().__init__(field=problems[0].field, **problems[0].values)


class Incomplete(DomainError):
    """Something is missing before the city can look at it. `gaps` names all of it."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.gaps = tuple(gaps)
        self.message = gaps[0].message
        super().__init__(field=gaps[0].field, **gaps[0].values)


class StaleContent(Stale):
    message = N_(
        "This offer was changed in another window or by somebody else in the meantime. Your text is still here. "
        "If you save now, it replaces the other version."
    )


class AlreadyDecided(Stale):
    message = N_("Somebody has decided on this already, or the authors have handed in a newer version.")


class NothingChanged(DomainError):
    message = N_("Nothing has changed since you last handed this in.")


class CannotSubmit(DomainError):
    message = N_("An archived offer cannot be handed in.")


class CannotEdit(DomainError):
    message = N_("An archived offer cannot be changed any more.")


class CannotPause(DomainError):
    message = N_("Only a published offer can be paused.")


class CannotResume(DomainError):
    message = N_("This offer is not paused.")


class AllDatesOver(DomainError):
    message = N_("All dates of this offer are over. Please add a new date first.")


class CannotWithdraw(DomainError):
    message = N_("This offer is not on its way to people, so there is nothing to take back.")


class CannotTakeDown(DomainError):
    message = N_("This offer is not online in your town (any more).")


class UnknownCity(DomainError):
    message = N_("This town does not take part (any more).")
    field = "cities"


class CannotArchive(DomainError):
    message = N_("Please take the offer back before you archive it.")


class AssociationSuspended(DomainError):
    message = N_("The town has suspended your association for now. Please call the town.")


class ForeignDistrict(DomainError):
    message = N_("This district does not belong to the town.")
    field = "district"


class ForeignPicture(DomainError):
    message = N_("This picture does not belong to your association.")
    field = "picture"


class ShiftTaken(DomainError):
    """People are registered for a date that is to go or to move."""


class ShiftHasPeople(ShiftTaken):
    message = N_(
        "People have registered for the date on %(day)s. Please cancel it on the page “Who comes”: then we write to "
        "everybody."
    )


class ShiftTimeFixed(ShiftTaken):
    message = N_(
        "People have registered for this date. Please move it on the page “Who comes”: then we write to everybody and "
        "ask whether the new time suits them."
    )


class CapacityBelowTaken(ShiftTaken):
    message = N_("%(taken)d places on this date are taken already. Please enter at least this number.")


class SeriesOver(DomainError):
    message = N_("No date of this series is ahead any more.")
