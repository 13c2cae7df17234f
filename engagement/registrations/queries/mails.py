"""What the mails about a registration say."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engagement.accounts.models import User
from engagement.associations.models import Association
from engagement.cities.models import City, District
from engagement.core.rows import rows_of
from engagement.core.scope import MADE_ONCE, unscoped
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.registrations.queries.words import OfferWords, words_columns, words_values


@dataclass(frozen=True, kw_only=True)
class MailFacts(OfferWords):
    """Plain values: nothing live crosses into a mail."""

    language: str  # of the person
    registration_id: str
    registration_row: int
    name: str
    email: str  # empty once an account is gone, and where a person has none
    phone: str
    party_size: int
    group_name: str
    is_minor: bool
    message: str
    decline_reason: str
    state: RegistrationState
    calendar_sequence: int
    changed_at: datetime  # the registration, or its date


@functools.cache
def _statement() -> sa.Select[*tuple[Any, ...]]:
    """Made once: it is long, and making it takes longer than running it."""
    home = aliased(City)
    return (
        sa.select(
            *words_columns(home), Registration.public_id, Registration.id, Registration.name, Registration.phone,
            Registration.party_size, Registration.group_name, Registration.is_minor, Registration.message,
            Registration.decline_reason,
            Registration.language, Registration.state, Registration.updated_at,
            Shift.updated_at.label("shift_updated_at"),
            (Registration.calendar_sequence + sa.func.coalesce(Shift.calendar_sequence, 0)).label("sequence"),
            Participant.email, Participant.phone.label("participant_phone"),
            User.id.label("user_id"), User.email.label("user_email"), User.phone.label("user_phone"),
            User.language.label("user_language"),
        )
        .select_from(Registration)
        .join(
            Publication,
            sa.and_(
                Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
            ),
        )
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(home, home.id == Opportunity.home_city_id)
        .join(Association, Association.id == Publication.association_id)
        .join(City, City.id == Registration.city_id)
        .join(Participant, Participant.id == Registration.participant_id)
        .outerjoin(User, User.id == Participant.user_id)
        .outerjoin(Shift, Shift.id == Registration.shift_id)
        .outerjoin(District, District.id == Revision.district_id)
        .where(Registration.id.in_(sa.bindparam("ids", expanding=True)))
        .order_by(Registration.id)
        .execution_options(**MADE_ONCE)
    )  # fmt: skip


def mail_facts(registration_ids: Sequence[int]) -> list[MailFacts]:
    """The facts of some registrations, in one statement and in the order of their rows."""
    if not registration_ids:
        return []
    with unscoped("mails go to everyone concerned, in whichever city's showcase they registered"):
        return [_facts(row) for row in rows_of(_statement(), {"ids": list(registration_ids)})]


def _facts(row: sa.Row[Any]) -> MailFacts:
    has_account = row.user_id is not None
    return MailFacts(
        **words_values(row), language=row.user_language if has_account else row.language,
        registration_id=row.public_id, registration_row=row.id, name=row.name,
        email=(row.user_email if has_account else row.email) or "",
        phone=row.phone or (row.user_phone if has_account else row.participant_phone) or "",
        party_size=row.party_size, group_name=row.group_name, is_minor=row.is_minor, message=row.message,
        decline_reason=row.decline_reason, state=row.state, calendar_sequence=row.sequence,
        changed_at=max(row.updated_at, row.shift_updated_at or row.updated_at),
    )  # fmt: skip
