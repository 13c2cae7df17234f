"""What every table stands on: base, column types and mixins."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id

if TYPE_CHECKING:
    from sqlalchemy.orm import DeclarativeBase

    class Base(DeclarativeBase):
        """What Flask-SQLAlchemy's model is, said so that the type checker sees it."""
else:
    Base = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on both engines. SQLite keeps no zone, so it is put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[enum.StrEnum], name: str) -> sa.Enum:
    """VARCHAR with a CHECK holding the enum's values; `name` becomes part of the constraint's name."""
    return sa.Enum(
        kind, values_callable=lambda e: [member.value for member in e], native_enum=False,
        create_constraint=True, length=32, name=name, validate_strings=True,
    )  # fmt: skip


class IdMixin:
    """A row number that never leaves the database."""

    id: Mapped[int] = mapped_column(primary_key=True)


class PublicIdMixin(IdMixin):
    """A thing that has an address."""

    public_id: Mapped[str] = mapped_column(sa.String(16), unique=True, default=new_public_id)


class TimestampMixin:
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)


class CityMixin:
    """A row that belongs to one city and is only seen in its scope."""

    @declared_attr
    def city_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("city.id", ondelete="CASCADE"), index=True)
