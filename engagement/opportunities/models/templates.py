"""Starts for typical offers: those of a city, and those that an association keeps for itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.models import Base, CityMixin, PublicIdMixin, TimestampMixin
from engagement.core.scope import ANY, ScopeKind


class CityTemplate(PublicIdMixin, CityMixin, TimestampMixin, Base):
    """A start for a typical offer that a city provides. `default_key` names the shipped one that it stands in for."""

    __tablename__ = "city_template"
    __readable__ = {ScopeKind.CITY: "city_id", ScopeKind.ASSOCIATION: ANY}
    __table_args__ = (sa.UniqueConstraint("city_id", "default_key"),)

    default_key: Mapped[str | None] = mapped_column(sa.String(40))
    is_hidden: Mapped[bool] = mapped_column(default=False)  # the city does not offer this shipped one
    name: Mapped[str] = mapped_column(sa.String(60))
    hint: Mapped[str] = mapped_column(sa.String(160), default="")
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # some of CONTENT_COLUMNS


class AssociationTemplate(PublicIdMixin, TimestampMixin, Base):
    """An own opportunity that an association keeps as a start for others. It holds its contact person."""

    __tablename__ = "association_template"
    __readable__ = {ScopeKind.ASSOCIATION: "association_id"}
    __table_args__ = (sa.UniqueConstraint("association_id", "name"),)

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("association.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(60))
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # some of CONTENT_COLUMNS
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id", ondelete="SET NULL"))
