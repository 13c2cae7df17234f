"""A guest's own calendar and reminders, reached by the link of a registration."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.core.permissions import public
from engagement.kernel.errors import NotFound
from engagement.registrations.enums import UNPROVEN_STATES
from engagement.registrations.links import read_registration_token
from engagement.registrations.queries import registration_view
from engagement.registrations.queries.calendar import owner_of_registration
from engagement.web import planning as shared
from engagement.web.notices import redirect_with
from engagement.web.public import bp


@bp.route("/zusage/<token>/termine", methods=["GET", "POST"])
@public
def registration_planning(token: str) -> ResponseReturnValue:
    """The same page as in an account, for who has none; an unconfirmed address sees nothing here."""
    public_id = read_registration_token(token)
    view = registration_view(public_id)  # also the check that it belongs to this town
    if view.state in UNPROVEN_STATES:
        raise NotFound
    owner = owner_of_registration(public_id)
    if owner.user_id is not None:  # she has an account: there it is, with a sign-in
        return redirect(url_for("account.planning"), 303)
    form, status = shared.form_of(owner), 200
    if request.method == "POST":
        if done := shared.act(
            owner, form, lambda said: redirect_with(said, "public.registration_planning", token=token)
        ):
            return done
        status = 422
    page = render_template("public/registration_planning.html", view=view, token=token, **shared.values_of(owner, form))
    return page, status
