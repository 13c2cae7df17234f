"""My account: what I take part in, and where I work."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.accounts.queries import workplaces_of
from engagement.associations.labels import ROLE_LABELS
from engagement.core.permissions import Permission, requires
from engagement.web.account import bp
from engagement.web.account.registrations import registrations_context
from engagement.web.context import the_actor, the_city


@bp.get("/")
@requires(Permission.ACCOUNT_USE)
def home() -> ResponseReturnValue:
    """Everything of mine on one page."""
    return render_template(
        "account/home.html", workplaces=workplaces_of(the_actor().user_id or 0, the_city().id), roles=ROLE_LABELS,
        **registrations_context(),
    )  # fmt: skip
