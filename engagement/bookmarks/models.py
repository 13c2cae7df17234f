"""Offers that people with an account want to find again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.models import Base, CityMixin, IdMixin, UtcDateTime
from engagement.core.scope import Readable, ScopeKind
from engagement.kernel.clock import utcnow


class Bookmark(CityMixin, IdMixin, Base):
    """One offer that a person keeps, in the showcase where she saw it. Only she ever reads it: not the city either."""

    __tablename__ = "bookmark"
    __readable__: Readable = {ScopeKind.PERSON: "user_id"}
    __table_args__ = (sa.UniqueConstraint("user_id", "opportunity_id"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id", ondelete="CASCADE"))
    opportunity_id: Mapped[int] = mapped_column(sa.ForeignKey("opportunity.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
