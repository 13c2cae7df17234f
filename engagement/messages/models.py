"""Messages between an association and the people of its offers. Nobody sees another's address in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.models import Base, CityMixin, IdMixin, PublicIdMixin, UtcDateTime
from engagement.core.scope import Readable, ScopeKind
from engagement.kernel.clock import utcnow

# The person reads her thread by her link, a city's staff one that was reported: both cross the scopes on purpose.
ASSOCIATION_ONLY: Readable = {ScopeKind.ASSOCIATION: "association_id"}


class MessageThread(PublicIdMixin, CityMixin, Base):
    """What an association and one person have written about one offer."""

    __tablename__ = "message_thread"
    __readable__ = ASSOCIATION_ONLY
    __table_args__ = (
        sa.UniqueConstraint("opportunity_id", "participant_id"),
        sa.Index("ix_message_thread_association_last", "association_id", "last_at"),
    )

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))  # as she registered
    language: Mapped[str] = mapped_column(sa.String(8))
    is_unread: Mapped[bool] = mapped_column(default=False)  # she has answered, and nobody of the team has looked
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    messages: Mapped[list[Message]] = relationship(
        back_populates="thread", order_by="Message.id", cascade="all, delete-orphan", passive_deletes=True
    )
    opportunity: Mapped[Any] = relationship("Opportunity")
    participant: Mapped[Any] = relationship("Participant")
    association: Mapped[Any] = relationship("Association")


class MergedThread(IdMixin, CityMixin, Base):
    """A conversation that became part of another one, when a guest turned out to have an account: its link, which was
    mailed, leads there. `city_id` is that of the old one."""

    __tablename__ = "merged_thread"
    __readable__ = ASSOCIATION_ONLY

    old_public_id: Mapped[str] = mapped_column(sa.String(16), unique=True)
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("message_thread.id", ondelete="CASCADE"), index=True)
    association_id: Mapped[int] = mapped_column()

    thread: Mapped[MessageThread] = relationship()


class Message(PublicIdMixin, Base):
    """One message. `form_key` is the form that sent it: sent twice, it is there once; to many, it is the same."""

    __tablename__ = "message"
    __readable__ = ASSOCIATION_ONLY
    __table_args__ = (
        sa.UniqueConstraint("thread_id", "form_key"),
        sa.Index("ix_message_association_form_key", "association_id", "form_key"),
    )

    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("message_thread.id", ondelete="CASCADE"))
    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    form_key: Mapped[str] = mapped_column(sa.String(40))
    is_from_person: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(sa.String(120), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    # Of an answer: when the association got the mail that tells of it.
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    thread: Mapped[MessageThread] = relationship(back_populates="messages")
