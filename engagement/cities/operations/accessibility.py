"""Writing a city's statement on accessibility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from engagement.audit.operations import record
from engagement.cities.accessibility import BARRIER_KEYS
from engagement.cities.enums import Assessment, Compliance
from engagement.cities.models import AccessibilityStatement
from engagement.cities.operations.settings import locked_city
from engagement.cities.rules.accessibility import StatementChanged, check_statement, check_video
from engagement.core.actor import Actor
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import today


@operation
def save_statement(
    city_id: int, *, status: Compliance, barriers: Sequence[Mapping[str, str]], method: Assessment, assessed_by: str,
    assessed_on: date | None, reviewed_on: date | None, commissioner: str, body: str, sign_video_url: str,
    version: int, actor: Actor,
) -> None:  # fmt: skip
    """Say how accessible the pages are. `version` is the one that the form has shown; 0 where there was none.

    Raises Forbidden, StatementChanged, BarriersMissing, BarriersLeft, TooManyBarriersNamed, DayAhead,
    VideoAddressInvalid.
    """
    city = locked_city(city_id, actor)
    row = db.session.scalar(sa.select(AccessibilityStatement).where(AccessibilityStatement.city_id == city_id))
    if (row.version if row is not None else 0) != version:
        raise StatementChanged
    days = {"assessed_on": assessed_on, "reviewed_on": reviewed_on}
    check_statement(status, barriers, days=days, today=today(city.zone))
    check_video(sign_video_url)
    if row is None:
        row = AccessibilityStatement(city_id=city_id, version=0)
        db.session.add(row)
    row.status, row.method, row.assessed_by, row.commissioner = status, method, assessed_by, commissioner
    row.assessed_on, row.reviewed_on, row.body, row.sign_video_url = assessed_on, reviewed_on, body, sign_video_url
    row.barriers = [{key: each.get(key, "") for key in BARRIER_KEYS} for each in barriers]
    row.version += 1
    record(
        actor, "city.accessibility_changed", kind="city", public_id=city.slug[:16], label=city.name, city_id=city_id,
        status=status.value,
    )  # fmt: skip
