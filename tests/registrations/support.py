"""What the tests of registrations share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.accounts.queries import actor_of
from engagement.associations.models import Association
from engagement.cities.models import City
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.notifications import late
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.models import Opportunity, Publication, Shift
from engagement.registrations import operations
from engagement.registrations.models import Registration
from engagement.registrations.operations import Outcome
from tests.support.factories import make_association, make_city, make_opportunity, make_user, number


@dataclass
class Stagecraft:
    """A city with an association and one offer; ids of its shifts."""

    city: City
    association: Association
    owner: User
    opportunity: Opportunity
    shifts: list[Shift]

    @property
    def shift(self) -> Shift:
        return self.shifts[0]

    @property
    def owner_actor(self) -> Actor:
        with entered(SYSTEM):
            return actor_of(self.owner.id)

    def register(
        self, *, actor: Actor = ANONYMOUS, shift: Shift | str | None = "first", is_written: bool = True, **values: Any
    ) -> Outcome:
        """Register in the city's scope, as the web does; a guest with an address of her own unless told. A second later
        her mail has its words (`is_written`)."""
        if shift == "first":
            shift = self.shifts[0] if self.shifts else None
        asked = {"name": "Hanna Keller", "email": f"gast{next(number)}@leute.example", "is_adult": True} | values
        with entered(Scope.city(self.city.id)):
            done = operations.register(
                self.opportunity.public_id, city_id=self.city.id, actor=actor,
                shift_id=shift if shift is None or isinstance(shift, str) else shift.public_id, **asked,
            )  # fmt: skip
        if is_written:
            write_mails()
        return done

    def guest(self, **values: Any) -> Outcome:
        """A guest who has confirmed."""
        with entered(Scope.city(self.city.id)):
            return operations.confirm_hold(self.register(**values).registration_id, actor=ANONYMOUS)


def make_stage(slug: str = "musterstadt", **values: Any) -> Stagecraft:
    """`values` are those of `make_opportunity`."""
    city = make_city(slug)
    # She is the contact of the offer (factories.CONTENT), so that the association is one address.
    owner = make_user("helga@verein.example" if slug == "musterstadt" else "", name="Elke Vogt")
    association = make_association(city, owner=owner, name=f"Nachbarn {slug.title()} e. V.")
    opportunity = make_opportunity(city, association, **values)
    with entered(SYSTEM):
        shifts = db.session.scalars(
            sa.select(Shift).where(Shift.opportunity_id == opportunity.id).order_by(Shift.starts_at)
        ).all()
    db.session.expunge_all()  # readable whatever a request does afterwards
    return Stagecraft(city, association, owner, opportunity, list(shifts))


def registration(public_id: str) -> Registration:
    """The row as it is now."""
    with entered(SYSTEM):
        statement = sa.select(Registration).where(Registration.public_id == public_id)
        return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def taken(shift: Shift) -> int:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(Shift.taken).where(Shift.id == shift.id)).one()


def count_registrations() -> int:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(sa.func.count(Registration.id))).one()


def mails(kind: str | None = None) -> list[OutboxMessage]:
    """What waits in the outbox, oldest first, in words."""
    write_mails()
    with entered(SYSTEM):
        found = db.session.scalars(
            sa.select(OutboxMessage).order_by(OutboxMessage.id).execution_options(populate_existing=True)
        ).all()
        return [mail for mail in found if kind is None or mail.kind == kind]


def write_mails() -> None:
    """As the worker does."""
    with entered(SYSTEM):
        for each in late.unwritten():
            late.write(*each)


def kinds() -> list[str]:
    return [mail.kind for mail in mails()]


def change(model: type[Any], row_id: int, **values: Any) -> None:
    """Put a row into a state that only time or others bring about."""
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(model).where(model.id == row_id).values(**values))


def change_publication(opportunity: Opportunity, **values: Any) -> None:
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(Publication).where(Publication.opportunity_id == opportunity.id).values(**values))


def local_moment(moment: datetime) -> str:
    return moment.isoformat()
