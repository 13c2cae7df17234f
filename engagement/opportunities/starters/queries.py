"""Reading templates."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import AssociationTemplate, CityTemplate
from engagement.opportunities.starters.rules import Starter, shipped


def city_starters(city_id: int, *, with_hidden: bool = False) -> list[Starter]:
    """What a city offers: the shipped ones in their order, in the city's own words where it has some, then its own."""
    statement = sa.select(CityTemplate).where(CityTemplate.city_id == city_id)
    rows = db.session.scalars(statement.order_by(CityTemplate.name, CityTemplate.id)).all()
    changed = {row.default_key: row for row in rows if row.default_key is not None}
    found = [_of_city(changed[each.address], each) if each.address in changed else each for each in shipped()]
    found += [_of_city(row, None) for row in rows if row.default_key is None]
    return [each for each in found if with_hidden or not each.is_hidden]


def _of_city(row: CityTemplate, shipped_one: Starter | None) -> Starter:
    if shipped_one is None:
        return Starter(row.public_id, row.name, row.hint, row.content)
    if row.is_hidden:
        return Starter(
            shipped_one.address, shipped_one.name, shipped_one.hint, shipped_one.content, is_shipped=True,
            is_hidden=True,
        )  # fmt: skip
    return Starter(shipped_one.address, row.name, row.hint, row.content, is_shipped=True, is_changed=True)


def city_starter(address: str, city_id: int) -> Starter:
    """One of a city's templates, also a hidden one. Raises NotFound."""
    found = next((each for each in city_starters(city_id, with_hidden=True) if each.address == address), None)
    if found is None:
        raise NotFound
    return found


def own_starters(association_id: int) -> Sequence[Starter]:
    """What an association keeps for itself, by name."""
    statement = sa.select(AssociationTemplate).where(AssociationTemplate.association_id == association_id)
    rows = db.session.scalars(statement.order_by(AssociationTemplate.name, AssociationTemplate.id))
    return [Starter(row.public_id, row.name, "", row.content) for row in rows]


def starter_for(address: str, *, association_id: int, city_id: int) -> Starter:
    """A template that an association may begin with in a city: one of the city's or its own. Raises NotFound."""
    choices = [*own_starters(association_id), *city_starters(city_id)]
    found = next((each for each in choices if each.address == address), None)
    if found is None:
        raise NotFound
    return found
