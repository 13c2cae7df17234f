"""The demo's mailbox: every mail that the worker delivered, for all to read. Registered in the demo only."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.permissions import public
from engagement.demo import mails

bp = Blueprint("demo", __name__, url_prefix="/demo")

# A mail brings its own style sheet and must reach nothing else.
MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-top-navigation-by-user-activation"


def _mail_url() -> str:
    return str(current_app.config["SETTINGS"].mail_url)


@bp.get("/postfach")
@public
def mailbox() -> ResponseReturnValue:
    """List the delivered mails, newest first."""
    wanted = request.args.get("an", "").strip()
    return render_template("demo/mailbox.html", mails=mails.mails(_mail_url(), wanted), wanted=wanted)


@bp.get("/postfach/<key>")
@public
def mail(key: str) -> ResponseReturnValue:
    """One mail as text."""
    found = mails.mail(_mail_url(), key)
    if found is None:
        abort(404)
    return render_template("demo/mail.html", mail=found)


@bp.get("/postfach/<key>/ansicht")
@public
def mail_html(key: str) -> ResponseReturnValue:
    """One mail as its reader's program shows it, shut off from everything else."""
    found = mails.mail(_mail_url(), key)
    if found is None:
        abort(404)
    return Response(found.html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": MAIL_CSP})
