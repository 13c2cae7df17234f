"""A city with an association and its people, and short ways to look at what the operations did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.associations.models import Association
from engagement.cities.models import City
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities import operations as act
from engagement.opportunities.models import Opportunity, Publication, Shift
from engagement.opportunities.rules.dates import ShiftInput
from tests.support import factories as make

CONTENT: dict[str, Any] = {
    "title": "Hände für das Fest", "location_name": "Gemeindehaus", "contact_name": "Helga",
    "contact_phone": "07252 1234",
}  # fmt: skip


class World:
    """A city with an association, its editor and a moderator."""

    def __init__(self) -> None:
        self.city: City = make.make_city()
        self.editor: Actor = ANONYMOUS
        owner = make.make_user()
        self.association: Association = make.make_association(self.city, owner=owner)
        self.editor = actor_of(owner.id)
        self.moderator = actor_of(make.make_staff(self.city).id)

    def draft(self, *, days: tuple[int, ...] = (3,), **content: Any) -> str:
        return act.create_draft(
            self.association.id, city_id=self.city.id, actor=self.editor, shifts=[in_days(day) for day in days],
            **(CONTENT | content),
        )  # fmt: skip

    def published(self, **content: Any) -> str:
        public_id = self.draft(**content)
        act.submit(public_id, actor=self.editor)
        self.approve(public_id)
        return public_id

    def approve(self, public_id: str) -> None:
        waiting = publication(public_id)
        assert waiting.pending_revision_id is not None
        act.approve_publication(waiting.id, revision_id=waiting.pending_revision_id, actor=self.moderator)

    def save(self, public_id: str, shifts: list[ShiftInput] | None = None, **content: Any) -> int:
        version = opportunity(public_id).version
        return act.save_content(public_id, version=version, actor=self.editor, content=content, shifts=shifts)


def in_days(days: int, **values: Any) -> ShiftInput:
    start = utcnow() + timedelta(days=days)
    return ShiftInput(**({"starts_at": start, "ends_at": start + timedelta(hours=2), "capacity": 5} | values))


def opportunity(public_id: str) -> Opportunity:
    row = db.session.scalar(
        sa.select(Opportunity).where(Opportunity.public_id == public_id).execution_options(populate_existing=True)
    )
    assert row is not None
    return row


def publication(public_id: str) -> Publication:
    statement = sa.select(Publication).join(Opportunity).where(Opportunity.public_id == public_id)
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    assert row is not None
    return row


def shifts(public_id: str) -> list[Shift]:
    statement = sa.select(Shift).join(Opportunity).where(Opportunity.public_id == public_id).order_by(Shift.starts_at)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def as_input(shift: Shift, **values: Any) -> ShiftInput:
    base = {"starts_at": shift.starts_at, "ends_at": shift.ends_at, "capacity": shift.capacity, "note": shift.note,
            "public_id": shift.public_id}  # fmt: skip
    return ShiftInput(**(base | values))


def take(shift: Shift, count: int) -> None:
    with writing():
        db.session.execute(sa.update(Shift).where(Shift.id == shift.id).values(taken=count))
