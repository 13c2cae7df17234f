"""An association cancels all coming dates of a series: everybody with a place is told."""

from __future__ import annotations

from dataclasses import dataclass

from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import operation
from engagement.opportunities.operations.series import close_series
from engagement.registrations.operations import cancel_for_shift


@dataclass(frozen=True)
class SeriesCancelled:
    dates: int
    people: int


@retried
@operation
def cancel_series(opportunity_id: str, series: str, *, reason: str, actor: Actor) -> SeriesCancelled:
    """Cancel all coming dates of a series (public id of the opportunity) and mail everybody who had a place.

    Raises: SeriesOver, CannotEdit, NotFound, Forbidden.
    """
    shifts = close_series(opportunity_id, series, actor=actor)
    booked = [(shift.opportunity_id, shift.id) for shift in shifts if shift.taken]
    people = sum(cancel_for_shift(of, shift_id, reason=reason.strip(), actor=actor) for of, shift_id in booked)
    return SeriesCancelled(len(shifts), people)
