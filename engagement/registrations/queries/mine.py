"""A person's own registrations, for her account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import Field
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.registrations import rules
from engagement.registrations.enums import ACTIVE_STATES, RegistrationState
from engagement.registrations.models import Registration

PAGE_SIZE = 20


@dataclass(frozen=True)
class MyRegistration:
    """One line of „Meine Zusagen“."""

    public_id: str
    opportunity_id: str
    city_slug: str
    city_name: str
    title: str
    association_name: str
    field: Field | None
    state: RegistrationState
    starts_at: datetime | None
    ends_at: datetime | None
    schedule_note: str

    @property
    def is_interest(self) -> bool:
        return self.starts_at is None


def my_registrations(user_id: int, *, past: bool, page: int, size: int = PAGE_SIZE) -> Page[MyRegistration]:
    """What is to come, soonest first and interest last; or what is over, newest first. Three statements."""
    to_come = sa.and_(Registration.state.in_(ACTIVE_STATES), sa.or_(Shift.id.is_(None), Shift.ends_at > utcnow()))
    statement = (
        sa.select(Registration)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(Registration.user_id == user_id, sa.not_(to_come) if past else to_come)
        .options(joinedload(Registration.shift), joinedload(Registration.city))
    )
    moment = sa.func.coalesce(Shift.starts_at, Registration.created_at)
    newest_first: list[Any] = [moment.desc(), Registration.id.desc()]
    soonest_first: list[Any] = [Shift.starts_at.is_(None).asc(), Shift.starts_at.asc(), Registration.id.asc()]
    order = newest_first if past else soonest_first
    found = paginate(statement.order_by(*order), page, size)
    shown = _publications(found)
    lines = [
        _line(registration, shown[registration.opportunity_id, registration.city_id])
        for registration in found.items
        if (registration.opportunity_id, registration.city_id) in shown
    ]
    return Page(lines, found.number, found.total, found.size)


def _publications(found: Page[Registration]) -> dict[tuple[int, int], Publication]:
    """The publications of a page of registrations, with the text that the city shows."""
    statement = (
        sa.select(Publication)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .where(Publication.opportunity_id.in_({each.opportunity_id for each in found.items}))
        .options(
            joinedload(Publication.shown_revision), joinedload(Publication.association),
            joinedload(Publication.opportunity),
        )
    )  # fmt: skip
    return {(each.opportunity_id, each.city_id): each for each in db.session.scalars(statement)}


def _line(registration: Registration, publication: Publication) -> MyRegistration:
    revision, shift = publication.shown_revision, registration.shift
    assert revision is not None
    lapsed = rules.is_lapsed(registration.state, registration.hold_until, utcnow())
    return MyRegistration(
        public_id=registration.public_id, opportunity_id=publication.opportunity.public_id,
        city_slug=registration.city.slug, city_name=registration.city.name, title=revision.title,
        association_name=publication.association.name, field=Field(revision.fields[0]) if revision.fields else None,
        state=RegistrationState.EXPIRED if lapsed else registration.state,
        starts_at=shift.starts_at if shift else None, ends_at=shift.ends_at if shift else None,
        schedule_note=revision.schedule_note,
    )  # fmt: skip
