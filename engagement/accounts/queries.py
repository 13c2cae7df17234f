"""Reading accounts."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Membership
from engagement.cities.models import CityStaff
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import unscoped
from engagement.extensions import db


def actor_of(user_id: int | None) -> Actor:
    """The person with all her roles, fresh from the database; ANONYMOUS when unknown, disabled or unconfirmed."""
    if user_id is None:
        return ANONYMOUS
    with unscoped("who acts is known before the page's scope is"):
        user = db.session.scalar(sa.select(User).where(User.id == user_id))
        if user is None or user.disabled_at is not None or user.email_confirmed_at is None:
            return ANONYMOUS
        staff = db.session.execute(sa.select(CityStaff.city_id, CityStaff.role).where(CityStaff.user_id == user_id))
        memberships = db.session.execute(
            sa.select(Membership.association_id, Membership.role).where(Membership.user_id == user_id)
        )
        return Actor(
            user_id=user.id, name=user.name, is_platform_admin=user.is_platform_admin,
            city_roles={row.city_id: row.role for row in staff},
            memberships={row.association_id: row.role for row in memberships},
        )  # fmt: skip
