"""Using another mail address: ask, confirm, cancel, stop."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.accounts import operations
from engagement.accounts.forms import ChangeEmailForm, OwnerForm
from engagement.accounts.queries import user_by_id, waiting_email_change
from engagement.accounts.rules.email_change import CONFIRM_HOURS, STOP_DAYS, ChangeVoid
from engagement.accounts.session import current_session_id, network_address
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, public, requires
from engagement.core.tokens import TokenExpired, TokenInvalid
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import Extra, check_token, refuse
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.workflows.change_email import confirm_new_email

VOID = (TokenExpired, TokenInvalid, ChangeVoid)


@bp.route("/adresse", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def email() -> ResponseReturnValue:
    """Ask to use another address."""
    form = ChangeEmailForm()
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            try:
                operations.request_email_change(
                    str(form.email.data), str(form.current.data), actor=the_actor(), city_id=the_city().id,
                    network=network_address(),
                )  # fmt: skip
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                return redirect_with(
                    _("Look into your new mailbox: we have sent a link to confirm it."), "account.email"
                )
    user = user_by_id(the_actor().user_id or 0)
    waiting = waiting_email_change(user.id)
    page = render_template("account/email.html", form=form, user=user, waiting=waiting, hours=CONFIRM_HOURS)
    return page, *extra


@bp.post("/adresse/abbrechen")
@requires(Permission.ACCOUNT_USE)
def email_cancel() -> ResponseReturnValue:
    """Take the wish back."""
    check_token()
    operations.cancel_email_change(actor=the_actor())
    return redirect_with(_("Nothing is changed. Your address stays as it is."), "account.email")


@bp.route("/adresse/<token>", methods=["GET", "POST"])
@public
def email_confirm(token: str) -> ResponseReturnValue:
    """The page behind the link in the new mailbox; its button changes the address."""
    try:
        change, user = operations.confirmable_change(token)
    except VOID as problem:
        return render_template("account/email_void.html", problem=problem), 410
    is_owner = the_actor().user_id == user.id
    form: BaseForm = BaseForm() if is_owner else OwnerForm()
    extra: Extra = (200, {})
    if form.is_submitted():
        extra = 422, {}
        if form.validate():
            try:
                confirm_new_email(
                    token, None if is_owner else str(form["password"].data), actor=the_actor(), city_id=the_city().id,
                    session_id=current_session_id(), network=network_address(),
                )  # fmt: skip
            except DomainError as refusal:
                extra = refuse(form, refusal)
            else:
                said = _("From now on your address is %(email)s. Other devices are signed out.", email=change.new_email)
                return redirect_with(said, "account.email" if is_owner else "account.sign_in")
    page = render_template("account/email_confirm.html", form=form, change=change, is_owner=is_owner)
    return page, *extra


@bp.route("/adresse-stoppen/<token>", methods=["GET", "POST"])
@public
def email_stop(token: str) -> ResponseReturnValue:
    """The page behind the link in the old mailbox; its button takes the change back and closes the account's doors."""
    try:
        change, _user = operations.stoppable_change(token)
    except VOID as problem:
        return render_template("account/email_void.html", problem=problem), 410
    form = BaseForm()
    extra: Extra = (200, {})
    if form.is_submitted() and form.validate():
        try:
            operations.stop_email_change(token, city_id=the_city().id)
        except DomainError as refusal:
            extra = refuse(form, refusal)
        else:
            return render_template("account/email_stopped.html", email=change.old_email)
    return render_template("account/email_stop.html", form=form, change=change, days=STOP_DAYS), *extra
