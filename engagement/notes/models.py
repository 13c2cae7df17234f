"""What the staff of a city write down for each other about associations and offers."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.models import Base, CityMixin, PublicIdMixin, TimestampMixin
from engagement.core.scope import Readable, ScopeKind


class StaffNote(PublicIdMixin, CityMixin, TimestampMixin, Base):
    """One note. It is read in the scope of its city alone, so no page or mail of an association can show it.

    It always belongs to an association, and to one of its offers where it is about that one.
    """

    __tablename__ = "staff_note"
    __readable__: Readable = {ScopeKind.CITY: "city_id"}

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    opportunity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("opportunity.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.String(2000))
