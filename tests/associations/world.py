"""A city, its staff and people, for the tests of associations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.associations import operations as act
from engagement.associations.enums import AssociationKind
from engagement.associations.models import Association, Listing
from engagement.audit.models import AuditEntry
from engagement.core.actor import Actor
from engagement.extensions import db
from engagement.notifications.models import OutboxMessage
from tests.support import factories as make

VALUES: dict[str, Any] = {
    "kind": AssociationKind.CLUB, "name": "Turnverein Musterstadt e. V.", "purpose": "Wir turnen.",
    "street": "Hallenweg 3", "postcode": "76543", "town": "Musterstadt", "district": "", "email": "tv@verein.example",
    "phone": "07000 12345", "contact_public": True, "website": "www.tv.example", "founded": 1890,
}  # fmt: skip


class World:
    """One city, one person, one moderator."""

    def __init__(self) -> None:
        self.city = make.make_city()
        self.person = make.make_user("mara@leute.example")
        self.moderator = self.actor(make.make_staff(self.city).id)

    @property
    def me(self) -> Actor:
        return self.actor(self.person.id)

    @staticmethod
    def actor(user_id: int) -> Actor:
        return actor_of(user_id)

    def register(self, actor: Actor | None = None, **values: Any) -> str:
        return act.register_association(self.city.id, actor=actor or self.me, **(VALUES | values))


def association(public_id: str) -> Association:
    db.session.expire_all()
    return db.session.scalars(sa.select(Association).where(Association.public_id == public_id)).one()


def listing(public_id: str) -> Listing:
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Listing).join(Association).where(Association.public_id == public_id)
    ).one()  # fmt: skip


def actions() -> list[str]:
    """What the log says, oldest first."""
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def mails() -> list[tuple[str, str]]:
    """Kind and address of the outbox, oldest first."""
    rows = db.session.execute(sa.select(OutboxMessage.kind, OutboxMessage.to_email).order_by(OutboxMessage.id))
    return [(row.kind, row.to_email) for row in rows]
