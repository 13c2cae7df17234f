"""Confirming the address of an account."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.accounts.forms import ConfirmForm, EmailForm
from engagement.accounts.operations import confirmable_user, resend_confirmation
from engagement.accounts.session import network_address
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.core.tokens import TokenExpired, TokenInvalid
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import Extra, address, check_mail, follow, refuse
from engagement.web.context import the_city
from engagement.web.notices import redirect_with
from engagement.workflows.confirm_account import confirm_account


@bp.route("/bestaetigen/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """The page behind the mailed link; its button confirms and signs in."""
    try:
        user = confirmable_user(token)
    except (TokenExpired, TokenInvalid) as problem:
        return render_template("account/link_void.html", problem=problem, again=EmailForm(formdata=None)), 410
    if user.email_confirmed_at is not None:
        return redirect_with(_("Your address is confirmed. You can sign in."), "account.sign_in")
    form = ConfirmForm()
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            try:
                found = confirm_account(token, str(form.password.data), network=network_address())
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                return follow(found, email=user.email)
    return render_template("account/confirm.html", form=form, user=user, address=address), *extra


@bp.post("/bestaetigen")
@public
def confirm_again() -> ResponseReturnValue:
    """Send the link again."""
    form = EmailForm()
    if form.validate():
        try:
            resend_confirmation(str(form.email.data), city_id=the_city().id, network=network_address())
        except DomainError as refusal:
            extra = refuse(form, refusal)
            return render_template("account/confirm_again.html", form=form), *extra
        return check_mail("confirm", str(form.email.data))
    return render_template("account/confirm_again.html", form=form), 422
