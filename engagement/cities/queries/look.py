"""Reading how a town looks, looked, and is to look."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engagement.cities.look import BUILT_IN, Look, LookValues, ordered, sections_of
from engagement.cities.models import City, CityLook
from engagement.cities.theme import Theme, stored_theme
from engagement.cities.theme_choice import Choice, choice_of
from engagement.extensions import db
from engagement.kernel.errors import NotFound

DRAFT = 0


def theme_of_city(city: City) -> Theme:
    """The city's theme; the neutral one when what is stored cannot be read."""
    return stored_theme(city.theme)


def published_look(city: City) -> Look:
    """What everybody sees. No query."""
    theme, pictures = theme_of_city(city), city.look or {}

    def picture(name: str, key: str | None) -> str:
        return str(pictures.get(name, {}).get("public_id") or (key if key in BUILT_IN else ""))

    return Look(
        LookValues(
            choice=choice_of(theme), claim=city.claim, logo=picture("logo", city.logo),
            night_logo=picture("night_logo", None), hero=picture("hero", city.hero), hero_alt=city.hero_alt,
            sections=sections_of(city.look),
        ),
        theme,
    )  # fmt: skip


def look_of(row: CityLook) -> Look:
    """A stored look as plain values."""
    values = LookValues(
        choice=Choice.from_dict(row.choice), claim=row.claim, logo=row.logo, night_logo=row.night_logo, hero=row.hero,
        hero_alt=row.hero_alt, sections=ordered(row.sections),
    )  # fmt: skip
    return Look(values, Theme.from_dict(row.theme))


def look_draft(city_id: int) -> CityLook | None:
    """What the administrators are trying out, None when there is nothing."""
    statement = sa.select(CityLook).where(CityLook.city_id == city_id, CityLook.number == DRAFT)
    return db.session.scalar(statement)


def look_history(city_id: int) -> Sequence[CityLook]:
    """What was published, the latest first."""
    statement = sa.select(CityLook).where(CityLook.city_id == city_id, CityLook.number > DRAFT)
    return db.session.scalars(statement.order_by(CityLook.number.desc())).all()


def look_version(city_id: int, public_id: str) -> CityLook:
    """One of what was published. Raises NotFound."""
    statement = sa.select(CityLook).where(CityLook.city_id == city_id, CityLook.public_id == public_id)
    found: CityLook | None = db.session.scalar(statement.where(CityLook.number > DRAFT))
    if found is None:
        raise NotFound
    return found


def look_mark(city_id: int) -> str:
    """Says another word whenever the look or its draft has changed; a form sent with an older one is stale."""
    statement = sa.select(CityLook.public_id, CityLook.revision).where(CityLook.city_id == city_id)
    # The first by number is the draft, where there is one; the last is what is online, where somebody published.
    ends = [
        db.session.execute(statement.order_by(by).limit(1)).first() for by in (CityLook.number, CityLook.number.desc())
    ]
    return ".".join(f"{row[0]}-{row[1]}" if row else "0" for row in ends)
