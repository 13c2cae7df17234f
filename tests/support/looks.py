"""A town's look in tests: a picture to upload, what is published, the mark of the state that a form was shown with."""

from __future__ import annotations

import io
from typing import Any

import sqlalchemy as sa
from PIL import Image

from engagement.cities.look import LookValues
from engagement.cities.models import City
from engagement.cities.queries import look_mark, published_look
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db


def picture(width: int = 900, height: int = 700, *, mode: str = "RGB", colour: Any = "green") -> bytes:
    target = io.BytesIO()
    Image.new(mode, (width, height), colour).save(target, "PNG")
    return target.getvalue()


def upload(content: bytes) -> tuple[io.BytesIO, str]:
    return (io.BytesIO(content), "bild.png")


def values_of(city_id: int) -> LookValues:
    return published_look(fresh(city_id)).values


def fresh(city_id: int) -> City:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(City).where(City.id == city_id)).one()


def mark(city_id: int) -> str:
    with entered(SYSTEM):
        return look_mark(city_id)
