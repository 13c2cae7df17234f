"""Password and signed-in devices."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.accounts import operations
from engagement.accounts.forms import ChangePasswordForm
from engagement.accounts.queries import sessions_of
from engagement.accounts.session import current_session_id, network_address
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import check_token, refuse
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with


@bp.get("/sicherheit")
@requires(Permission.ACCOUNT_USE)
def security() -> ResponseReturnValue:
    """Password, devices."""
    return _page()


def _page(password: ChangePasswordForm | None = None) -> str:
    password = password or ChangePasswordForm(formdata=None)
    return render_template(
        "account/security.html", form=password, this_session=current_session_id(),
        sessions=sessions_of(the_actor().user_id or 0),
    )  # fmt: skip


@bp.post("/sicherheit/passwort")
@requires(Permission.ACCOUNT_USE)
def change_password() -> ResponseReturnValue:
    """Save a new password; every other device is signed out."""
    form = ChangePasswordForm()
    if not form.validate():
        return _page(password=form), 422
    try:
        operations.change_password(
            str(form.current.data), str(form.password.data), actor=the_actor(), city_id=the_city().id,
            network=network_address(), keep_session_id=current_session_id(),
        )  # fmt: skip
    except DomainError as refusal:
        extra = refuse(form, refusal)
        return _page(password=form), *extra
    return redirect_with(_("Your new password is saved. Other devices are signed out."), "account.security")


@bp.post("/sicherheit/geraete/<session_id>")
@requires(Permission.ACCOUNT_USE)
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign one device out."""
    check_token()
    operations.end_session(session_id, actor=the_actor())
    return redirect_with(_("The device is signed out."), "account.security")


@bp.post("/sicherheit/geraete")
@requires(Permission.ACCOUNT_USE)
def end_other_sessions() -> ResponseReturnValue:
    """Sign every other device out."""
    check_token()
    operations.end_other_sessions(the_actor().user_id or 0, keep_id=current_session_id())
    return redirect_with(_("All other devices are signed out."), "account.security")
