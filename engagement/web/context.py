"""What the hooks found out about the request, with types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import g
from flask.globals import request_ctx
from werkzeug.exceptions import NotFound

if TYPE_CHECKING:
    from flask.ctx import RequestContext

    from engagement.associations.models import Association
    from engagement.cities.models import City
    from engagement.core.actor import Actor

# What stands behind Flask's proxies, for hooks that every request runs through: each look through a proxy is six calls.
# Werkzeug documents the method for this, and names it as if it were private.
at_hand: Callable[[], RequestContext] = request_ctx._get_current_object  # type: ignore[attr-defined]  # the proxy's
notes_at_hand: Callable[[], Any] = g._get_current_object


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
