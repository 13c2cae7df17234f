"""The question of a registration, as the association sees it by the link in its mail, and who may answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engagement.accounts.models import User
from engagement.associations.models import Membership
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.registrations.enums import RegistrationState
from engagement.registrations.errors import LinkNotYours
from engagement.registrations.links import is_addressee
from engagement.registrations.models import Registration
from engagement.registrations.queries.mails import MailFacts, mail_facts


@dataclass(frozen=True)
class Addressee:
    """Somebody who answers for an association: a member, or the offer's contact without an account."""

    user_id: int | None
    name: str


def addressee_of(registration_row: int, addressee: str) -> Addressee:
    """Whom a link was mailed to, if she still answers for the association. Raises LinkNotYours."""
    facts = _facts(registration_row)
    statement = (
        sa.select(User.id, User.name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.association_id == facts.association_row, User.email_confirmed_at.is_not(None),
            User.disabled_at.is_(None),
        )
        .order_by(Membership.id)
    )  # fmt: skip
    with unscoped("the team of the association, whose mail this is"):
        for user_id, name, email in db.session.execute(statement):
            if is_addressee(email, addressee):
                return Addressee(user_id, name)
    if facts.contact_email and is_addressee(facts.contact_email, addressee):
        return Addressee(None, facts.contact_name or facts.association_name)
    raise LinkNotYours


@dataclass(frozen=True)
class Question:
    """Who asks for a place, without how to reach her: that is in the mail."""

    facts: MailFacts
    state: RegistrationState
    since: datetime
    starts_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state is RegistrationState.PENDING


def question(public_id: str, addressee: str) -> Question:
    """The registration in the scope at hand. Raises NotFound, LinkNotYours."""
    registration = db.session.scalar(sa.select(Registration).where(Registration.public_id == public_id))
    if registration is None:
        raise NotFound
    addressee_of(registration.id, addressee)
    facts = _facts(registration.id)
    since = registration.confirmed_at or registration.created_at
    return Question(facts, registration.state, since, facts.starts_at)


def _facts(registration_row: int) -> MailFacts:
    found = mail_facts([registration_row])
    if not found:
        raise NotFound
    return found[0]
