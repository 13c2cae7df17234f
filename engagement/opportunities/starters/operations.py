"""Keeping templates: a city's, and an association's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engagement.associations.models import Association
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities import queries
from engagement.opportunities.models import CONTENT_COLUMNS, AssociationTemplate, CityTemplate
from engagement.opportunities.operations.loading import fresh, locked_for_authors
from engagement.opportunities.richtext import sanitise
from engagement.opportunities.rules import content as content_rules
from engagement.opportunities.rules.errors import InvalidContent
from engagement.opportunities.starters import rules
from engagement.opportunities.starters.queries import city_starter


@retried
@operation
def save_city_template(
    address: str | None, *, city_id: int, actor: Actor, name: str, hint: str, content: Mapping[str, Any]
) -> str:
    """Write a city's template and return its address; None makes a new one. A shipped one keeps the city's words.

    Raises:
        NameMissing, NameTooLong: of the name or the hint.
        InvalidContent: values that no offer could hold.
        NotFound, Forbidden.
    """
    acting = _staff(actor, city_id)
    name, hint = name.strip(), hint.strip()
    rules.check_name(name, hint)
    values = _checked(content)
    row = CityTemplate(city_id=city_id) if address is None else _city_row(address, city_id)
    row.name, row.hint, row.content, row.is_hidden = name, hint, values, False
    db.session.add(row)
    db.session.flush()
    _record(acting, "template.saved", row.public_id, name, city_id=city_id)
    return row.default_key or row.public_id


@retried
@operation
def remove_city_template(address: str, *, city_id: int, actor: Actor) -> None:
    """Offer a template no longer. One that is shipped is only hidden, and can be brought back.

    Raises: NotFound, Forbidden.
    """
    acting = _staff(actor, city_id)
    row = _city_row(address, city_id)
    _record(acting, "template.removed", row.public_id or "", row.name, city_id=city_id)
    if row.default_key is None:
        db.session.delete(row)
    else:
        row.is_hidden = True
        db.session.add(row)


@retried
@operation
def restore_city_template(address: str, *, city_id: int, actor: Actor) -> None:
    """Offer a shipped template again as it is shipped. Raises: NotFound, Forbidden."""
    acting = _staff(actor, city_id)
    row = _city_row(address, city_id)
    if row.default_key is None:
        raise NotFound
    if row.id is not None:
        db.session.delete(row)
    _record(acting, "template.restored", row.public_id or "", row.name, city_id=city_id)


@retried
@operation
def keep_as_template(public_id: str, *, name: str, actor: Actor) -> str:
    """Keep what an own opportunity says as a start for others, and return the template's public id.

    Raises:
        NameMissing, NameTooLong, NameTaken, TooManyTemplates, NotFound, Forbidden.
    """
    locked = locked_for_authors(public_id, actor)
    association_id = locked.opportunity.association_id
    name = name.strip()
    rules.check_name(name)
    db.session.scalar(lock(sa.select(Association.id).where(Association.id == association_id)))  # one at a time
    names = db.session.scalars(
        sa.select(AssociationTemplate.name).where(AssociationTemplate.association_id == association_id)
    ).all()
    if name.casefold() in {each.casefold() for each in names}:
        raise rules.NameTaken
    if len(names) >= rules.MAX_OWN:
        raise rules.TooManyTemplates(limit=rules.MAX_OWN)
    row = AssociationTemplate(
        association_id=association_id, name=name, content=rules.kept(queries.content_of(locked.opportunity)),
        created_by_id=locked.actor.user_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _record(locked.actor, "template.saved", row.public_id, name, city_id=locked.publication.city_id,
            association_id=association_id)  # fmt: skip
    return row.public_id


@retried
@operation
def remove_own_template(public_id: str, *, association_id: int, city_id: int, actor: Actor) -> None:
    """Delete a template of an association. Raises: NotFound, Forbidden."""
    acting = fresh(actor)
    check(acting, Permission.OPPORTUNITY_EDIT, city_id=city_id, association_id=association_id)
    statement = sa.select(AssociationTemplate).where(
        AssociationTemplate.public_id == public_id, AssociationTemplate.association_id == association_id
    )
    row = db.session.scalar(lock(statement))
    if row is None:
        raise NotFound
    db.session.delete(row)
    _record(acting, "template.removed", public_id, row.name, city_id=city_id, association_id=association_id)


def _checked(content: Mapping[str, Any]) -> dict[str, Any]:
    unknown = content.keys() - set(CONTENT_COLUMNS)
    if unknown:
        raise ValueError(f"not content of an opportunity: {', '.join(sorted(unknown))}")
    values = content_rules.tidy(content)
    if values.get("description_html"):
        values["description_html"] = sanitise(values["description_html"])
    found = content_rules.problems(values)
    if found:
        raise InvalidContent(found)
    return rules.kept(values)


def _city_row(address: str, city_id: int) -> CityTemplate:
    """The stored row of a template, locked; of a shipped one without a row a new one that is not stored yet."""
    known = city_starter(address, city_id)
    which = CityTemplate.default_key if known.is_shipped else CityTemplate.public_id
    row = db.session.scalar(lock(sa.select(CityTemplate).where(CityTemplate.city_id == city_id, which == address)))
    if row is not None:
        return row
    if not known.is_shipped:
        raise NotFound
    return CityTemplate(
        city_id=city_id, default_key=address, name=known.name, hint=known.hint, content=dict(known.content)
    )


def _staff(actor: Actor, city_id: int) -> Actor:
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    return acting


def _record(
    actor: Actor, action: str, public_id: str, name: str, *, city_id: int, association_id: int | None = None
) -> None:
    record(
        actor, action, kind="template", public_id=public_id, label=name, city_id=city_id, association_id=association_id
    )
