"""People with whom an association does not want to work any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.models import Base, PublicIdMixin, UtcDateTime
from engagement.core.scope import ScopeKind
from engagement.kernel.clock import utcnow


class Block(PublicIdMixin, Base):
    """Somebody whom an association has blocked. Seen by its team alone.

    She is known again by her account, or by keyed hashes of her address and her number, which nobody can read back.
    """

    __tablename__ = "association_block"
    __readable__ = {ScopeKind.ASSOCIATION: "association_id"}
    __table_args__ = (
        sa.Index("ix_association_block_email", "association_id", "email_hash"),
        sa.Index("ix_association_block_phone", "association_id", "phone_hash"),
    )

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    email_hash: Mapped[str | None] = mapped_column(sa.String(64))
    phone_hash: Mapped[str | None] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(120))  # as she registered, for the team's list
    reason: Mapped[str] = mapped_column(sa.String(1000))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))

    created_by: Mapped[Any] = relationship("User", foreign_keys=[created_by_id])
