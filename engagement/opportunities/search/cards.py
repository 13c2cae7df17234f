"""What a list shows of an offer, as plain values."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engagement.associations.models import Association
from engagement.cities.models import City, District
from engagement.core.evidence import under_mark
from engagement.core.pagination import PAGE_SIZE
from engagement.core.rows import rows, rows_of
from engagement.core.scope import MADE_ONCE
from engagement.extensions import db
from engagement.media.models import Picture
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.rules.urgency import is_urgent
from engagement.opportunities.search.statements import Moment
from engagement.opportunities.views import town_elsewhere

_SIZES = (4, 12, PAGE_SIZE)  # of statements that are made once: few, because a database keeps a plan for each
KEPT_CARDS = 10_000  # of one shelf; a few kilobytes each with what the web makes of them


@dataclass(frozen=True)
class NextShift:
    """The date that a card names: the first with a free place, else the first. Moments in UTC."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    free: int


@dataclass(frozen=True)
class Card:
    """One open offer in one city's showcase."""

    public_id: str  # the opportunity's
    city_slug: str
    city_name: str
    language: str  # of title, summary and note
    title: str
    summary: str
    association_id: str  # public id
    association_name: str
    fields: tuple[str, ...]
    target_groups: tuple[str, ...]
    time_patterns: tuple[str, ...]
    is_ongoing: bool
    schedule_note: str
    starts_on: date | None
    is_remote: bool
    location_name: str
    town: str
    district_name: str
    people_needed: int | None
    picture: dict[str, Any] | None  # width → key in the media store
    picture_alt: str
    next_shift: NextShift | None  # None for an ongoing offer
    further_shifts: int  # dates beside that one
    towns: tuple[str, ...]  # names of all towns that show it, this one first; one in a town's own list
    point: str = ""  # on the map: latitude, longitude
    urgent_reason: str = ""  # why it is „dringend gesucht“ now
    # What the web made of it, which is true as long as the card is.
    made: dict[Any, Any] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @property
    def field(self) -> str | None:
        """The main field."""
        return self.fields[0] if self.fields else None


@functools.cache
def _cards_statement() -> sa.Select[Any]:
    """Made once, when all tables are known."""
    home = aliased(City)  # the offer's home city, beside the city of the showcase
    return (
        sa.select(
            Publication.id, Publication.opportunity_id, Opportunity.public_id, City.slug, City.name.label("city_name"),
            Association.public_id.label("association_id"), Association.name.label("association_name"),
            District.name.label("district_name"), Picture.variants, Revision.language, Revision.title, Revision.summary,
            Revision.fields, Revision.target_groups, Revision.time_patterns, Revision.is_ongoing,
            Revision.schedule_note, Revision.starts_on, Revision.is_remote, Revision.location_name, Revision.town,
            Revision.people_needed, Revision.picture_alt, Revision.point,
            sa.case((Opportunity.home_city_id == Publication.city_id, ""), else_=home.name).label("home_town"),
            Opportunity.urgent_until, Opportunity.urgent_reason,
        )
        .select_from(Publication)
        .join(Revision, Revision.id == Publication.shown_revision_id)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .join(Association, Association.id == Publication.association_id)
        .join(City, City.id == Publication.city_id)
        .join(home, home.id == Opportunity.home_city_id)
        .outerjoin(District, District.id == Revision.district_id)
        .outerjoin(Picture, Picture.id == Revision.picture_id)
        .where(Publication.id.in_(sa.bindparam("ids", expanding=True)))
        .execution_options(**MADE_ONCE)
    )  # fmt: skip


class _Known:
    """The row of a publication, and the card that was made of it last with what it depends on beside the row."""

    __slots__ = ("last", "row")

    def __init__(self, row: Any) -> None:
        self.row = row
        self.last: tuple[tuple[Any, ...], Card] | None = None

    def card(self, shifts: Sequence[NextShift], towns: Sequence[str], moment: Moment) -> Card:
        """The same object as long as nothing on it has changed."""
        next_shift = next((shift for shift in shifts if shift.free > 0), shifts[0] if shifts else None)
        of = next_shift, len(shifts), tuple(towns), moment.today
        last = self.last
        if last is None or last[0] != of:
            last = self.last = of, _card(self.row, next_shift, max(0, len(shifts) - 1), towns, moment)
        return last[1]


def load_cards(shown: Mapping[int, Sequence[str]], moment: Moment, kept: MutableMapping[int, Any]) -> list[Card]:
    """The cards of these publications in this order, each with the names of its towns.

    One query for the dates with their places of this moment; one more for what `kept` does not hold yet of what stays
    the same as long as the shelf does.
    """
    if not shown:
        return []
    known: dict[int, _Known] = {number: found for number in shown if (found := kept.get(number)) is not None}
    if unknown := [number for number in shown if number not in known]:
        with under_mark():  # the shelf's
            found = {row.id: _Known(row) for row in db.session.execute(_cards_statement(), {"ids": unknown})}
        known |= found
        kept.update(found)
        while len(kept) > KEPT_CARDS:
            kept.pop(next(iter(kept)), None)
    shifts = _shifts_of([each.row.opportunity_id for each in known.values()], moment)
    existing = ((known[publication_id], towns) for publication_id, towns in shown.items() if publication_id in known)
    return [each.card(shifts.get(each.row.opportunity_id, ()), towns, moment) for each, towns in existing]


def _shifts_of(opportunity_ids: Sequence[int], moment: Moment) -> dict[int, list[NextShift]]:
    begin, end = moment.bounds
    values: dict[str, Any] = {"now": moment.now, "begin": begin, "end": end}
    size = next((size for size in _SIZES if len(opportunity_ids) <= size), None)
    statement = _shifts_statement(begin is not None, end is not None, size)
    if size is None:
        values = {name: value for name, value in values.items() if value is not None}
        answer = rows_of(statement, values | {"ids": opportunity_ids})
    else:
        # The last one fills the places that are left.
        ids = [*opportunity_ids, *[opportunity_ids[-1]] * (size - len(opportunity_ids))]
        answer = rows(statement, values | dict(zip(_id_names(size), ids, strict=True)))
    found: dict[int, list[NextShift]] = {}
    for opportunity_id, starts_at, ends_at, capacity, taken in answer:
        shift = NextShift(starts_at, ends_at, capacity, capacity - taken)
        found.setdefault(opportunity_id, []).append(shift)
    return found


@functools.cache
def _id_names(size: int) -> tuple[str, ...]:
    return tuple(f"id_{number}" for number in range(size))


@functools.cache
def _shifts_statement(has_begin: bool, has_end: bool, size: int | None) -> sa.Select[*tuple[Any, ...]]:
    """What `coming` says, made once: making it takes longer than running it.

    For up to `size` offers each has a parameter of its own, so that its text is always the same; None for any number.
    """
    ids: Any = sa.bindparam("ids", expanding=True)
    if size is not None:
        ids = [sa.bindparam(name, type_=sa.Integer) for name in _id_names(size)]
    statement = sa.select(Shift.opportunity_id, Shift.starts_at, Shift.ends_at, Shift.capacity, Shift.taken).where(
        Shift.opportunity_id.in_(ids), Shift.cancelled_at.is_(None), Shift.starts_at > sa.bindparam("now")
    )
    if has_begin:
        statement = statement.where(Shift.starts_at >= sa.bindparam("begin"))
    if has_end:
        statement = statement.where(Shift.starts_at < sa.bindparam("end"))
    return statement.order_by(Shift.starts_at, Shift.id).execution_options(**MADE_ONCE)


def _card(row: Any, next_shift: NextShift | None, further: int, towns: Sequence[str], moment: Moment) -> Card:
    return Card(
        public_id=row.public_id, city_slug=row.slug, city_name=row.city_name, language=row.language,
        title=row.title, summary=row.summary,
        association_id=row.association_id, association_name=row.association_name, fields=tuple(row.fields),
        target_groups=tuple(row.target_groups), time_patterns=tuple(row.time_patterns), is_ongoing=row.is_ongoing,
        schedule_note=row.schedule_note, starts_on=row.starts_on, is_remote=row.is_remote,
        location_name=row.location_name, town=town_elsewhere(row.town, row.home_town),
        district_name=(row.district_name or "") if not row.home_town else "",
        people_needed=row.people_needed, picture=row.variants or None, picture_alt=row.picture_alt,
        next_shift=None if row.is_ongoing else next_shift, further_shifts=further,
        towns=tuple(towns), point="" if row.is_remote else row.point,
        urgent_reason=row.urgent_reason if is_urgent(row.urgent_until, moment.today) else "",
    )  # fmt: skip
