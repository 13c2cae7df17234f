"""Hours that people have written down themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from engagement.attendance.enums import ProposalState
from engagement.attendance.models import HoursProposal
from engagement.extensions import db
from engagement.opportunities.models import Opportunity
from engagement.registrations.models import Registration

SHOWN = 60  # of one's own, the latest days


@dataclass(frozen=True)
class OwnProposal:
    """An entry as its writer sees it."""

    public_id: str
    day: date
    minutes: int
    note: str
    state: ProposalState
    decided_minutes: int | None
    answer: str

    @property
    def is_open(self) -> bool:
        return self.state is ProposalState.OPEN

    @property
    def is_corrected(self) -> bool:
        return self.decided_minutes not in (None, self.minutes)


@dataclass(frozen=True)
class WaitingProposal:
    """An entry that waits for the association."""

    public_id: str
    name: str
    day: date
    minutes: int
    note: str


@dataclass(frozen=True)
class WaitingHours:
    """How many entries wait at an offer, for the first page."""

    opportunity_id: str
    title: str
    count: int
    people: int


def proposals_of_registration(registration_id: str) -> Sequence[OwnProposal]:
    """What was written down by the link of a registration in the scope at hand, the latest day first."""
    statement = (
        sa.select(HoursProposal)
        .join(Registration, Registration.id == HoursProposal.registration_id)
        .where(Registration.public_id == registration_id)
        .order_by(HoursProposal.day.desc(), HoursProposal.id.desc())
        .limit(SHOWN)
    )
    return [
        OwnProposal(row.public_id, row.day, row.minutes, row.note, row.state, row.decided_minutes, row.answer)
        for row in db.session.scalars(statement)
    ]


def waiting_proposals(opportunity_id: str) -> Sequence[WaitingProposal]:
    """What waits at an offer, the oldest day first."""
    statement = (
        sa.select(HoursProposal, Registration.name)
        .join(Registration, Registration.id == HoursProposal.registration_id)
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .where(Opportunity.public_id == opportunity_id, HoursProposal.state == ProposalState.OPEN)
        .order_by(HoursProposal.day, HoursProposal.id)
    )
    return [
        WaitingProposal(row.public_id, name, row.day, row.minutes, row.note)
        for row, name in db.session.execute(statement)
    ]


def waiting_hours(association_id: int) -> Sequence[WaitingHours]:
    """At which offers hours wait to be confirmed, by title. One statement."""
    statement = (
        sa.select(
            Opportunity.public_id, Opportunity.title, sa.func.count(HoursProposal.id),
            sa.func.count(sa.distinct(HoursProposal.registration_id)),
        )
        .join(Registration, Registration.opportunity_id == Opportunity.id)
        .join(HoursProposal, HoursProposal.registration_id == Registration.id)
        .where(HoursProposal.association_id == association_id, HoursProposal.state == ProposalState.OPEN)
        .group_by(Opportunity.id)
        .order_by(Opportunity.title, Opportunity.id)
    )  # fmt: skip
    return [WaitingHours(*row) for row in db.session.execute(statement)]
