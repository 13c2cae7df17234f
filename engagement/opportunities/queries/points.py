"""Where a town lies, as far as its offers tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engagement.cities.models import City
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.points import Point, read_point
from engagement.opportunities.models import Opportunity, Publication, Revision
from engagement.opportunities.rules.errors import Gap
from engagement.opportunities.rules.points import far_away
from engagement.opportunities.rules.states import SHOWN


def shown_places(city_id: int | None, *, but: int | None = None) -> list[Point]:
    """The points of what a town shows and what takes place at home, of all associations; without a town those of all.
    `but` is an opportunity's row number that does not count: nobody's own mistake makes the next one right."""
    statement = (
        sa.select(Revision.point)
        .join(Publication, Publication.shown_revision_id == Revision.id)
        .join(Opportunity, Opportunity.id == Publication.opportunity_id)
        .where(Publication.state.in_(SHOWN), Opportunity.home_city_id == Publication.city_id)
        .where(Revision.point != "", Revision.is_remote.is_(False))
        .distinct()
        .order_by(Revision.point)
    )
    if city_id is not None:
        statement = statement.where(Publication.city_id == city_id)
    if but is not None:
        statement = statement.where(Opportunity.id != but)
    with unscoped("points of shown offers are public; the authors of one may be measured by all"):
        return [point for text in db.session.scalars(statement) if (point := read_point(text)) is not None]


def point_problems(content: Mapping[str, Any], *, city_id: int, stored: Opportunity | None) -> list[Gap]:
    """What is wrong with a new point in a town. One that is stored already is not asked about again."""
    text = str(content.get("point") or "")
    if not text or (stored is not None and text == stored.point):
        return []
    name, centre = db.session.execute(sa.select(City.name, City.map_point).where(City.id == city_id)).one()
    places = shown_places(city_id, but=stored.id if stored is not None else None)
    return far_away(text, name, places, read_point(centre))
