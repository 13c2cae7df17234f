"""Who takes part in what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.models import (
    Base,
    CityMixin,
    IdMixin,
    PublicIdMixin,
    TimestampMixin,
    UtcDateTime,
    enum_column,
)
from engagement.core.scope import EVERYWHERE, ScopeKind
from engagement.kernel.clock import utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.registrations.enums import CallTopic, EntryWay, RegistrationState

ACTIVE_SQL = "state IN ('held', 'pending', 'confirmed', 'waitlist_held', 'waitlisted', 'offered', 'awaiting_guardian')"
PHONE_ONLY_SQL = "user_id IS NULL AND email_normalised IS NULL"


class Participant(PublicIdMixin, TimestampMixin, Base):
    """A person who takes part: an account, a guest known by an e-mail address or by a phone number alone, or somebody
    whom an association has entered with neither."""

    __tablename__ = "participant"
    __readable__ = EVERYWHERE | {ScopeKind.PERSON: "user_id"}
    __table_args__ = (
        sa.Index(
            "uq_participant_guest_email", "email_normalised", unique=True,
            sqlite_where=sa.text("user_id IS NULL"), postgresql_where=sa.text("user_id IS NULL"),
        ),
        sa.Index(
            "uq_participant_guest_phone", "phone_normalised", unique=True,
            sqlite_where=sa.text(PHONE_ONLY_SQL), postgresql_where=sa.text(PHONE_ONLY_SQL),
        ),
    )  # fmt: skip

    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"), unique=True)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    email_normalised: Mapped[str | None] = mapped_column(sa.String(254))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    phone_normalised: Mapped[str | None] = mapped_column(sa.String(20))  # E.164
    # Part of the secret address of a guest's calendar: another number makes the old address void.
    calendar_number: Mapped[int] = mapped_column(default=0)
    # How many hours before a date she is reminded, 0 for never; whether she is asked afterwards how it was.
    reminder_hours: Mapped[int] = mapped_column(default=24)
    wants_thanks: Mapped[bool] = mapped_column(default=True)

    user: Mapped[Any] = relationship("User")


class Registration(PublicIdMixin, CityMixin, TimestampMixin, Base):
    """A person's place in a shift or, without a shift, her interest in an ongoing opportunity.

    `city_id` is the showcase that was used. One active registration for a shift and a participant, and one active
    interest for an opportunity and a participant; withdrawing and coming back makes a new row.
    """

    __tablename__ = "registration"
    __readable__ = {
        ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id", ScopeKind.PERSON: "user_id",
    }  # fmt: skip
    __table_args__ = (
        sa.Index(
            "uq_registration_active_shift", "shift_id", "participant_id", unique=True,
            sqlite_where=sa.text(f"shift_id IS NOT NULL AND {ACTIVE_SQL}"),
            postgresql_where=sa.text(f"shift_id IS NOT NULL AND {ACTIVE_SQL}"),
        ),
        sa.Index(
            "uq_registration_active_interest", "opportunity_id", "participant_id", unique=True,
            sqlite_where=sa.text(f"shift_id IS NULL AND {ACTIVE_SQL}"),
            postgresql_where=sa.text(f"shift_id IS NULL AND {ACTIVE_SQL}"),
        ),
        sa.CheckConstraint("party_size >= 1 AND party_size <= 60", name="party_size_sensible"),
        sa.CheckConstraint(
            "state NOT IN ('held', 'waitlist_held', 'offered', 'awaiting_guardian') OR hold_until IS NOT NULL",
            name="held_has_end",
        ),
        sa.CheckConstraint(
            "collected = 0 OR (state = 'waitlisted' AND collected > 0 AND collected < party_size)",
            name="collected_while_waiting",
        ),
        sa.Index("ix_registration_shift_queue", "shift_id", "queued_at"),
    )  # fmt: skip

    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id", ondelete="CASCADE"), index=True)
    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    shift_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shift.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"), index=True)
    state: Mapped[RegistrationState] = mapped_column(enum_column(RegistrationState, "state"), index=True)
    party_size: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(sa.String(120))
    # As it was typed for this registration: who types a stranger's e-mail address must not change her other ones.
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    message: Mapped[str] = mapped_column(sa.String(1000), default="")
    # A company, a class, a club; and who comes along with the person, as far as she has said it.
    group_name: Mapped[str] = mapped_column(sa.String(120), default="")
    companions: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    names_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whom she has asked to be the contact person instead of her, and until when that one may say yes.
    successor_email: Mapped[str | None] = mapped_column(sa.String(254))
    successor_name: Mapped[str] = mapped_column(sa.String(120), default="")
    successor_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When the date began that she had agreed to, until she says whether the new time suits her.
    moved_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Mailed links that are older open nothing any more: the address has changed hands.
    links_void_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # She says that she is 16 or 17: the law protects her more, so the association has to know. Never a date of birth.
    is_minor: Mapped[bool] = mapped_column(default=False)
    # The same in all dates that she chose in one form: one mail confirms them. Each stays a registration of its own.
    together: Mapped[str | None] = mapped_column(sa.String(16), index=True)
    # In years, as she says it: "14–15". Empty for adults, and where only the age of consent was asked.
    age_band: Mapped[str] = mapped_column(sa.String(8), default="")
    # Who has to agree before the association hears of it, and when that was.
    guardian_name: Mapped[str] = mapped_column(sa.String(120), default="")
    guardian_email: Mapped[str | None] = mapped_column(sa.String(254))
    guardian_phone: Mapped[str | None] = mapped_column(sa.String(40))  # for the day, and a week more
    guardian_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Of the page on which it was made: a guest's mails speak it. Who has an account has chosen there.
    language: Mapped[str] = mapped_column(sa.String(8), default=DEFAULT_LANGUAGE)
    hold_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    decline_reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Registered with a phone number alone: pending until the association has called, at most until `hold_until`.
    is_by_phone: Mapped[bool] = mapped_column(default=False)
    call_tries: Mapped[int] = mapped_column(default=0)
    # Rises by itself with every change that a calendar has to know; the date's own is added (`calendars.py`).
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    # The start that she was reminded of: a date that moves is another one. When she was thanked.
    reminded_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    thanked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_call_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The waitlist is in the order of this moment; it stays when a place is offered, and taken.
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # A group on the waitlist: since when smaller ones pass it, how many places are collected for it by now, and when it
    # gave them to others because there never were enough.
    passed_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    collected: Mapped[int] = mapped_column(default=0)
    gave_way_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # While the association owes an answer: who has been told of that, and when.
    association_reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_of_silence_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shown_others_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unanswered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the date began, and nobody had answered

    opportunity: Mapped[Any] = relationship("Opportunity")
    shift: Mapped[Any] = relationship("Shift")
    participant: Mapped[Participant] = relationship()
    city: Mapped[Any] = relationship("City")
    entry: Mapped[RegistrationEntry | None] = relationship(back_populates="registration", passive_deletes=True)

    @property
    def phone_to_call(self) -> str:
        """As she typed it for this registration, else that of her account; her participant and user are loaded."""
        user = self.participant.user
        return self.phone or (user.phone if user is not None else self.participant.phone) or ""


@event.listens_for(Registration, "before_update")
def _count_change(_mapper: Any, _connection: Any, registration: Registration) -> None:
    """Whoever changes a registration need not think of the calendar that holds it already."""
    state = sa.inspect(registration)
    if any(state.attrs[name].history.has_changes() for name in ("state", "shift_id", "party_size", "participant_id")):
        registration.calendar_sequence = (registration.calendar_sequence or 0) + 1


class RegistrationEntry(IdMixin, CityMixin, Base):
    """That somebody of the association, or of the city's staff, has entered a registration for a person, and how."""

    __tablename__ = "registration_entry"
    __readable__ = {ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id"}

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    way: Mapped[EntryWay] = mapped_column(enum_column(EntryWay, "way"))
    by_city: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    registration: Mapped[Registration] = relationship(back_populates="entry")
    entered_by: Mapped[Any] = relationship("User")


class CallTask(PublicIdMixin, CityMixin, TimestampMixin, Base):
    """Somebody whom no mail reaches has to be told something: the association calls her, and ticks it off."""

    __tablename__ = "call_task"
    __readable__ = {ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id"}
    __table_args__ = (sa.Index("ix_call_task_association_done", "association_id", "done_at"),)

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    topic: Mapped[CallTopic] = mapped_column(enum_column(CallTopic, "topic"))
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    tries: Mapped[int] = mapped_column(default=0)
    last_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))

    registration: Mapped[Registration] = relationship()
