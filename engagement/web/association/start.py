"""The way in for associations: mine, a new one, or one that is in the directory already."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.associations.labels import ROLE_LABELS
from engagement.associations.queries import Criteria, directory, my_associations, my_claims
from engagement.core.permissions import public
from engagement.web.association import bp
from engagement.web.context import the_actor, the_city


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """Visitors read how it works; who is signed in sees her associations, and can look for one that has no team yet."""
    city, actor = the_city(), the_actor()
    if actor.user_id is None:
        return render_template("association/welcome.html")
    text = request.args.get("q", "").strip()[:80]
    found = directory(city.id, Criteria(text=text)).page if text else None
    return render_template(
        "association/start.html", mine=my_associations(actor.user_id, city.id), roles=ROLE_LABELS, text=text,
        claims=my_claims(actor.user_id, city.id), found=found,
    )  # fmt: skip
