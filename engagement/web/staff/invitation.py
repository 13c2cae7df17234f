"""The page behind an invitation to work for a city."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engagement.accounts.enums import SignInMethod
from engagement.accounts.forms import NewcomerForm
from engagement.accounts.queries import user_by_email
from engagement.accounts.session import start_session
from engagement.cities.forms import ROLE_HINTS
from engagement.cities.labels import ROLE_LABELS
from engagement.cities.operations import accept_staff_invitation
from engagement.cities.operations.staff import INVITATION, check_open
from engagement.cities.queries import staff_invitation
from engagement.cities.rules import INVITATION_DAYS, InvitationVoid
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.core.tokens import TokenExpired, TokenInvalid, read
from engagement.kernel.errors import DomainError
from engagement.kernel.values import normalise_email
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.workflows.accept_staff_invitation import accept_as_newcomer


@bp.route("/einladung/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Accept with one's account, or with a new one; the link has proved the address."""
    try:
        public_id = str(read(INVITATION, token, max_age_seconds=INVITATION_DAYS * 24 * 3600))
        found = staff_invitation(public_id, the_city().id)
        if found is None:
            raise TokenInvalid
        check_open(found)
    except (TokenExpired, TokenInvalid, InvitationVoid) as problem:
        return render_template("staff/invitation_void.html", problem=problem), 410
    wanted = normalise_email(found.email)
    context = {"invitation": found, "labels": ROLE_LABELS, "hints": ROLE_HINTS}
    if not the_actor().is_anonymous:
        if current_user.email_normalised != wanted:
            return render_template("staff/invitation.html", state="somebody_else", form=BaseForm(), **context)
        return _as_user(found.public_id, context)
    user = user_by_email(wanted)
    if user is not None and user.email_confirmed_at is not None:
        sign_in = url_for("account.sign_in", next=request.path)
        return render_template("staff/invitation.html", state="sign_in", form=None, sign_in=sign_in, **context)
    return _as_newcomer(found.public_id, found.email, context)


def _as_user(public_id: str, context: dict[str, object]) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("staff/invitation.html", state="accept", form=BaseForm(), **context)
    check_token()
    accept_staff_invitation(public_id, city_id=the_city().id, user_id=the_actor().user_id or 0)
    return redirect_with(_("Welcome! You work for %(city)s now.", city=the_city().name), "staff.queue")


def _as_newcomer(public_id: str, email: str, context: dict[str, object]) -> ResponseReturnValue:
    form, status = NewcomerForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                user_id = accept_as_newcomer(
                    public_id, email=email, name=str(form.name.data), password=str(form.password.data),
                    city_id=the_city().id,
                )  # fmt: skip
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                start_session(user_id, SignInMethod.PASSWORD)
                return redirect(url_for("staff.queue"), 303)
    return render_template("staff/invitation.html", state="newcomer", form=form, **context), status
