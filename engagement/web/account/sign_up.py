"""Making an account."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from engagement.accounts.forms import SignUpForm
from engagement.accounts.operations import sign_up as store
from engagement.accounts.session import network_address
from engagement.core.i18n import current_language
from engagement.core.permissions import public
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import Extra, address, check_mail, landing, refuse, safe_next
from engagement.web.context import the_actor, the_city


@bp.route("/anlegen", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    """Make an account; the answer is the same for an address that has one."""
    if not the_actor().is_anonymous:
        return redirect(landing(the_actor().user_id))
    form = SignUpForm()
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            try:
                store(
                    name=str(form.name.data), email=str(form.email.data), password=str(form.password.data),
                    city_id=the_city().id, network=network_address(),
                    next_path=safe_next(request.args.get("next")), language=current_language(),
                )  # fmt: skip
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                return check_mail("sign_up", str(form.email.data))
    return render_template("account/sign_up.html", form=form, address=address), *extra
