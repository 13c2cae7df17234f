"""What „Jemanden eintragen“ reads: the offer with its dates, and one person's confirmation on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.cities.policies import policies_of
from engagement.core.i18n import _
from engagement.core.pagination import Page, paginate
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.views import OfferView, offer_view
from engagement.registrations import rules
from engagement.registrations.enums import ACTIVE_STATES, EntryWay, RegistrationState
from engagement.registrations.models import Registration, RegistrationEntry
from engagement.registrations.queries.waitlist import position_of, waiting_by_shift

PAGE_SIZE = 20


@dataclass(frozen=True)
class OfferToEnter:
    """An offer that people can be entered for, with the dates that have not begun."""

    public_id: str
    title: str
    association_name: str
    is_ongoing: bool
    age: int  # the age in years that the form asks for
    dates: Sequence[Shift]
    waiting: Mapping[int, int]  # people on the waitlist by row of the date


def offer_to_enter(public_id: str, city_id: int, *, only_shown: bool = False) -> OfferToEnter:
    """An offer as its city shows it, or has shown it. `only_shown`: what is paused or over is NotFound, too."""
    statement = (
        sa.select(Publication)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .where(
            Opportunity.public_id == public_id, Publication.city_id == city_id,
            Publication.shown_revision_id.is_not(None),
        )
        .options(
            joinedload(Publication.shown_revision), joinedload(Publication.association), joinedload(Publication.city)
        )
    )  # fmt: skip
    if only_shown:
        statement = statement.where(Publication.state == PublicationState.PUBLISHED)
    publication = db.session.scalar(statement)
    if publication is None or publication.shown_revision is None:
        raise NotFound
    revision: Revision = publication.shown_revision
    dates = db.session.scalars(
        sa.select(Shift)
        .where(
            Shift.opportunity_id == publication.opportunity_id, Shift.cancelled_at.is_(None),
            Shift.starts_at > utcnow(),
        )
        .order_by(Shift.starts_at, Shift.id)
    ).all()  # fmt: skip
    return OfferToEnter(
        public_id, revision.title, publication.association.name, revision.is_ongoing,
        rules.minimum_age(revision.min_age, policies_of(publication.city).guardian_age), dates,
        waiting_by_shift([each.id for each in dates]),
    )  # fmt: skip


@dataclass(frozen=True)
class SlipDate:
    """One of the dates of a confirmation, each with a number of its own."""

    public_id: str
    starts_at: datetime
    ends_at: datetime
    note: str
    position: int  # on the waitlist, from 1; 0 when she does not wait
    waiting: int
    offered_until: datetime | None


@dataclass(frozen=True)
class Slip:
    """A confirmation to print and to hand over."""

    public_id: str
    name: str
    party_size: int
    has_email: bool
    state: RegistrationState
    offer: OfferView
    starts_at: datetime | None
    ends_at: datetime | None
    shift_note: str
    position: int  # on the waitlist, from 1; 0 when she does not wait
    waiting: int  # how many wait, she among them
    offered_until: datetime | None  # until when a freed place is kept for her
    dates: Sequence[SlipDate]  # all that she still has of the same form, soonest first; none when it was only one

    @property
    def is_waiting(self) -> bool:
        """Whether she has no place on any of the dates."""
        return all(each.position > 0 for each in self.dates) if self.dates else self.position > 0

    @property
    def waits_too(self) -> bool:
        """Whether she waits on some of several dates."""
        return any(each.position > 0 for each in self.dates)


def entered_person(registration_id: str, *, opportunity_id: str | None = None) -> Slip:
    """Somebody of the list in the scope at hand. Raises NotFound, also once she has called off."""
    statement = (
        sa.select(Registration, Publication)
        .join(
            Publication,
            sa.and_(
                Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
            ),
        )
        .join(Opportunity, Opportunity.id == Registration.opportunity_id)
        .where(Registration.public_id == registration_id, Registration.state.in_(ACTIVE_STATES))
        .options(
            joinedload(Registration.shift), joinedload(Registration.participant),
            joinedload(Publication.shown_revision).joinedload(Revision.district),
            joinedload(Publication.shown_revision).joinedload(Revision.picture),
            joinedload(Publication.association), joinedload(Publication.opportunity),
        )
    )  # fmt: skip
    if opportunity_id is not None:
        statement = statement.where(Opportunity.public_id == opportunity_id)
    row = db.session.execute(statement).one_or_none()
    if row is None or row[1].shown_revision is None:
        raise NotFound
    registration: Registration = row[0]
    publication: Publication = row[1]
    shift: Shift | None = registration.shift
    revision = publication.shown_revision
    assert revision is not None
    participant = registration.participant
    position, waiting = position_of(registration.id) if registration.state is RegistrationState.WAITLISTED else (0, 0)
    return Slip(
        public_id=registration.public_id, name=registration.name or _("Account deleted"),
        party_size=registration.party_size,
        has_email=participant.email is not None or participant.user_id is not None, state=registration.state,
        offer=offer_view(
            revision, public_id=publication.opportunity.public_id,
            association=publication.association, shifts=(), show_contact=True,
        ),
        starts_at=shift.starts_at if shift else None, ends_at=shift.ends_at if shift else None,
        shift_note=shift.note if shift else "", position=position, waiting=waiting,
        offered_until=_offered_until(registration), dates=_slip_dates(registration),
    )  # fmt: skip


def _offered_until(registration: Registration) -> datetime | None:
    return registration.hold_until if registration.state is RegistrationState.OFFERED else None


def _slip_dates(registration: Registration) -> list[SlipDate]:
    """What the same person still has of the form that a registration comes from, when it is more than one date."""
    if registration.together is None:
        return []
    statement = (
        sa.select(Registration, Shift)
        .join(Shift, Shift.id == Registration.shift_id)
        .where(
            Registration.together == registration.together, Registration.state.in_(ACTIVE_STATES),
            Registration.participant_id == registration.participant_id,
        )
        .order_by(Shift.starts_at, Shift.id)
    )  # fmt: skip
    found = db.session.execute(statement).all()
    return [_slip_date(row[0], row[1]) for row in found] if len(found) > 1 else []


def _slip_date(registration: Registration, shift: Shift) -> SlipDate:
    waits = registration.state is RegistrationState.WAITLISTED
    position, waiting = position_of(registration.id) if waits else (0, 0)
    return SlipDate(
        registration.public_id, shift.starts_at, shift.ends_at, shift.note, position, waiting,
        _offered_until(registration),
    )  # fmt: skip


@dataclass(frozen=True)
class EnteredRow:
    """Somebody whom the city's staff have entered."""

    public_id: str
    name: str
    party_size: int
    title: str
    association_name: str
    starts_at: datetime | None
    ends_at: datetime | None
    state: RegistrationState
    way: EntryWay
    by: str
    at: datetime
    can_withdraw: bool
    offered_until: datetime | None  # a freed place is kept for her until then,
    is_called: bool  # and the association calls her about it


def entered_by_city(city_id: int, page: int) -> Page[EnteredRow]:
    """Whom the staff of a city have entered, the latest first."""
    statement = (
        sa.select(Registration)
        .join(RegistrationEntry, RegistrationEntry.registration_id == Registration.id)
        .where(Registration.city_id == city_id, RegistrationEntry.by_city)
        .order_by(RegistrationEntry.created_at.desc(), Registration.id.desc())
    )
    return _rows(statement, page)


def registration_of_reference(city_id: int, reference: str) -> Page[EnteredRow]:
    """The registration whose number somebody says on the phone; typed with or without its dashes. None or one."""
    plain = "".join(char for char in reference.lower() if char.isalnum())[:16]
    statement = sa.select(Registration).where(Registration.city_id == city_id, Registration.public_id == plain)
    return _rows(statement.order_by(Registration.id), 1)


def _rows(statement: sa.Select[Registration], page: int) -> Page[EnteredRow]:
    found = paginate(
        statement.options(
            joinedload(Registration.shift), joinedload(Registration.opportunity).joinedload(Opportunity.association),
            joinedload(Registration.entry).joinedload(RegistrationEntry.entered_by),
        ),
        page, PAGE_SIZE,
    )  # fmt: skip
    return found.with_items(_row)


def _row(registration: Registration) -> EnteredRow:
    entry, shift = registration.entry, registration.shift
    now = utcnow()
    lapsed = rules.is_lapsed(registration.state, registration.hold_until, now)
    return EnteredRow(
        public_id=registration.public_id, name=registration.name or _("Account deleted"),
        party_size=registration.party_size,
        title=registration.opportunity.title, association_name=registration.opportunity.association.name,
        starts_at=shift.starts_at if shift else None, ends_at=shift.ends_at if shift else None,
        state=RegistrationState.EXPIRED if lapsed else registration.state,
        way=entry.way if entry is not None else EntryWay.PHONE,
        by=entry.entered_by.name if entry is not None and entry.entered_by is not None else "",
        at=entry.created_at if entry is not None else registration.created_at,
        can_withdraw=registration.state in ACTIVE_STATES and not lapsed and (shift is None or shift.starts_at > now),
        offered_until=_offered_until(registration),
        is_called=registration.is_by_phone,
    )  # fmt: skip
