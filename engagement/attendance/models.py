"""Presence and hours."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.attendance.enums import ProposalState
from engagement.attendance.rules import DAY_MINUTES, MAX_MINUTES, MAX_NOTE
from engagement.core.models import Base, CityMixin, PublicIdMixin, TimestampMixin, UtcDateTime, enum_column
from engagement.core.scope import ScopeKind
from engagement.kernel.clock import utcnow


class Attendance(PublicIdMixin, CityMixin, TimestampMixin, Base):
    """That somebody who had registered was there on a day, or was not, and the hours that the association confirms.

    It outlives the registration: with an account the row stays as long as its owner wants. `title` is the offer's as it
    was then. `minutes` are those of one person, `people` how many of a group came.
    """

    __tablename__ = "attendance"
    __readable__ = {
        ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id", ScopeKind.PERSON: "user_id",
    }  # fmt: skip
    __table_args__ = (
        sa.UniqueConstraint("registration_id", "day"),
        sa.CheckConstraint(f"minutes IS NULL OR (minutes >= 1 AND minutes <= {MAX_MINUTES})", name="minutes_sensible"),
        sa.CheckConstraint("people >= 1", name="somebody"),
        sa.CheckConstraint("minutes IS NULL OR was_there", name="hours_of_who_was_there"),
        sa.Index("ix_attendance_association_day", "association_id", "day"),
        sa.Index("ix_attendance_user_day", "user_id", "day"),
    )

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration.id", ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(sa.String(200))
    day: Mapped[date]
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    was_there: Mapped[bool]
    people: Mapped[int] = mapped_column(default=1)
    minutes: Mapped[int | None]
    marked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))

    association: Mapped[Any] = relationship("Association")
    city: Mapped[Any] = relationship("City")
    registration: Mapped[Any] = relationship("Registration")


class HoursProposal(PublicIdMixin, CityMixin, Base):
    """Hours that somebody who takes part without dates has written down herself; they count once the association says
    so, and are an `Attendance` then. `decided_minutes` differ where it has corrected them.
    """

    __tablename__ = "hours_proposal"
    __readable__ = {ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id"}
    __table_args__ = (
        sa.CheckConstraint(f"minutes >= 1 AND minutes <= {DAY_MINUTES}", name="minutes_of_a_day"),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_once"),
        sa.Index(
            "uq_hours_proposal_open_day", "registration_id", "day", unique=True,
            sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_hours_proposal_association_state", "association_id", "state"),
    )  # fmt: skip

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(MAX_NOTE), default="")
    state: Mapped[ProposalState] = mapped_column(
        enum_column(ProposalState, "proposal_state"), default=ProposalState.OPEN
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the association
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    decided_minutes: Mapped[int | None]
    answer: Mapped[str] = mapped_column(sa.String(MAX_NOTE), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the person was told

    registration: Mapped[Any] = relationship("Registration")
