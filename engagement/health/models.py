"""Signs of life."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.models import Base, UtcDateTime
from engagement.core.scope import EVERYWHERE


class Heartbeat(Base):
    """When a part of the installation was last seen at work; `name` is the part, „worker“."""

    __tablename__ = "heartbeat"
    __readable__ = EVERYWHERE

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
