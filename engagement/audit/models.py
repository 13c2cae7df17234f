"""The log of what was done, by whom, to what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.models import Base, IdMixin, UtcDateTime
from engagement.core.scope import Readable, ScopeKind
from engagement.kernel.clock import utcnow


class AuditEntry(IdMixin, Base):
    """One act. It names its subject by public id and label, so it still reads when the subject is gone."""

    __tablename__ = "audit_entry"
    __readable__: Readable = {ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: "association_id"}
    __table_args__ = (sa.Index("ix_audit_entry_city_at", "city_id", "at"),)

    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    city_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id", ondelete="SET NULL"))
    association_id: Mapped[int | None] = mapped_column(sa.ForeignKey("association.id", ondelete="SET NULL"), index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    action: Mapped[str] = mapped_column(sa.String(60))
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(16), index=True)
    subject_label: Mapped[str] = mapped_column(sa.String(200), default="")
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
