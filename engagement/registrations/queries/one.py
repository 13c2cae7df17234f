"""One registration, as the person herself sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.kernel.values import normalise_email
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.opportunities.views import OfferView, offer_view
from engagement.registrations import rules
from engagement.registrations.enums import ACTIVE_STATES, UNPROVEN_STATES, WAITING_STATES, RegistrationState
from engagement.registrations.models import Participant, Registration
from engagement.registrations.queries.waitlist import offer_hours, position_of

KNOWS_CONTACT = (RegistrationState.PENDING, RegistrationState.CONFIRMED)


@dataclass(frozen=True)
class RegistrationView:
    """A registration with its offer. The contact's mail and phone are in `offer` only while the registration counts."""

    public_id: str
    name: str
    phone: str
    message: str
    party_size: int
    group_name: str
    companions: tuple[str, ...]
    successor_name: str  # somebody was asked to be the contact person instead
    successor_until: datetime | None
    successor_email: str
    age_band: str
    moved_from: datetime | None
    guardian_name: str
    guardian_email: str
    guardian_phone: str
    has_guardian_agreed: bool
    state: RegistrationState  # a hold that has run out is EXPIRED, also before the job has noted it
    offer: OfferView
    is_interest: bool
    starts_at: datetime | None
    ends_at: datetime | None
    shift_note: str
    hold_until: datetime | None
    decline_reason: str
    has_free_place: bool  # whether a lapsed hold can be tried again
    is_past: bool
    is_suspended: bool  # the city does not show the association for the time being
    position: int  # on the waitlist, from 1; 0 when she does not wait
    waiting: int  # how many wait, she among them
    offer_hours: int  # how long a freed place will be kept for her; 0 when she does not wait
    collected: int  # of the places that her group needs
    was_offered: bool
    was_queued: bool
    is_unanswered: bool  # the date began without an answer of the association
    minimum: int | None  # the date takes place only with so many people,
    decide_by: datetime | None  # decided then
    takes_place: bool

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    def asked_successor(self, email: str) -> bool:
        """Whether the question to this address is still open."""
        until = self.successor_until
        return (
            until is not None and until > utcnow() and normalise_email(self.successor_email) == normalise_email(email)
        )

    @property
    def can_withdraw(self) -> bool:
        return self.is_active and not self.is_past

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= utcnow()

    @property
    def note(self) -> str:
        return self.shift_note

    @property
    def can_try_again(self) -> bool:
        return (
            self.state is RegistrationState.EXPIRED and self.has_free_place and not self.is_past and not self.was_queued
        )

    @property
    def is_held(self) -> bool:
        return self.state in UNPROVEN_STATES

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING_STATES

    @property
    def knows_contact(self) -> bool:
        return self.state in KNOWS_CONTACT


def registration_view(public_id: str) -> RegistrationView:
    """The registration in the scope at hand. Raises NotFound: unknown, erased, another city's, or its link too old."""
    statement = (
        sa.select(Registration, Publication, Listing.state)
        .join(
            Publication,
            sa.and_(
                Publication.opportunity_id == Registration.opportunity_id, Publication.city_id == Registration.city_id
            ),
        )
        .outerjoin(
            Listing,
            sa.and_(Listing.association_id == Registration.association_id, Listing.city_id == Registration.city_id),
        )
        .where(Registration.public_id == public_id)
        .options(
            joinedload(Registration.shift),
            joinedload(Publication.shown_revision).joinedload(Revision.district),
            joinedload(Publication.shown_revision).joinedload(Revision.picture),
            joinedload(Publication.association),
            joinedload(Publication.opportunity).joinedload(Opportunity.home_city),
        )
        .execution_options(populate_existing=True)
    )  # fmt: skip
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    registration, publication = row[0], row[1]
    revision = publication.shown_revision
    if revision is None:
        raise NotFound
    shift: Shift | None = registration.shift
    now = utcnow()
    if not rules.is_link_alive(shift.ends_at if shift is not None else None, now):
        raise NotFound
    lapsed = rules.is_lapsed(registration.state, registration.hold_until, now)
    state = RegistrationState.EXPIRED if lapsed else registration.state
    position, waiting = position_of(registration.id) if state is RegistrationState.WAITLISTED else (0, 0)
    hours = offer_hours(registration.city_id, registration.opportunity_id) if position else 0
    return RegistrationView(
        public_id=registration.public_id, name=registration.name, phone=registration.phone,
        message=registration.message, party_size=registration.party_size, group_name=registration.group_name,
        companions=tuple(registration.companions),
        successor_name=registration.successor_name if registration.successor_until else "",
        successor_until=registration.successor_until,
        successor_email=registration.successor_email or "", age_band=registration.age_band,
        moved_from=registration.moved_from,
        guardian_name=registration.guardian_name, guardian_email=registration.guardian_email or "",
        guardian_phone=registration.guardian_phone or "",
        has_guardian_agreed=registration.guardian_agreed_at is not None, state=state,
        offer=offer_view(
            revision, public_id=publication.opportunity.public_id, association=publication.association, shifts=(),
            now=now, show_contact=state in KNOWS_CONTACT, home_town=publication.home_town,
        ),
        is_interest=shift is None, starts_at=shift.starts_at if shift else None,
        ends_at=shift.ends_at if shift else None,
        shift_note=shift.note if shift else "", hold_until=registration.hold_until,
        decline_reason=registration.decline_reason, is_past=shift is not None and shift.starts_at <= now,
        is_suspended=row[2] is ListingState.SUSPENDED, position=position, waiting=waiting,
        is_unanswered=registration.unanswered_at is not None, offer_hours=hours, collected=registration.collected,
        minimum=shift.minimum if shift else None,
        decide_by=shift.decide_by if shift else None,
        takes_place=shift is not None and shift.takes_place_at is not None,
        was_offered=registration.offered_at is not None,
        was_queued=registration.queued_at is not None and not _was_only_held(registration, shift, now),
        has_free_place=shift is None or lapsed or (shift.free > 0 and shift.cancelled_at is None),
    )  # fmt: skip


def _was_only_held(registration: Registration, shift: Shift | None, now: datetime) -> bool:
    """Whether she would have waited, and has not confirmed her address before the time for it was over."""
    is_proven = registration.confirmed_at is not None or registration.offered_at is not None
    return not is_proven and not registration.is_by_phone and shift is not None and shift.starts_at > now


def row_number(public_id: str) -> int:
    """The registration's row, in the scope at hand. Raises NotFound."""
    found = db.session.scalar(sa.select(Registration.id).where(Registration.public_id == public_id))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Locked:
    """A registration with its participant, both locked in this order, and what the rules ask about it."""

    registration: Registration
    participant: Participant
    shift: Shift | None


def locked_registration(public_id: str) -> Locked:
    """For operations. Raises NotFound.

    Whatever changes a registration locks participant, then registration, then shift: nobody waits in a circle.
    """
    participant_id = db.session.scalar(
        sa.select(Registration.participant_id).where(Registration.public_id == public_id)
    )
    if participant_id is None:
        raise NotFound
    with unscoped("the participant is found through the registration, which the scope has narrowed"):
        participant = db.session.scalars(
            sa.select(Participant)
            .where(Participant.id == participant_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
    registration = db.session.scalars(
        sa.select(Registration)
        .where(Registration.public_id == public_id)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if participant is None or registration is None:
        raise NotFound
    shift = None
    if registration.shift_id is not None:
        shift = db.session.scalar(
            sa.select(Shift).where(Shift.id == registration.shift_id).execution_options(populate_existing=True)
        )
    return Locked(registration, participant, shift)
