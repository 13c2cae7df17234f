"""Starting a new city."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from engagement.audit.operations import record
from engagement.cities.lands import DEFAULT_LAND
from engagement.cities.models import City, District
from engagement.cities.operations.staff import invite_first_administrator
from engagement.cities.queries import city_by_slug, staff_actor
from engagement.cities.rules import CityExists, check_slug
from engagement.cities.theme import PRESETS
from engagement.cities.theme_choice import theme_mark
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.values import sort_key

CORE_DISTRICT = (("Kernstadt", True),)
# What may be said at once; the rest follows with the city's own settings.
COLUMNS = frozenset({
    "state_name", "claim", "intro", "contact_name", "contact_role", "contact_phone", "contact_email", "contact_hours",
    "contact_place", "address_street", "address_postcode", "address_town", "map_point", "timezone", "hero_alt",
})  # fmt: skip


@operation
def create_city(
    slug: str, *, name: str, actor: Actor, admin_email: str | None = None, reserved: Collection[str] = (),
    districts: Sequence[tuple[str, bool]] = CORE_DISTRICT, **values: Any,
) -> int:  # fmt: skip
    """Start a city with the neutral theme, one district and the pages that the law asks for. Returns the row's id.

    `reserved` are the first path segments of the url map, `districts` pairs of name and “is it the core”, `values`
    columns of the city such as `contact_phone`. With `admin_email` the first administrator is invited by mail.

    Raises SlugInvalid, SlugReserved, CityExists; TypeError for an unknown column.
    """
    check(actor if actor.is_system else staff_actor(actor.user_id), Permission.PLATFORM_ADMINISTER)
    check_slug(slug, reserved)
    if city_by_slug(slug) is not None:
        raise CityExists(slug=slug)
    if unknown := set(values) - COLUMNS:
        raise TypeError(f"a city has no {', '.join(sorted(unknown))}")
    theme = PRESETS["neutral"].to_dict()
    city = City(slug=slug, name=name, sort_name=sort_key(name), theme=theme, theme_version=theme_mark(theme), **values)
    city.claim = city.claim or "macht mit"
    city.address_town = city.address_town or name
    city.state_name = city.state_name or DEFAULT_LAND
    city.districts = [
        District(name=district, is_core=is_core, position=position)
        for position, (district, is_core) in enumerate(districts)
    ]
    db.session.add(city)
    db.session.flush()
    record(actor, "city.created", kind="city", public_id=city.slug, label=name, city_id=city.id)
    if admin_email:
        invite_first_administrator(city.id, email=admin_email, actor=actor)
    return city.id
