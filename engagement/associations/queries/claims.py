"""„Das ist unser Verein“."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.enums import ClaimState
from engagement.associations.models import Claim
from engagement.extensions import db


def open_claim(association_id: int, user_id: int) -> Claim | None:
    """A person's claim that waits for the city."""
    return db.session.scalar(
        sa.select(Claim).where(
            Claim.association_id == association_id, Claim.user_id == user_id, Claim.state == ClaimState.PENDING
        )
    )


def open_claim_count(user_id: int) -> int:
    statement = sa.select(sa.func.count()).select_from(Claim)
    return db.session.scalar(statement.where(Claim.user_id == user_id, Claim.state == ClaimState.PENDING)) or 0


def my_claims(user_id: int, city_id: int) -> Sequence[Claim]:
    """A person's claims in a city that wait or were refused, newest first, with their associations."""
    statement = (
        sa.select(Claim)
        .where(Claim.user_id == user_id, Claim.city_id == city_id, Claim.state != ClaimState.CONFIRMED)
        .options(joinedload(Claim.association))
        .order_by(Claim.created_at.desc(), Claim.id.desc())
    )
    return db.session.scalars(statement.limit(10)).all()
