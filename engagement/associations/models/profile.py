"""What belongs to an association's profile and stands in rows of its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.models import Base, IdMixin, PublicIdMixin, TimestampMixin
from engagement.core.scope import EVERYWHERE, ScopeKind


class Logo(IdMixin, TimestampMixin, Base):
    """An association's logo: one of its pictures, what it shows in words, and the ground on which it is readable."""

    __tablename__ = "association_logo"
    __readable__ = EVERYWHERE | {ScopeKind.ASSOCIATION: "association_id"}

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), unique=True)
    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("picture.id", ondelete="CASCADE"), index=True)
    alt: Mapped[str] = mapped_column(sa.String(200), default="")
    on_dark: Mapped[bool] = mapped_column(default=False)  # light lines on nothing: a light ground would hide them

    picture: Mapped[Any] = relationship("Picture")


class Contact(PublicIdMixin, TimestampMixin, Base):
    """Somebody of an association who can be asked. In public only where this person wishes it."""

    __tablename__ = "association_contact"
    __readable__ = EVERYWHERE | {ScopeKind.ASSOCIATION: "association_id"}

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(120))
    task: Mapped[str] = mapped_column(sa.String(120), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    # Rises with every change; a form sent with an older number is refused as stale.
    version: Mapped[int] = mapped_column(default=1)
