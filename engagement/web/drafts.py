"""The town's pages as its administrators are about to make them: any public page with `?entwurf=1`.

Only an administrator of the town sees a draft; for everybody else the parameter says nothing. The links of such a page
lead on within the draft. Nothing can be sent from it: what somebody tries out must not register her.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, redirect, request
from werkzeug.wrappers import Response

from engagement.cities.look import BUILT_IN
from engagement.cities.queries import look_draft, look_of
from engagement.core.permissions import Permission, Target, allowed
from engagement.core.scope import Scope, entered
from engagement.workflows.city_look import shown_look

PARAMETER = "entwurf"
ENDPOINT = "public."


def init_app(app: Flask) -> None:
    app.url_defaults(_stay_in_draft)


def show_draft() -> Response | None:
    """Put the draft's values on the city of this request. The row is detached: nothing of it is saved."""
    g.shows_draft = False
    city = g.city
    if city is None or not request.query_string:  # nearly always
        return None
    if PARAMETER not in request.args or not str(request.endpoint).startswith(ENDPOINT):
        return None
    if not allowed(g.actor, Permission.CITY_ADMINISTER, Target(city_id=city.id)):
        return None
    if request.method not in ("GET", "HEAD"):
        return redirect(request.full_path.rstrip("?"), 303)
    g.shows_draft = True
    with entered(Scope.city(city.id)):
        draft = look_draft(city.id)
        if draft is not None:
            look = look_of(draft)
            city.theme, city.theme_version = look.theme.to_dict(), f"{draft.public_id[:8]}-{draft.revision}"
            city.claim, city.hero_alt = look.values.claim, look.values.hero_alt
            city.logo = look.values.logo if look.values.logo in BUILT_IN else None
            city.hero = look.values.hero if look.values.hero in BUILT_IN else None
            city.look = shown_look(city.id, look.values)
    return None


def _stay_in_draft(endpoint: str, values: dict[str, Any]) -> None:
    if (
        g.get("shows_draft")
        and endpoint.startswith(ENDPOINT)
        and current_app.url_map.is_endpoint_expecting(endpoint, "city")
    ):
        values.setdefault(PARAMETER, "1")
