"""Mail that is to be sent: rows written in the transaction of what they tell about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.models import Base, IdMixin, PublicIdMixin, UtcDateTime
from engagement.core.scope import EVERYWHERE, Readable
from engagement.kernel.clock import utcnow
from engagement.kernel.languages import DEFAULT_LANGUAGE
from engagement.kernel.values import normalise_email


def _normalised(context: Any) -> str:
    return normalise_email(context.get_current_parameters()["to_email"])


class OutboxMessage(PublicIdMixin, Base):
    """One mail. Body and subject are erased once it is delivered; the row stays as proof that it was sent."""

    __tablename__ = "outbox_message"
    # The worker reads it in the system scope. What staff see of their city crosses the scopes on purpose: a mail of
    # another city may well be queued in this one's, and a table of a city could not hold it.
    __readable__: Readable = {}
    __table_args__ = (
        sa.Index("ix_outbox_message_city_failed", "city_id", "failed_at"),
        sa.Index(
            "ix_outbox_message_due", "next_attempt_at",
            sqlite_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
        ),
    )  # fmt: skip

    city_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(sa.String(60))
    to_email: Mapped[str] = mapped_column(sa.String(254))
    to_normalised: Mapped[str] = mapped_column(sa.String(254), default=_normalised)
    to_name: Mapped[str] = mapped_column(sa.String(160), default="")
    from_name: Mapped[str] = mapped_column(sa.String(160), default="")
    reply_to: Mapped[str] = mapped_column(sa.String(254), default="")
    language: Mapped[str] = mapped_column(sa.String(8), default=DEFAULT_LANGUAGE)
    subject: Mapped[str] = mapped_column(sa.String(300))
    body_text: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    # The row number of what it tells about, as long as nobody has put it into words (notifications/late.py).
    about: Mapped[int | None]
    calendar: Mapped[str] = mapped_column(sa.Text, default="")  # iCalendar with a METHOD, for the reader's calendar
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(sa.String(500), default="")


class DeadAddress(IdMixin, Base):
    """An address that a mail server has refused for good: what is for it waits until somebody has looked after it.

    Any mail that its server takes makes it a living one again. Where a report came later (`is_reported`) taking proves
    nothing: that server takes everything. Then only the person does, with the key in a mail that she has asked for.
    """

    __tablename__ = "dead_address"
    __readable__ = EVERYWHERE

    email_normalised: Mapped[str] = mapped_column(sa.String(254), unique=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    is_reported: Mapped[bool] = mapped_column(default=False)
