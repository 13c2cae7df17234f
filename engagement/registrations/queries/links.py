"""Which mailed links still open something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.cities.models import City
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.kernel.values import normalise_email
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.registrations.enums import ACTIVE_STATES
from engagement.registrations.models import Participant, Registration


def is_void(public_id: str, made_at: datetime) -> bool:
    """Whether the address of a registration in the scope at hand has changed hands since a link was made."""
    since = db.session.scalar(
        sa.select(Registration.links_void_before).where(Registration.public_id == public_id)
    )  # fmt: skip
    # Links are dated to the second; one of the same second is the new contact person's.
    return since is not None and made_at < since.replace(microsecond=0)


@dataclass(frozen=True)
class Linked:
    """One registration that a person is sent the link of."""

    public_id: str
    city_slug: str
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    name: str
    language: str


def linked_of(email: str, now: datetime) -> Sequence[Linked]:
    """What is active and not over of whoever has this address, as a guest or with an account, in all cities."""
    shown = sa.and_(
        Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
    )
    normalised = normalise_email(email)
    account = sa.and_(
        User.email_normalised == normalised, User.email_confirmed_at.is_not(None), User.disabled_at.is_(None)
    )
    statement = (
        sa.select(
            Registration.public_id, City.slug, Revision.title, Shift.starts_at, Shift.ends_at, Registration.name,
            sa.func.coalesce(User.language, Registration.language, DEFAULT_LANGUAGE),
        )
        .select_from(Registration)
        .join(City, City.id == Registration.city_id)
        .join(Participant, Participant.id == Registration.participant_id)
        .join(Publication, shown)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .outerjoin(User, User.id == Participant.user_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(
            sa.or_(sa.and_(Participant.user_id.is_(None), Participant.email_normalised == normalised), account),
            Registration.state.in_(ACTIVE_STATES), sa.or_(Shift.id.is_(None), Shift.ends_at > now),
        )
        .order_by(Shift.starts_at.is_(None), Shift.starts_at, Registration.id)
    )  # fmt: skip
    with unscoped("a person's links of all cities, mailed to her alone"):
        return [Linked(*row) for row in db.session.execute(statement)]
