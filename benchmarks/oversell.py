"""Many people want few places at the same moment: nobody must get a place that is not there, nobody two."""

from __future__ import annotations

import random
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from benchmarks import load
from benchmarks.scenarios import sign_up
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.opportunities.models import Shift
from engagement.registrations.enums import ACTIVE_STATES
from engagement.registrations.models import Registration

CLIENTS = 32


@dataclass(frozen=True)
class Proof:
    """What stood in the database afterwards."""

    dates: int
    places: int
    requests: int
    taken: int
    registrations: int
    oversold: int  # dates with more people than places
    twice: int  # people with two places in one date
    miscounted: int  # dates whose counter is not the number of their people
    errors: int  # answers that are neither a place nor a refusal in words

    @property
    def holds(self) -> bool:
        return not (self.oversold or self.twice or self.miscounted or self.errors) and self.taken == self.places


def prove(app: Flask, port: int, few: list[tuple[str, str]], dates: int, people: int) -> Proof:
    """`people` guests want each of some dates with few places; half of them click twice."""
    chance = random.Random(11)
    chosen = chance.sample(few, dates)
    asks = []
    for index, (offer, shift) in enumerate(chosen):
        for person in range(people):
            email = f"eilig{index}-{person}@leute.example"
            asks += [sign_up(offer, shift, email)] * (2 if person % 2 else 1)
    chance.shuffle(asks)
    statuses = load.at_once(port, asks, CLIENTS)
    wrong = sum(1 for status in statuses if status not in (200, 303, 422))
    with app.app_context(), entered(SYSTEM):
        return _look([shift for _offer, shift in chosen], len(asks), wrong)


def _look(shifts: list[str], requests: int, errors: int) -> Proof:
    is_held = sa.and_(Registration.shift_id == Shift.id, Registration.state.in_(ACTIVE_STATES))
    rows = db.session.execute(
        sa.select(
            Shift.capacity, Shift.taken, sa.func.count(Registration.id),
            sa.func.count(sa.distinct(Registration.participant_id)),
        )
        .outerjoin(Registration, is_held).where(Shift.public_id.in_(shifts)).group_by(Shift.id)
    ).all()  # fmt: skip
    return Proof(
        dates=len(rows), places=sum(row[0] for row in rows), requests=requests, taken=sum(row[1] for row in rows),
        registrations=sum(row[2] for row in rows), oversold=sum(row[2] > row[0] for row in rows),
        twice=sum(row[2] != row[3] for row in rows), miscounted=sum(row[1] != row[2] for row in rows), errors=errors,
    )  # fmt: skip
