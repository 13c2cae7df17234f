"""My profile: name, telephone, mail address, and where to go from there."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.accounts import operations
from engagement.accounts.forms import OwnProfileForm
from engagement.accounts.queries import user_by_id, waiting_email_change, workplaces_of
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.notifications.queries import is_dead
from engagement.web.account import bp
from engagement.web.account.flow import Extra, check_token, refuse
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.workflows.retry_mail import retry_own_address


@bp.route("/profil", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def profile() -> ResponseReturnValue:
    """Look at the profile and save name, telephone and language."""
    user = user_by_id(the_actor().user_id or 0)
    form = OwnProfileForm(name=user.name, phone=user.phone, language=user.language)
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            try:
                operations.change_profile(
                    str(form.name.data), str(form.phone.data or ""), language=str(form.language.data),
                    actor=the_actor(),
                )  # fmt: skip
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                return redirect_with(_("Saved."), "account.profile")
    page = render_template(
        "account/profile.html", form=form, user=user, waiting=waiting_email_change(user.id),
        workplaces=workplaces_of(user.id, the_city().id), is_dead=is_dead(user.email),
    )  # fmt: skip
    return page, *extra


@bp.post("/profil/mails")
@requires(Permission.ACCOUNT_USE)
def mails_again() -> ResponseReturnValue:
    """My address works again: send what waits for it."""
    check_token()
    retry_own_address(the_actor().user_id or 0)
    return redirect_with(_("We try again. What waited for you is on its way."), "account.profile")
