"""Changing all coming dates of a series at once, or taking them out. Each stays a plain date with its own row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engagement.cities.queries import city_by_id
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import local
from engagement.opportunities import queries
from engagement.opportunities.models import Shift
from engagement.opportunities.operations.dates import set_minimum_of
from engagement.opportunities.operations.loading import Locked, locked_for_authors
from engagement.opportunities.operations.places import close_shift
from engagement.opportunities.operations.upkeep import touch
from engagement.opportunities.rules import dates
from engagement.opportunities.rules.dates import MAX_NOTE, NOTE_TOO_LONG, NoSuchTime
from engagement.opportunities.rules.errors import CapacityBelowTaken, Gap, InvalidContent, SeriesOver
from engagement.opportunities.rules.minimum import days_before
from engagement.opportunities.rules.states import check_edit


@dataclass(frozen=True)
class SeriesChanged:
    """How many dates were changed, and how many kept their time: people have registered, or the hour does not exist."""

    changed: int
    kept_time: int


@retried
@operation
def change_series(
    public_id: str, series: str, *, begins: time, ends: time, capacity: int, note: str, minimum: int | None = None,
    decide_days: int | None = None, actor: Actor,
) -> SeriesChanged:  # fmt: skip
    """Give all coming dates of a series the same times, places, note and minimum of people; takes effect at once.

    A date for which people have registered keeps its time, as in the form; places and note change there, too. A date
    that is decided already takes place, whatever the minimum.

    Raises:
        CapacityBelowTaken: more places are taken on one of them.
        InvalidContent: times, places, note or minimum that cannot be a date's.
        DecisionNotAhead: one of them would have to be decided already.
        SeriesOver, CannotEdit, NotFound, Forbidden.
    """
    locked, shifts = _coming(public_id, series, actor)
    if not 1 <= capacity <= dates.MAX_CAPACITY:
        raise InvalidContent([Gap("places", dates.NOT_A_CAPACITY)])
    if len(note) > MAX_NOTE:
        raise InvalidContent([Gap("note", NOTE_TOO_LONG, {"count": len(note), "limit": MAX_NOTE})])
    if wrong := dates.minimum_problems("", minimum, decide_days, capacity):
        raise InvalidContent(wrong)
    fullest = max(shift.taken for shift in shifts)
    if fullest > capacity:
        raise CapacityBelowTaken(field="places", taken=fullest)
    zone = city_by_id(locked.publication.city_id).zone
    locked.look_at_notes({note} - {shift.note for shift in shifts})
    changed = kept = 0
    for shift in shifts:
        before = _of(shift)
        kept += not _move(shift, begins, ends, zone)
        shift.capacity, shift.note = capacity, note
        if shift.takes_place_at is None and (minimum, decide_days) != (shift.minimum, days_before(shift, zone)):
            set_minimum_of(shift, minimum, decide_days, zone)
        changed += before != _of(shift)
    if changed:
        locked.opportunity.version += 1
        touch(locked.opportunity)
        locked.record("series.changed", dates=changed)
    return SeriesChanged(changed, kept)


def _of(shift: Shift) -> tuple[object, ...]:
    return shift.starts_at, shift.ends_at, shift.capacity, shift.note, shift.minimum, shift.decide_by


def _move(shift: Shift, begins: time, ends: time, zone: ZoneInfo) -> bool:
    """Give a date the wall clock times on its day; False when it has to keep its own."""
    try:
        wanted = dates.moments(local(shift.starts_at, zone).date(), begins, ends, zone)
    except NoSuchTime as refusal:
        if refusal.message != dates.NO_SUCH_HOUR:
            raise InvalidContent([Gap(refusal.part, refusal.message)]) from refusal
        return False
    if (shift.starts_at, shift.ends_at) == wanted:
        return True
    if shift.taken:
        return False
    if shift.decide_by is not None and shift.takes_place_at is None:
        shift.decide_by += wanted[0] - shift.starts_at
    shift.starts_at, shift.ends_at = wanted
    return True


@operation
def close_series(public_id: str, series: str, *, actor: Actor) -> list[Shift]:
    """Cancel all coming dates of a series and return them, locked; `workflows.cancel_series` tells the people.

    What nobody has ever seen is deleted instead. Raises: SeriesOver, CannotEdit, NotFound, Forbidden.
    """
    locked, shifts = _coming(public_id, series, actor)
    locked.opportunity.version += 1
    locked.record("series.cancelled", dates=len(shifts))
    was_published = locked.publication.published_at is not None
    for shift in shifts:
        if was_published or shift.taken:
            close_shift(shift, locked.actor)
        else:
            db.session.delete(shift)
    return shifts


def _coming(public_id: str, series: str, actor: Actor) -> tuple[Locked, list[Shift]]:
    locked = locked_for_authors(public_id, actor)
    check_edit(locked.publication.state)
    ids = [shift.id for shift in queries.coming_of_series(locked.opportunity.id, series)]
    shifts = list(db.session.scalars(lock(sa.select(Shift).where(Shift.id.in_(ids)).order_by(Shift.starts_at))))
    if not shifts:
        raise SeriesOver
    return locked, shifts
