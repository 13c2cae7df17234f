"""Changing the dates of an opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engagement.cities.queries import city_by_id
from engagement.core.transaction import lock
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Opportunity, Shift
from engagement.opportunities.operations.loading import Locked
from engagement.opportunities.rules import dates, minimum
from engagement.opportunities.rules.dates import ShiftInput
from engagement.opportunities.rules.errors import Gap, InvalidContent
from engagement.opportunities.rules.gaps import NO_DATE_LEFT


def apply_shifts(locked: Locked, rows: Sequence[ShiftInput]) -> bool:
    """Make the editable dates those of `rows`; return whether anything changed. Part of an operation.

    A row with the id of a date that cannot be edited any more is passed over: it began while the form was open. An
    opportunity that becomes ongoing loses its dates; one that is shown keeps them until the city has approved.

    Raises:
        InvalidContent: rows that cannot be stored.
        CapacityBelowTaken, ShiftTimeFixed, ShiftHasPeople: people are registered.
        DecidedBefore, DecisionNotAhead: from how many people on a date takes place.
    """
    opportunity, is_shown = locked.opportunity, locked.is_shown
    if opportunity.is_ongoing:
        if is_shown:
            return False
        rows = ()
    now = utcnow()
    stored = db.session.scalars(lock(_shifts(opportunity))).all()
    editable = {
        shift.public_id: shift for shift in stored if dates.is_editable(shift, now, was_published=locked.was_published)
    }
    rows = dates.recognised(rows, editable.values())
    known = {shift.public_id for shift in stored}
    problems = dates.shift_problems(rows, kept=len(stored) - len(editable))
    if is_shown:
        problems += dates.past_problems(rows, now)
        if editable and not rows:
            problems.append(Gap("shifts", NO_DATE_LEFT))
    if problems:
        raise InvalidContent(problems)
    locked.look_at_notes({row.note for row in rows} - {shift.note for shift in stored})
    zone = city_by_id(locked.publication.city_id).zone
    changed = _remove(editable, {row.public_id for row in rows}, zone)
    for index, row in enumerate(rows):
        if row.public_id in editable:
            changed = _change(editable[row.public_id], row, index, zone) or changed
        elif row.public_id not in known:
            _add(opportunity, row, index, zone)
            changed = True
    db.session.flush()
    return changed


def _shifts(opportunity: Opportunity) -> sa.Select[Any]:
    return sa.select(Shift).where(Shift.opportunity_id == opportunity.id).order_by(Shift.starts_at, Shift.id)


def _remove(editable: dict[str, Shift], wanted: set[str | None], zone: ZoneInfo) -> bool:
    gone = [shift for public_id, shift in editable.items() if public_id not in wanted]
    for shift in gone:
        dates.check_removal(shift, zone)
        db.session.delete(shift)
    return bool(gone)


def _change(shift: Shift, row: ShiftInput, index: int, zone: ZoneInfo) -> bool:
    dates.check_change(shift, row, index)
    wanted = (row.starts_at, row.ends_at, row.capacity, row.note)
    changed = (shift.starts_at, shift.ends_at, shift.capacity, shift.note) != wanted
    asked = (row.minimum, row.decide_days) != (shift.minimum, minimum.days_before(shift, zone))
    if shift.decide_by is not None and shift.takes_place_at is None and shift.starts_at != row.starts_at:
        shift.decide_by += row.starts_at - shift.starts_at  # the decision moves along
    shift.starts_at, shift.ends_at, shift.capacity, shift.note = wanted
    if asked:
        set_minimum_of(shift, row.minimum, row.decide_days, zone, prefix=f"shifts-{index}-")
    return changed or asked


def set_minimum_of(shift: Shift, least: int | None, days: int | None, zone: ZoneInfo, *, prefix: str = "") -> None:
    """Let a locked date take place only with `least` people, decided `days` before; None takes that back.

    Raises DecidedBefore, DecisionNotAhead (their field begins with `prefix`).
    """
    now = utcnow()
    if shift.takes_place_at is not None:
        raise minimum.DecidedBefore(field=f"{prefix}minimum")
    shift.minimum, shift.decide_by = least, None
    shift.decision_asked_at = shift.told_open_at = None
    if least is None:
        return
    shift.decide_by = minimum.decision(shift.starts_at, days, zone, now)
    if shift.decide_by <= now < shift.starts_at:
        raise minimum.DecisionNotAhead(field=f"{prefix}decide_days")


def _add(opportunity: Opportunity, row: ShiftInput, index: int, zone: ZoneInfo) -> None:
    shift = Shift(
        opportunity_id=opportunity.id, association_id=opportunity.association_id, starts_at=row.starts_at,
        ends_at=row.ends_at, capacity=row.capacity, note=row.note, series=row.series,
    )  # fmt: skip
    set_minimum_of(shift, row.minimum, row.decide_days, zone, prefix=f"shifts-{index}-")
    db.session.add(shift)
