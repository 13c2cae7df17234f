"""The shorter periods that cities have chosen, and which periods they may shorten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engagement.cities.models import City
from engagement.cities.policies import policies_of
from engagement.extensions import db
from engagement.workflows.retention.due import Shortened
from engagement.workflows.retention.table import CLASSES

if TYPE_CHECKING:
    from engagement.workflows.retention.terms import DataClass


def shortenable() -> Mapping[str, DataClass]:
    """The classes whose period a city may shorten, by key, in the order of the table."""
    return {each.key: each for each in CLASSES if each.may_be_shortened}


def periods_of(city: City) -> Mapping[str, timedelta]:
    """What one city has shortened: data class key → period."""
    return {key: timedelta(days=days) for key, days in policies_of(city).periods.items()}


def shortened_periods() -> Shortened:
    """City id → data class key → period, of the cities that shorten any."""
    cities = db.session.scalars(sa.select(City).order_by(City.id)).all()
    return {city.id: own for city in cities if (own := periods_of(city))}
