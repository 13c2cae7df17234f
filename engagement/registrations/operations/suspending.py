"""What becomes of registrations while a city does not show their association."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations.enums import CallTopic, RegistrationState
from engagement.registrations.models import CallTask, Registration
from engagement.registrations.operations import mails

KNOWN = (RegistrationState.PENDING, RegistrationState.CONFIRMED)


@operation
def tell_of_suspension(association_id: int, city_id: int) -> int:
    """Mail everybody who registered in this city for something to come (row numbers). Returns how many registrations.

    Whom no mail reaches is called by the association.

    The caller has suspended the listing in the same transaction: whoever registers meanwhile waits for its row, and is
    refused. Registrations themselves stay as they are.
    """
    statement = (
        sa.select(Registration)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.association_id == association_id, Registration.city_id == city_id,
            Registration.state.in_(KNOWN), sa.or_(Shift.id.is_(None), Shift.ends_at > utcnow()),
        )
        .order_by(Registration.id)
    )  # fmt: skip
    found = db.session.scalars(statement).all()
    mails.send_suspended(found)
    return len(found)


@operation
def forget_suspension_calls(association_id: int, city_id: int) -> None:
    """The city shows the association again: whoever was not called meanwhile has nothing to be told."""
    db.session.execute(
        sa.delete(CallTask)
        .where(
            CallTask.association_id == association_id, CallTask.city_id == city_id,
            CallTask.topic == CallTopic.SUSPENDED, CallTask.done_at.is_(None),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
