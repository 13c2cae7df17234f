"""What the hooks found out about the request, with types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from werkzeug.exceptions import NotFound

if TYPE_CHECKING:
    from engagement.associations.models import Association
    from engagement.cities.models import City
    from engagement.core.actor import Actor


def the_city() -> City:
    """The city of this address; 404 where the address has none."""
    if g.get("city") is None:
        raise NotFound
    return g.city  # type: ignore[no-any-return]  # g holds anything


def the_association() -> Association:
    """The association of this address, already checked to be listed in the city; 404 where there is none."""
    if g.get("association") is None:
        raise NotFound
    return g.association  # type: ignore[no-any-return]  # g holds anything


def the_actor() -> Actor:
    """Who acts; ANONYMOUS for a visitor."""
    return g.actor  # type: ignore[no-any-return]  # g holds anything
