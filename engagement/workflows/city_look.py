"""Changing how a town looks: a draft, publishing it, and taking an earlier look up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from engagement.audit.operations import record
from engagement.cities.look import BUILT_IN, Look, LookValues, changed_parts
from engagement.cities.models import City, CityLook
from engagement.cities.operations import locked_city
from engagement.cities.queries import look_draft, look_mark, look_of, look_version, published_look
from engagement.cities.queries.look import DRAFT
from engagement.cities.rules.look import LookPictureUnknown, NothingToPublish, check_hero_text, check_look, check_seen
from engagement.cities.theme_choice import theme_mark, theme_of
from engagement.core.actor import Actor
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id
from engagement.media.queries import city_pictures

if TYPE_CHECKING:
    from sqlalchemy import CursorResult

PICTURES = ("logo", "night_logo", "hero")


@operation
def save_look(city_id: int, *, values: LookValues, seen: str, actor: Actor) -> None:
    """Keep a draft, which administrators alone see. `seen` is the `look_mark` that the form has shown.

    Raises Forbidden, LookChanged, ColourUnreadable, HeroNeedsText, LookPictureUnknown.
    """
    city = locked_city(city_id, actor)
    check_seen(seen, look_mark(city_id))
    if not values.hero:
        values = replace(values, hero_alt="")
    check_look(values)
    _pictures(city_id, values)
    row, online = look_draft(city_id), published_look(city)
    # A theme made by hand stays as it is while its colours are not touched.
    theme = online.theme if values.choice == online.values.choice else theme_of(values.choice)
    if row is None:
        row = CityLook(city_id=city_id, number=DRAFT, revision=0)
        db.session.add(row)
    _fill(row, Look(values, theme), actor)
    row.revision += 1
    db.session.flush()


@operation
def publish_look(city_id: int, *, values: LookValues, seen: str, actor: Actor, text_fits: bool = False) -> None:
    """Show a look to everybody; what was online before stays among the versions. There is no draft afterwards.

    `text_fits`: the sentence about the large picture may stay although the picture is another one.

    Raises Forbidden, NothingToPublish, HeroTextOfOldPicture, and what `save_look` raises.
    """
    city = locked_city(city_id, actor)
    save_look(city_id, values=values, seen=seen, actor=actor)
    draft = look_draft(city_id)
    assert draft is not None
    before, after = published_look(city), look_of(draft)
    changed = changed_parts(before.values, after.values)
    if not changed:
        raise NothingToPublish
    check_hero_text(before.values, after.values, fits=text_fits)
    db.session.delete(draft)
    db.session.flush()
    number = _publish(city, after, actor)
    _log(actor, "look.published", city, number=number, changed=changed)


@operation
def restore_look(city_id: int, version_id: str, *, actor: Actor) -> None:
    """Take an earlier look up again; it becomes the latest version. A draft stays as it is.

    Raises Forbidden, NotFound.
    """
    city = locked_city(city_id, actor)
    old = look_version(city_id, version_id)
    number = _publish(city, look_of(old), actor)
    _log(actor, "look.restored", city, number=number, restored=old.number)


@operation
def discard_look(city_id: int, *, seen: str, actor: Actor) -> None:
    """Throw the draft away. Raises Forbidden, LookChanged; nothing happens where there is none."""
    city = locked_city(city_id, actor)
    check_seen(seen, look_mark(city_id))
    draft = look_draft(city_id)
    if draft is not None:
        db.session.delete(draft)
        _log(actor, "look.discarded", city)


def forget_look_authors(ids: Sequence[int], criterion: sa.ColumnElement[bool]) -> int:
    """Who published goes; the looks stay. For the deletion of data that are due, inside its operation."""
    statement = sa.update(CityLook).where(CityLook.id.in_(ids), criterion).values(author_name="", author_id=None)
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount


def _publish(city: City, look: Look, actor: Actor) -> int:
    """Make a look the newest version and what the town's pages show. Returns its number."""
    last = db.session.scalar(sa.select(sa.func.max(CityLook.number)).where(CityLook.city_id == city.id)) or 0
    if last == 0:  # what the town had from the start can be restored too
        first = CityLook(city_id=city.id, number=1, created_at=city.created_at, revision=1)
        _fill(first, published_look(city), None)
        db.session.add(first)
        last = 1
    row = CityLook(city_id=city.id, number=last + 1, revision=1)
    _fill(row, look, actor)
    db.session.add(row)
    db.session.flush()
    _show(city, look)
    return last + 1


def _fill(row: CityLook, look: Look, actor: Actor | None) -> None:
    values = look.values
    row.choice, row.theme, row.sections = values.choice.to_dict(), look.theme.to_dict(), list(values.sections)
    row.claim, row.hero_alt = values.claim, values.hero_alt
    row.logo, row.night_logo, row.hero = values.logo, values.night_logo, values.hero
    if actor is not None:
        row.author_id, row.author_name, row.created_at = actor.user_id, actor.name, utcnow()


def _show(city: City, look: Look) -> None:
    values = look.values
    city.theme, city.theme_version = look.theme.to_dict(), theme_mark(look.theme.to_dict())
    city.claim, city.hero_alt = values.claim, values.hero_alt
    city.logo = values.logo if values.logo in BUILT_IN else None
    city.hero = values.hero if values.hero in BUILT_IN else None
    city.look = shown_look(city.id, values)
    # What web processes remember of the town's pages is old now.
    city.shelf_mark = new_public_id()


def shown_look(city_id: int, values: LookValues) -> dict[str, Any]:
    """What `City.look` holds of a look. Raises LookPictureUnknown."""
    pictures = _pictures(city_id, values)
    return {**pictures, "sections": list(values.sections)}


def _pictures(city_id: int, values: LookValues) -> dict[str, Any]:
    """The town's own pictures of a look as plain values. Raises LookPictureUnknown."""
    wanted = {name: getattr(values, name) for name in PICTURES}
    own = {name: each for name, each in wanted.items() if each and (name == "night_logo" or each not in BUILT_IN)}
    found = city_pictures(city_id, list(own.values()))
    missing = [name for name, each in own.items() if each not in found]
    if missing:
        raise LookPictureUnknown(field=missing[0])
    return {
        name: {
            "public_id": each, "variants": dict(found[each].variants), "width": found[each].width,
            "height": found[each].height,
        }
        for name, each in own.items()
    }  # fmt: skip


def _log(actor: Actor, action: str, city: City, **details: Any) -> None:
    record(actor, action, kind="city", public_id=city.slug[:16], label=city.name, city_id=city.id, **details)
