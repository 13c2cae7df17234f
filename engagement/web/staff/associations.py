"""The associations of the city, for its staff."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.associations.enums import ListingState
from engagement.core.permissions import Permission, requires
from engagement.moderation.queries import listing_page
from engagement.web.context import the_city
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation

UNCONFIRMED = "unbestaetigt"


@bp.get("/vereine")
@requires(Permission.MODERATE)
def associations() -> ResponseReturnValue:
    """All of them, with state, people and offers; search and filter by state."""
    text = request.args.get("q", "").strip()[:80]
    wanted = request.args.get("stand", "")
    state = ListingState(wanted) if wanted in set(ListingState) else None
    unconfirmed = wanted == UNCONFIRMED
    page = listing_page(the_city().id, request.args.get("seite", 1, int), text, state, unconfirmed=unconfirmed)
    return render_template(
        "staff/associations.html", page=page, text=text, state=state, states=list(ListingState),
        unconfirmed=UNCONFIRMED if unconfirmed else "",
        work_nav=staff_navigation(),
    )  # fmt: skip
