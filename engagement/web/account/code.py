"""Signing in with a code sent by mail."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from engagement.accounts.forms import CodeForm, EmailForm
from engagement.accounts.operations import request_code, sign_in_with_code
from engagement.accounts.session import network_address
from engagement.core.permissions import public
from engagement.kernel.errors import DomainError
from engagement.web.account import bp
from engagement.web.account.flow import address, follow, landing, refuse, safe_next
from engagement.web.context import the_actor, the_city


@bp.route("/code", methods=["GET", "POST"])
@public
def sign_in_code() -> ResponseReturnValue:
    """Ask for a code, then enter it: two steps of one address, so that the mail address is in no link."""
    if not the_actor().is_anonymous:
        return redirect(landing(the_actor().user_id))
    if request.method == "GET":
        return _page(EmailForm(), None)
    if "code" in request.form:
        return _enter()
    form = EmailForm()
    if not form.validate():
        return _page(form, None), 422
    try:
        request_code(str(form.email.data), city_id=the_city().id, network=network_address())
    except DomainError as refusal:
        extra = refuse(form, refusal)
        return _page(form, None), *extra
    return _page(None, CodeForm(formdata=None, email=form.email.data))


def _enter() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return _page(None, form), 422
    email = str(form.email.data)
    try:
        found = sign_in_with_code(email, str(form.code.data), network=network_address())
    except DomainError as refusal:
        extra = refuse(form, refusal)
        return _page(None, form), *extra
    return follow(found, email=email)


def _page(ask: EmailForm | None, enter: CodeForm | None) -> str:
    form = enter or ask
    forward = {"next": following} if (following := safe_next(request.args.get("next"))) else {}
    return render_template("account/code.html", form=form, is_asking=enter is None, address=address, forward=forward)
