"""My calendar and my reminders."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.permissions import Permission, requires
from engagement.registrations.queries.calendar import owner_of_account
from engagement.web import planning as shared
from engagement.web.account import bp
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor
from engagement.web.notices import redirect_with


@bp.route("/termine", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def planning() -> ResponseReturnValue:
    """The address of my calendar, which a button renews, and when I am reminded."""
    owner = owner_of_account(the_actor().user_id or 0)
    form, status = shared.form_of(owner), 200
    if request.method == "POST":
        check_token()
        if done := shared.act(owner, form, lambda said: redirect_with(said, "account.planning")):
            return done
        status = 422
    return render_template("account/planning.html", **shared.values_of(owner, form)), status
