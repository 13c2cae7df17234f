"""Deleting one's own account: first what goes and what stays, then the password."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engagement.accounts.forms import DeleteAccountForm
from engagement.accounts.session import end_session, network_address
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import Extra, refuse
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.workflows.delete_account import account_end, delete_account


@bp.get("/loeschen")
@requires(Permission.ACCOUNT_USE)
def delete() -> ResponseReturnValue:
    """What goes, what stays and why, and what has to be handed over first. Changes nothing."""
    return render_template("account/delete.html", end=account_end(the_actor().user_id or 0))


@bp.route("/loeschen/bestaetigen", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def delete_confirm() -> ResponseReturnValue:
    """The second step: the password, and then the account is gone."""
    end = account_end(the_actor().user_id or 0)
    if not end.is_possible:
        return redirect(url_for("account.delete"), 303)
    form = DeleteAccountForm()
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            try:
                delete_account(
                    str(form.current.data), actor=the_actor(), city_id=the_city().id, network=network_address()
                )  # fmt: skip
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                end_session()
                return redirect_with(_("Your account is deleted. Thank you for having been with us."), "public.home")
    return render_template("account/delete_confirm.html", form=form, end=end), *extra
