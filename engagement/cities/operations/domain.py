"""A city's own host name."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from engagement.audit.operations import record
from engagement.cities.domains import DomainMissing, DomainTaken, check_domain, normalise_domain
from engagement.cities.models import City
from engagement.cities.queries import staff_actor
from engagement.core.actor import Actor
from engagement.core.links import forget_domains
from engagement.core.permissions import Permission, Target, allowed
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound


@operation
def set_domain(city_id: int, domain: str, *, is_used: bool, actor: Actor) -> str | None:
    """Give a city a host name of its own, or take it away with an empty one. Returns it as stored.

    The city's pages answer there at once. `is_used` says whether mails and search engines name it already.

    Raises Forbidden, NotFound, DomainInvalid, DomainIsPlatform, DomainTaken, DomainMissing (used, but none there).
    """
    fresh = actor if actor.is_system else staff_actor(actor.user_id)
    here = Target(city_id=city_id)
    if not (allowed(fresh, Permission.CITY_ADMINISTER, here) or allowed(fresh, Permission.PLATFORM_ADMINISTER)):
        raise Forbidden
    wanted = normalise_domain(domain) if domain.strip() else None
    if wanted is not None:
        check_domain(wanted, current_app.config["SETTINGS"].platform_host)
    elif is_used:
        raise DomainMissing
    with unscoped("a name may be given once in the whole installation"):
        # All rows are locked, so that two cities cannot take one name at the same moment.
        cities = {city.id: city for city in db.session.scalars(lock(sa.select(City).order_by(City.id)))}
    city = cities.get(city_id)
    if city is None:
        raise NotFound
    if wanted is not None and any(other.domain == wanted for other in cities.values() if other.id != city_id):
        raise DomainTaken
    if (city.domain, city.is_domain_used) != (wanted, is_used):
        city.domain, city.is_domain_used = wanted, is_used
        record(
            actor, "city.domain_changed", kind="city", public_id=city.slug, label=wanted or "", city_id=city.id,
            is_used=is_used,
        )  # fmt: skip
    forget_domains()
    return wanted
