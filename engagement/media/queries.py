"""Reading pictures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from engagement.associations.models import Logo
from engagement.cities.models import CityLook
from engagement.extensions import db
from engagement.media.models import Picture
from engagement.opportunities.models import Opportunity, Revision


def picture_of(association_id: int, public_id: str) -> Picture | None:
    """An association's own picture; None for any other."""
    statement = sa.select(Picture).where(Picture.public_id == public_id, Picture.association_id == association_id)
    return db.session.scalar(statement)


def city_pictures(city_id: int, public_ids: Collection[str]) -> dict[str, Picture]:
    """A town's own pictures by public id; others are left out."""
    if not public_ids:
        return {}
    statement = sa.select(Picture).where(Picture.city_id == city_id, Picture.public_id.in_(public_ids))
    return {picture.public_id: picture for picture in db.session.scalars(statement.order_by(Picture.id))}


def orphan_picture_ids(before: datetime, limit: int = 200) -> Sequence[int]:
    """Pictures older than `before` that neither a working copy nor any revision uses, oldest first."""
    statement = sa.select(Picture.id).where(Picture.created_at < before, ~_is_used()).order_by(Picture.id).limit(limit)
    return db.session.scalars(statement).all()


def is_orphan(picture_id: int) -> bool:
    """Whether nothing uses the picture now."""
    return db.session.scalar(sa.select(Picture.id).where(Picture.id == picture_id, ~_is_used())) is not None


def pictures_without_avif(limit: int = 500) -> Sequence[tuple[int, dict[str, str]]]:
    """Pictures that are kept as WebP only: row and variants, the oldest first."""
    text = sa.cast(Picture.variants, sa.Text)
    statement = sa.select(Picture.id, Picture.variants).where(text.like("%.webp%"), text.not_like("%.avif%"))
    return [(row[0], row[1]) for row in db.session.execute(statement.order_by(Picture.id).limit(limit))]


def space_used(association_id: int) -> tuple[int, int]:
    """How many pictures an association keeps, and their bytes."""
    statement = sa.select(sa.func.count(Picture.id), sa.func.coalesce(sa.func.sum(Picture.size), 0))
    row = db.session.execute(statement.where(Picture.association_id == association_id)).one()
    return int(row[0]), int(row[1])


def number_of_city_pictures(city_id: int) -> int:
    """How many pictures a town keeps."""
    return db.session.scalar(sa.select(sa.func.count(Picture.id)).where(Picture.city_id == city_id)) or 0


def _is_used() -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.exists().where(Opportunity.picture_id == Picture.id),
        sa.exists().where(Revision.picture_id == Picture.id),
        sa.exists().where(Logo.picture_id == Picture.id),
        sa.exists().where(
            CityLook.city_id == Picture.city_id,
            Picture.public_id.in_([CityLook.logo, CityLook.night_logo, CityLook.hero]),
        ),
    )
