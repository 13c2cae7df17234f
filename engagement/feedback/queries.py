"""Reading how it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.models import Association
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.feedback import rules
from engagement.feedback.models import Feedback
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Registration


@dataclass(frozen=True)
class Question:
    """What somebody is asked about."""

    registration_row: int
    association_id: int
    association_name: str
    name: str
    title: str
    language: str
    starts_at: datetime | None
    ends_at: datetime | None
    was_there: bool
    has_answered: bool

    def check(self) -> None:
        """Raise as `rules.check_answer`."""
        rules.check_answer(self.ends_at, was_there=self.was_there, has_answered=self.has_answered, now=utcnow())


def question(registration_id: str, city_id: int) -> Question:
    """The question about a registration of this city (public id). Raises NotFound."""
    statement = (
        sa.select(Registration, Revision.title, Revision.language)
        .join(
            Publication,
            sa.and_(
                Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
            ),
        )
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .where(Registration.public_id == registration_id, Registration.city_id == city_id)
        .options(joinedload(Registration.shift), joinedload(Registration.opportunity, innerjoin=True))
    )  # fmt: skip
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    registration: Registration = row[0]
    shift: Shift | None = registration.shift
    answered = db.session.scalar(sa.select(Feedback.id).where(Feedback.registration_id == registration.id))
    return Question(
        registration_row=registration.id, association_id=registration.association_id,
        association_name=_association_name(registration.association_id), name=registration.name,
        title=row[1], language=row[2],
        starts_at=shift.starts_at if shift else None, ends_at=shift.ends_at if shift else None,
        was_there=registration.state is RegistrationState.CONFIRMED and (shift is None or shift.cancelled_at is None),
        has_answered=answered is not None,
    )  # fmt: skip


def _association_name(association_id: int) -> str:
    return db.session.scalars(sa.select(Association.name).where(Association.id == association_id)).one()


@dataclass(frozen=True)
class Answer:
    """One line of a list of answers."""

    mood: str
    text: str
    name: str
    title: str
    association_name: str
    opportunity_id: str
    starts_at: datetime | None
    created_at: datetime


def answers(*, city_id: int | None, page: int) -> Page[Answer]:
    """Newest first: those of the association at hand (None), or those that are meant for a city."""
    statement = sa.select(Feedback).options(
        joinedload(Feedback.association),
        joinedload(Feedback.registration).options(joinedload(Registration.shift), joinedload(Registration.opportunity)),
    )
    if city_id is not None:
        statement = statement.where(Feedback.city_id == city_id, Feedback.is_for_city)
    found = paginate(statement.order_by(Feedback.created_at.desc(), Feedback.id.desc()), page, 30)
    return Page([_answer(row) for row in found.items], found.number, found.total, found.size)


def _answer(row: Feedback) -> Answer:
    registration: Registration = row.registration
    return Answer(
        mood=row.mood, text=row.text, name=registration.name, title=registration.opportunity.title,
        association_name=row.association.name, opportunity_id=registration.opportunity.public_id,
        starts_at=registration.shift.starts_at if registration.shift else None, created_at=row.created_at,
    )  # fmt: skip
