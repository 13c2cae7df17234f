"""„Barriere melden“: what people could not use on a city's pages, and what the staff answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.barriers.enums import AnswerKind, BarrierState
from engagement.core.models import Base, CityMixin, IdMixin, PublicIdMixin, UtcDateTime, enum_column
from engagement.core.scope import Readable, ScopeKind
from engagement.kernel.clock import utcnow

CITY_ONLY: Readable = {ScopeKind.CITY: "city_id"}


class BarrierReport(PublicIdMixin, CityMixin, Base):
    """One barrier as somebody described it. `due_at` is when an answer is due."""

    __tablename__ = "barrier_report"
    __readable__ = CITY_ONLY
    __table_args__ = (sa.Index("ix_barrier_report_city_state", "city_id", "state"),)

    page: Mapped[str] = mapped_column(sa.String(300), default="")  # a path of ours, or words
    text: Mapped[str] = mapped_column(sa.String(2000))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[BarrierState] = mapped_column(enum_column(BarrierState, "state"), default=BarrierState.OPEN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the last answer: the period starts here

    answers: Mapped[list[BarrierAnswer]] = relationship(
        back_populates="report", order_by="BarrierAnswer.id", cascade="all, delete-orphan", passive_deletes=True
    )


class BarrierAnswer(IdMixin, CityMixin, Base):
    """What somebody of the staff answered, or wrote for colleagues."""

    __tablename__ = "barrier_answer"
    __readable__ = CITY_ONLY

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("barrier_report.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    kind: Mapped[AnswerKind] = mapped_column(enum_column(AnswerKind, "kind"))
    text: Mapped[str] = mapped_column(sa.String(2000))

    report: Mapped[BarrierReport] = relationship(back_populates="answers")
    author: Mapped[Any] = relationship("User")
