"""Reading a city's statement on accessibility."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from engagement.cities.accessibility import Statement, barriers_from
from engagement.cities.models import AccessibilityStatement
from engagement.extensions import db
from engagement.kernel.clock import local

if TYPE_CHECKING:
    from engagement.cities.models import City


def statement_of(city: City) -> Statement:
    """What the city says; the default where it has said nothing. One query."""
    row = db.session.scalar(sa.select(AccessibilityStatement).where(AccessibilityStatement.city_id == city.id))
    if row is None:
        return Statement(made_on=local(city.created_at, city.zone).date())
    return Statement(
        status=row.status, barriers=barriers_from(row.barriers), method=row.method, assessed_by=row.assessed_by,
        assessed_on=row.assessed_on, reviewed_on=row.reviewed_on, commissioner=row.commissioner, body=row.body,
        sign_video_url=row.sign_video_url, made_on=local(row.created_at, city.zone).date(), version=row.version,
    )  # fmt: skip
