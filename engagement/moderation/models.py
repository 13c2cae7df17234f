"""Decisions of city staff. The queue itself is not stored: it follows from publications, listings and claims."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.models import Base, CityMixin, PublicIdMixin, UtcDateTime, enum_column
from engagement.core.scope import ScopeKind
from engagement.kernel.clock import utcnow
from engagement.moderation.enums import CaseKind, Verdict


class Decision(PublicIdMixin, CityMixin, Base):
    """One decision on one case: who, when, what, why, and which revision was seen."""

    __tablename__ = "decision"
    __readable__ = {ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id"}

    kind: Mapped[CaseKind] = mapped_column(enum_column(CaseKind, "kind"))
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict, "verdict"))
    reason: Mapped[str] = mapped_column(sa.String(2000), default="")
    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    publication_id: Mapped[int | None] = mapped_column(sa.ForeignKey("publication.id", ondelete="CASCADE"), index=True)
    revision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("revision.id", ondelete="CASCADE"))
    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claim.id", ondelete="CASCADE"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    decided_by: Mapped[Any] = relationship("User")
