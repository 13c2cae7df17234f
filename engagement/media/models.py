"""Pictures that people uploaded, re-encoded by us."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.models import Base, IdMixin, PublicIdMixin, TimestampMixin, UtcDateTime
from engagement.core.scope import EVERYWHERE


class Picture(PublicIdMixin, TimestampMixin, Base):
    """One picture in several widths. Its files are public once it is shown somewhere; names cannot be guessed."""

    __tablename__ = "picture"
    __readable__ = EVERYWHERE

    association_id: Mapped[int | None] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    # A town's own picture: its logo or the large one of its home page.
    city_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id", ondelete="CASCADE"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    # „480“ → key of the WebP file of that width in the media store, „480.avif“ → that of the AVIF file. Read them with
    # addresses.keys_by_width; pictures from before there was AVIF get it from a job.
    variants: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(default=0)  # bytes of all its files


class PictureConsent(IdMixin, Base):
    """Who said when that everybody in a picture agrees to its being shown."""

    __tablename__ = "picture_consent"
    __readable__ = EVERYWHERE

    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("picture.id", ondelete="CASCADE"), unique=True)
    said_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
