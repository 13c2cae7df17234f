"""Signing in with the password, and out."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from engagement.accounts.forms import SignInForm
from engagement.accounts.operations import sign_in_with_password
from engagement.accounts.session import end_session, network_address
from engagement.core.i18n import _
from engagement.core.permissions import Permission, public, requires
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import Extra, address, check_token, city_id, follow, landing, refuse, safe_next
from engagement.web.context import the_actor
from engagement.web.notices import redirect_with


@bp.route("/einloggen", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with the password."""
    return sign_in_page()


def sign_in_page() -> ResponseReturnValue:
    """The page, for a city and for the portal."""
    if not the_actor().is_anonymous:
        return redirect(safe_next(request.args.get("next")) or landing(the_actor().user_id))
    form = SignInForm()
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            email = str(form.email.data)
            try:
                found = sign_in_with_password(
                    email, str(form.password.data), city_id=city_id(), network=network_address()
                )
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                return follow(found, email=email)
    forward = {"next": following} if (following := safe_next(request.args.get("next"))) else {}
    return render_template("account/sign_in.html", form=form, address=address, forward=forward), *extra


@bp.post("/ausloggen")
@requires(Permission.ACCOUNT_USE)
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    return sign_out_to("public.home")


def sign_out_to(endpoint: str) -> ResponseReturnValue:
    """Sign out and go on."""
    check_token()
    end_session()
    return redirect_with(_("You are signed out."), endpoint)
