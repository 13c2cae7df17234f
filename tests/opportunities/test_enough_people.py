"""From how many people on a date takes place: in its row, in a rule, in a copy, and for a whole series."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import DEFAULT_ZONE, utcnow
from engagement.opportunities.models import Shift
from engagement.opportunities.operations.series import change_series
from engagement.opportunities.rules import minimum
from engagement.opportunities.rules.errors import InvalidContent
from tests.opportunities.test_series_pages import RULE, series_of
from tests.opportunities.workplace import FORM, Workplace, stored, value_of
from tests.opportunities.world import World, as_input, in_days, shifts, take

ENOUGH = {"shifts-0-minimum": "4", "shifts-0-decide_days": "3"}


def _days(shift: Shift) -> tuple[int | None, int | None]:
    return shift.minimum, minimum.days_before(shift, DEFAULT_ZONE)


def test_a_row_says_it_and_a_copy_keeps_it(app: Flask, work: Workplace) -> None:
    work.fill(work.client.get(f"{work.base}/neu"), ENOUGH, button="Speichern")
    opportunity, _, (shift,) = stored(app)
    assert _days(shift) == (4, 3)
    with app.app_context(), entered(SYSTEM), writing():
        moved = db.session.get_one(Shift, shift.id)
        moved.starts_at, moved.ends_at = (utcnow() + timedelta(days=9, hours=each) for each in (0, 2))
        moved.decide_by = moved.starts_at - timedelta(days=3)
    for how in ("kopie", "wie"):
        page = work.client.get(f"{work.base}/neu?{how}={opportunity.public_id}")
        assert [value_of(page, name) for name in ENOUGH] == ["4", "3"], how
    again = work.client.get(f"{work.base}/{opportunity.public_id}/bearbeiten")
    assert [value_of(again, name) for name in ENOUGH] == ["4", "3"]
    work.client.submit(again, {"shifts-0-minimum": "", "shifts-0-decide_days": ""}, form=FORM, button="Speichern")
    assert _days(stored(app)[2][0]) == (None, None)


def test_a_rule_gives_it_to_each_date(app: Flask, work: Workplace) -> None:
    page = work.fill(
        work.client.get(f"{work.base}/neu"), RULE | {"series-minimum": "3", "series-decide_days": "5"}, button="propose"
    )
    page = work.client.submit(page, {}, form=FORM, button="take")
    work.client.submit(page, {}, form=FORM, button="Speichern")
    assert {_days(shift) for shift in stored(app)[2]} == {(3, 5)}


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"shifts-0-minimum": "1"}, "shifts-0-minimum", "2 bis 1000"),
        ({"shifts-0-minimum": "7"}, "shifts-0-minimum", "nur 6 Plätze"),
        ({"shifts-0-decide_days": "61"}, "shifts-0-decide_days", "1 bis 60"),
        ({"shifts-0-minimum": ""}, "shifts-0-minimum", "wie viele Menschen"),
    ],
)
def test_what_makes_no_sense_stands_beside_its_field(
    work: Workplace, changes: dict[str, str], field: str, said: str
) -> None:
    page = work.fill(work.client.get(f"{work.base}/neu"), ENOUGH | changes)
    assert page.status_code == 422
    assert said in page.document.one(f"#{field}-error").text


def _save(world: World, public_id: str, shift: Shift, **values: Any) -> Shift:
    world.save(public_id, shifts=[as_input(shift, **values)])
    return shifts(public_id)[0]


@pytest.mark.both_engines
def test_the_decision_moves_along_and_is_not_undone_by_saving(world: World) -> None:
    public_id = world.draft(days=(10,))
    shift = _save(world, public_id, shifts(public_id)[0], minimum=2)
    assert _days(shift) == (2, 2)
    assert shift.decide_by == shift.starts_at - minimum.BEFORE_START
    later = {"starts_at": shift.starts_at + timedelta(days=1), "ends_at": shift.ends_at + timedelta(days=1)}
    shift = _save(world, public_id, shift, minimum=2, decide_days=2, **later)
    assert shift.decide_by == shift.starts_at - minimum.BEFORE_START
    with entered(SYSTEM), writing():
        db.session.get_one(Shift, shift.id).takes_place_at = utcnow()
    assert _save(world, public_id, shift, minimum=2, decide_days=2, note="Küche").takes_place_at is not None
    with pytest.raises(minimum.DecidedBefore):
        _save(world, public_id, shift, minimum=3, decide_days=2)


def test_a_decision_that_would_be_over_is_refused(world: World) -> None:
    public_id = world.draft(days=(3,))
    with pytest.raises(minimum.DecisionNotAhead):
        world.save(public_id, shifts=[in_days(3, minimum=2, decide_days=4)])
    assert minimum.decision(datetime(2026, 11, 1, 9, tzinfo=UTC), 7, DEFAULT_ZONE, utcnow()) == datetime(
        2026, 10, 25, 9, tzinfo=UTC
    )


@pytest.mark.both_engines
def test_a_whole_series_gets_it_but_for_what_is_decided(world: World) -> None:
    public_id, (first, _, _) = series_of(world, 4, 11, 18)
    take(first, 1)
    with entered(SYSTEM), writing():
        row = db.session.get_one(Shift, first.id)
        row.minimum, row.decide_by, row.takes_place_at = 2, utcnow(), utcnow()
    given: dict[str, Any] = {"begins": time(18), "ends": time(19), "note": "", "actor": world.editor}
    assert change_series(public_id, "reihe", capacity=7, minimum=5, decide_days=3, **given).changed == 3
    assert [shift.minimum for shift in shifts(public_id)] == [2, 5, 5]
    assert {_days(shift) for shift in shifts(public_id)[1:]} == {(5, 3)}
    with pytest.raises(InvalidContent):
        change_series(public_id, "reihe", capacity=4, minimum=5, **given)
    change_series(public_id, "reihe", capacity=7, **given)
    assert [shift.minimum for shift in shifts(public_id)] == [2, None, None]
