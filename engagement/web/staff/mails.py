"""Mail of the city that did not arrive."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.notifications.queries import mail_trouble, undelivered
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation
from engagement.workflows.retry_mail import retry_mail


@bp.get("/mails")
@requires(Permission.MODERATE)
def mails() -> str:
    """What was given up, newest first, and what still waits."""
    return _page()


def _page(refusal: DomainError | None = None) -> str:
    city = the_city()
    return render_template(
        "staff/mails.html", page=undelivered(city.id, request.args.get("seite", 1, int)), refusal=refusal,
        trouble=mail_trouble(city.id), work_nav=staff_navigation(), work_current="staff.mails",
    )  # fmt: skip


@bp.post("/mails/<mail_id>")
@requires(Permission.MODERATE)
def mail_retry(mail_id: str) -> ResponseReturnValue:
    """Try one again."""
    check_token()
    try:
        retry_mail(mail_id, city_id=the_city().id, actor=the_actor())
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(refusal), 422
    return redirect_with(_("The mail is on its way again."), "staff.mails")
