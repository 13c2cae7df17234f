"""„Wir rufen Sie an“: people who found nothing, or would rather talk, and what the staff did for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.callbacks.enums import CallbackState
from engagement.core.models import Base, CityMixin, IdMixin, PublicIdMixin, TimestampMixin, UtcDateTime, enum_column
from engagement.core.scope import Readable, ScopeKind
from engagement.kernel.clock import utcnow

CITY_ONLY: Readable = {ScopeKind.CITY: "city_id"}
WAITING_SQL = "state IN ('open', 'reached')"


class CallbackRequest(PublicIdMixin, CityMixin, TimestampMixin, Base):
    """Somebody who would like to be called. One that waits for a number and a city."""

    __tablename__ = "callback_request"
    __readable__ = CITY_ONLY
    __table_args__ = (
        sa.Index(
            "uq_callback_request_waiting", "city_id", "phone_normalised", unique=True,
            sqlite_where=sa.text(WAITING_SQL), postgresql_where=sa.text(WAITING_SQL),
        ),
        sa.Index("ix_callback_request_city_state", "city_id", "state"),
    )  # fmt: skip

    name: Mapped[str] = mapped_column(sa.String(120))
    phone: Mapped[str] = mapped_column(sa.String(40))
    phone_normalised: Mapped[str] = mapped_column(sa.String(20))  # E.164
    wish: Mapped[str] = mapped_column(sa.String(1000), default="")  # what she can and would like to do
    reachable: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[CallbackState] = mapped_column(enum_column(CallbackState, "state"), default=CallbackState.OPEN)
    tries: Mapped[int] = mapped_column(default=0)
    last_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    taken_by: Mapped[Any] = relationship("User")
    notes: Mapped[list[CallbackNote]] = relationship(
        back_populates="request", order_by="CallbackNote.id", cascade="all, delete-orphan", passive_deletes=True
    )


class CallbackNote(IdMixin, CityMixin, Base):
    """What somebody of the staff wrote or did."""

    __tablename__ = "callback_note"
    __readable__ = CITY_ONLY

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("callback_request.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    state: Mapped[CallbackState | None] = mapped_column(enum_column(CallbackState, "state"))  # what it became
    was_reached: Mapped[bool | None]  # how a call ended
    text: Mapped[str] = mapped_column(sa.String(1000), default="")

    request: Mapped[CallbackRequest] = relationship(back_populates="notes")
    author: Mapped[Any] = relationship("User")
