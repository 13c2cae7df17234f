"""A new password for who forgot the old one, in a city and on the portal."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.accounts.forms import EmailForm, NewPasswordForm
from engagement.accounts.operations import request_reset, resettable_user
from engagement.accounts.session import end_session, network_address
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.core.tokens import TokenExpired, TokenInvalid
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import Extra, address, check_mail, city_id, refuse
from engagement.web.notices import redirect_with
from engagement.workflows.confirm_account import reset_and_confirm


@bp.route("/passwort-vergessen", methods=["GET", "POST"], endpoint="reset_request")
@public
def request_page() -> ResponseReturnValue:
    """Ask for a link."""
    form = EmailForm()
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            try:
                request_reset(str(form.email.data), city_id=city_id(), network=network_address())
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                return check_mail("reset", str(form.email.data))
    return render_template("account/reset_request.html", form=form, address=address), *extra


@bp.route("/passwort/<token>", methods=["GET", "POST"], endpoint="reset")
@public
def reset_page(token: str) -> ResponseReturnValue:
    """The page behind the mailed link: choose a new password."""
    try:
        user = resettable_user(token)
    except (TokenExpired, TokenInvalid) as problem:
        return render_template("account/reset_void.html", problem=problem, address=address), 410
    form = NewPasswordForm()
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            try:
                reset_and_confirm(token, str(form.password.data), city_id=city_id())
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                end_session()  # this browser may have been signed in; its session has ended too
                endpoint = "account.sign_in" if city_id() is not None else "portal.sign_in"
                return redirect_with(_("Your new password is saved. Please sign in with it."), endpoint)
    return render_template("account/reset.html", form=form, user=user, address=address), *extra
