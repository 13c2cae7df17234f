"""Mail of all cities that did not arrive."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.notifications.queries import mail_trouble, undelivered
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor
from engagement.web.notices import redirect_with
from engagement.web.platform import bp
from engagement.web.platform.cities import platform_work
from engagement.workflows.retry_mail import retry_mail


@bp.get("/mails")
@requires(Permission.PLATFORM_ADMINISTER)
def mails() -> str:
    """What was given up, newest first, and what still waits."""
    return _page()


def _page(refusal: DomainError | None = None) -> str:
    return render_template(
        "platform/mails.html", page=undelivered(None, request.args.get("seite", 1, int)), refusal=refusal,
        trouble=mail_trouble(None), **platform_work(),
    )  # fmt: skip


@bp.post("/mails/<mail_id>")
@requires(Permission.PLATFORM_ADMINISTER)
def mail_retry(mail_id: str) -> ResponseReturnValue:
    """Try one again."""
    check_token()
    try:
        retry_mail(mail_id, city_id=None, actor=the_actor())
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(refusal), 422
    return redirect_with(_("The mail is on its way again."), "platform.mails")
