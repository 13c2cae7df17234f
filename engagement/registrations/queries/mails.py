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
from engagement.cities.queries import MAIL_CITY, MailCity
from engagement.core.rows import rows_of
from engagement.core.scope import MADE_ONCE, unscoped
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.views import town_elsewhere
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant, Registration


@dataclass(frozen=True, kw_only=True)
class MailFacts:
    """Plain values, of a registration and of its offer in the city's showcase: nothing live crosses into a mail."""

    opportunity_id: str  # public ids, for links
    association_id: str
    association_row: int
    title: str
    association_name: str
    starts_at: datetime | None
    ends_at: datetime | None
    shift_note: str
    schedule_note: str
    place: tuple[str, ...]
    is_remote: bool
    meeting_point: str
    recognise_us: str
    bring_along: str
    extended_background_check: bool
    contact_name: str
    contact_email: str
    contact_phone: str
    minimum: int | None  # the date takes place only with so many people, decided then
    decide_by: datetime | None
    takes_place: bool  # it is decided
    city: MailCity
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

    @property
    def is_interest(self) -> bool:
        return self.starts_at is None


_SAME = (
    "title", "schedule_note", "is_remote", "meeting_point", "recognise_us", "bring_along",
    "extended_background_check", "contact_name", "contact_email", "contact_phone",
)  # fmt: skip


def _offer_columns(home: Any) -> tuple[Any, ...]:
    """The columns of `_offer_values`, those of the city first; `home` is an alias of City for the offer's home."""
    return (
        *MAIL_CITY, Opportunity.public_id.label("opportunity_id"), Association.public_id.label("association_id"),
        Association.id.label("association_row"), Association.name.label("association_name"),
        Shift.minimum, Shift.decide_by, Shift.takes_place_at, Shift.starts_at, Shift.ends_at, Shift.note,
        District.name.label("district"),
        sa.case((Opportunity.home_city_id != Publication.city_id, home.name), else_="").label("home_town"),
        Revision.postcode, Revision.town, Revision.location_name, Revision.street,
        *(getattr(Revision, name) for name in _SAME),
    )  # fmt: skip


def _offer_values(row: Any) -> dict[str, Any]:
    """By name, from a row of a statement that begins with `_offer_columns`."""
    town = f"{row.postcode} {town_elsewhere(row.town, row.home_town)}".strip()
    district = (row.district or "") if not row.home_town else ""
    parts = (row.location_name, row.street, town, district)
    return {
        "opportunity_id": row.opportunity_id, "association_id": row.association_id,
        "association_row": row.association_row, "association_name": row.association_name,
        "starts_at": row.starts_at, "ends_at": row.ends_at, "shift_note": row.note or "",
        "place": tuple(part for part in parts if part), "minimum": row.minimum, "decide_by": row.decide_by,
        "takes_place": row.takes_place_at is not None, "city": MailCity(*row[: len(MAIL_CITY)]),
        **{name: getattr(row, name) for name in _SAME},
    }  # fmt: skip


@functools.cache
def _statement() -> sa.Select[*tuple[Any, ...]]:
    """Made once: it is long, and making it takes longer than running it."""
    home = aliased(City)
    return (
        sa.select(
            *_offer_columns(home), Registration.public_id, Registration.id, Registration.name, Registration.phone,
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
        **_offer_values(row), language=row.user_language if has_account else row.language,
        registration_id=row.public_id, registration_row=row.id, name=row.name,
        email=(row.user_email if has_account else row.email) or "",
        phone=row.phone or (row.user_phone if has_account else row.participant_phone) or "",
        party_size=row.party_size, group_name=row.group_name, is_minor=row.is_minor, message=row.message,
        decline_reason=row.decline_reason, state=row.state, calendar_sequence=row.sequence,
        changed_at=max(row.updated_at, row.shift_updated_at or row.updated_at),
    )  # fmt: skip
