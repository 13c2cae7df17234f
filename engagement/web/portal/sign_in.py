"""Signing in without a city: for the administrators of the platform."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from engagement.core.permissions import Permission, public, requires
from engagement.web.account.reset import request_page, reset_page
from engagement.web.account.sign_in import sign_in_page, sign_out_to
from engagement.web.portal import bp


@bp.route("/konto/einloggen", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with the password."""
    return sign_in_page()


@bp.post("/konto/ausloggen")
@requires(Permission.ACCOUNT_USE)
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    return sign_out_to("portal.index")


bp.add_url_rule("/konto/passwort-vergessen", "reset_request", request_page, methods=["GET", "POST"])
bp.add_url_rule("/konto/passwort/<token>", "reset", reset_page, methods=["GET", "POST"])
