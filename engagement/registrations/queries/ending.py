"""What runs out, and under which title it is logged."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.registrations.enums import LAPSING_STATES, RegistrationState
from engagement.registrations.models import Registration
from engagement.registrations.rules import NAMES_ASKED, NAMES_LATEST


def lapsed_holds(now: datetime, limit: int) -> list[str]:
    """Registrations whose hold has run out, oldest first."""
    statement = (
        sa.select(Registration.public_id)
        .where(Registration.state.in_(LAPSING_STATES), Registration.hold_until <= now)
        .order_by(Registration.hold_until, Registration.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def title_of(registration: Registration) -> str:
    """Under which title the city shows what she registered for; empty when it shows it no more."""
    statement = (
        sa.select(Revision.title)
        .join(Publication, Publication.shown_revision_id == Revision.id)
        .where(
            Publication.opportunity_id == registration.opportunity_id, Publication.city_id == registration.city_id
        )
    )  # fmt: skip
    with unscoped("a registration that ends is logged under its title, in whichever city it was made"):
        return db.session.scalar(statement) or ""


def groups_without_names(now: datetime, limit: int) -> list[str]:
    """Confirmed groups whose date is near and who have not been asked who comes, soonest first."""
    statement = (
        sa.select(Registration.public_id)
        .join(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.state == RegistrationState.CONFIRMED, Registration.party_size > 1,
            Registration.names_asked_at.is_(None), Shift.starts_at > now + NAMES_LATEST,
            Shift.starts_at <= now + NAMES_ASKED,
        )
        .order_by(Shift.starts_at, Registration.id)
        .limit(limit)
    )  # fmt: skip
    return list(db.session.scalars(statement))
