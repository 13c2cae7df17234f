"""Objects made of plain rows, for pages that read and never write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached

from engagement.core.models import Base

T = TypeVar("T", bound=Base)


def detached(entity: type[T], values: Mapping[str, Any]) -> T:
    """An object with these columns and related objects, as a session leaves one that it has forgotten.

    To make it so takes a fifth of what loading it does. The number is among the values; what else it holds cannot be
    asked for: SQLAlchemy raises DetachedInstanceError.
    """
    row = entity()
    vars(row).update(values)
    make_transient_to_detached(row)
    return row


def columns_of(entity: Any, names: tuple[str, ...]) -> list[sa.ColumnElement[Any]]:
    """The columns of a table, or of one of its aliases, for a statement whose rows become such objects."""
    return [getattr(entity, name) for name in names]


def names_of(entity: type[Base]) -> tuple[str, ...]:
    """The names of all its columns."""
    return tuple(attribute.key for attribute in sa.inspect(entity).column_attrs)
