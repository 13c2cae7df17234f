"""Cancelling a series: its coming dates end, and everybody with a place is told once for each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.kernel.errors import Forbidden
from engagement.opportunities.models import Shift
from engagement.opportunities.rules.errors import SeriesOver
from engagement.workflows.cancel_series import SeriesCancelled, cancel_series
from tests.registrations import support


@pytest.mark.both_engines
def test_everybody_is_told(db_app: Flask, clock: object) -> None:
    stage = support.make_stage(shifts=3)
    offer = stage.opportunity
    for shift, name in zip(stage.shifts, ("reihe", "reihe", "andere"), strict=True):
        support.change(Shift, shift.id, series=name)
    stage.guest()
    before = support.kinds().count("registration_cancelled")
    done = cancel_series(offer.public_id, "reihe", reason=" Die Halle ist zu. ", actor=stage.owner_actor)
    assert done == SeriesCancelled(dates=2, people=1)
    assert support.kinds().count("registration_cancelled") == before + 1
    assert support.taken(stage.shift) == 0
    with pytest.raises(SeriesOver):
        cancel_series(offer.public_id, "reihe", reason="", actor=stage.owner_actor)
    with pytest.raises(Forbidden):
        cancel_series(offer.public_id, "andere", reason="", actor=ANONYMOUS)


def test_what_has_begun_stays(db_app: Flask, clock: object) -> None:
    stage = support.make_stage(shifts=2)
    for shift in stage.shifts:
        support.change(Shift, shift.id, series="reihe")
    clock.shift(timedelta(days=4))
    done = cancel_series(stage.opportunity.public_id, "reihe", reason="", actor=stage.owner_actor)
    assert done.dates == 1
