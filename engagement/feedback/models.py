"""What people answer when they are asked how it was. Never public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.models import Base, CityMixin, PublicIdMixin, UtcDateTime, enum_column
from engagement.core.scope import ScopeKind
from engagement.feedback.enums import Mood
from engagement.kernel.clock import utcnow


class Feedback(PublicIdMixin, CityMixin, Base):
    """One answer a registration. The association reads it; the city only where the person asked for that."""

    __tablename__ = "feedback"
    __readable__ = {ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id"}

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    mood: Mapped[Mood] = mapped_column(enum_column(Mood, "mood"))
    text: Mapped[str] = mapped_column(sa.String(1000), default="")
    is_for_city: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    registration: Mapped[Any] = relationship("Registration")
    association: Mapped[Any] = relationship("Association")
