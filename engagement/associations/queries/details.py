"""Logo and contacts of associations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.models import Contact, Logo
from engagement.extensions import db


def contacts_of(association_id: int, *, public_only: bool) -> Sequence[Contact]:
    """The contacts in the team's order; for everybody only those who wish it."""
    statement = sa.select(Contact).where(Contact.association_id == association_id)
    if public_only:
        statement = statement.where(Contact.is_public)
    return db.session.scalars(statement.order_by(Contact.position, Contact.id)).all()


def contact_by_public_id(association_id: int, public_id: str) -> Contact | None:
    statement = sa.select(Contact).where(Contact.association_id == association_id, Contact.public_id == public_id)
    return db.session.scalar(statement)


def logos_of(association_ids: Sequence[int]) -> Mapping[int, Logo]:
    """Association id → logo with its picture; those without are missing. No statement for nobody."""
    if not association_ids:
        return {}
    statement = sa.select(Logo).where(Logo.association_id.in_(association_ids)).options(joinedload(Logo.picture))
    return {logo.association_id: logo for logo in db.session.scalars(statement.order_by(Logo.association_id))}
