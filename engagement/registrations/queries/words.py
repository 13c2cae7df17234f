"""What an offer says to who has, or wants, a place in it: the part of a mail that is not about the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.cities.models import District
from engagement.cities.queries import MAIL_CITY, MailCity
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.views import town_elsewhere


@dataclass(frozen=True)
class OfferWords:
    """Plain values, of an offer in one city's showcase and of one of its dates."""

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

    @property
    def is_interest(self) -> bool:
        return self.starts_at is None


_SAME = (
    "title", "schedule_note", "is_remote", "meeting_point", "recognise_us", "bring_along",
    "extended_background_check", "contact_name", "contact_email", "contact_phone",
)  # fmt: skip


def words_columns(home: Any) -> tuple[Any, ...]:
    """The columns of `words_values`, those of the city first; `home` is an alias of City for the offer's home."""
    return (
        *MAIL_CITY, Opportunity.public_id.label("opportunity_id"), Association.public_id.label("association_id"),
        Association.id.label("association_row"), Association.name.label("association_name"),
        Shift.minimum, Shift.decide_by, Shift.takes_place_at, Shift.starts_at, Shift.ends_at, Shift.note,
        District.name.label("district"),
        sa.case((Opportunity.home_city_id != Publication.city_id, home.name), else_="").label("home_town"),
        Revision.postcode, Revision.town, Revision.location_name, Revision.street,
        *(getattr(Revision, name) for name in _SAME),
    )  # fmt: skip


def words_values(row: Any) -> dict[str, Any]:
    """By name, from a row of a statement that begins with `words_columns`."""
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
