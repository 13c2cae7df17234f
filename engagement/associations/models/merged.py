"""What is left of an entry that was merged into another one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.models import Base, IdMixin, UtcDateTime
from engagement.core.scope import EVERYWHERE, ScopeKind
from engagement.kernel.clock import utcnow


class MergedAssociation(IdMixin, Base):
    """The address of an entry that is gone, which leads to the kept one; and its id in a list, if it came from one.

    A later import finds the id here and leaves the kept entry as it is.
    """

    __tablename__ = "merged_association"
    __readable__ = EVERYWHERE | {ScopeKind.ASSOCIATION: "association_id"}
    __table_args__ = (sa.Index("ix_merged_association_import", "home_city_id", "import_source", "import_key"),)

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"), index=True)
    old_public_id: Mapped[str] = mapped_column(sa.String(16), unique=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    home_city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id", ondelete="CASCADE"))
    import_source: Mapped[str | None] = mapped_column(sa.String(40))
    import_key: Mapped[str | None] = mapped_column(sa.String(200))
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
