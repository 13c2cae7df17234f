"""Whether the person behind a registration hears of anything."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.notifications.models import DeadAddress
from engagement.registrations.models import Participant, Registration
from engagement.registrations.queries.waitlist import is_out_of_reach


@dataclass(frozen=True)
class LostMail:
    """Mails to somebody come back."""

    email: str
    has_account: bool  # her account holds the address, and changes it
    has_phone: bool  # somebody can call her


def lost_mail(registration_id: str) -> LostMail | None:
    """What is wrong with the way to the person of a registration in the scope at hand; None while mails arrive, and for
    who has no address. For who has read her link."""
    email = sa.func.coalesce(User.email, Participant.email)
    normalised = sa.func.coalesce(User.email_normalised, Participant.email_normalised)
    statement = (
        sa.select(email, User.id, is_out_of_reach())
        .select_from(Registration)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .join(DeadAddress, DeadAddress.email_normalised == normalised)
        .where(Registration.public_id == registration_id)
    )
    with unscoped("her own address, whichever city's page she is on; the caller has found the registration there"):
        row = db.session.execute(statement).one_or_none()
    return LostMail(row[0], row[1] is not None, not row[2]) if row is not None else None
