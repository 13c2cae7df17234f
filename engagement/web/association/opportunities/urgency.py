"""Marking an offer as urgent, and ending that."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import today
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.opportunities.forms import UrgentForm
from engagement.opportunities.operations.urgency import end_urgency, mark_urgent
from engagement.opportunities.rules.urgency import MAX_DAYS, MAX_REASON
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.opportunities import saving
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import date_long
from engagement.web.notices import redirect_with

ADDRESS = "/<association_id>/angebote/<public_id>/dringend"


@bp.route(ADDRESS, methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_urgent(association_id: str, public_id: str) -> ResponseReturnValue:
    """Asks until when and why."""
    found = saving.the_offer(public_id)
    day = today(the_city().zone)
    form = UrgentForm()
    if request.method == "GET":
        form.until.data = found.opportunity.urgent_until or day + timedelta(days=7)
        form.reason.data = found.opportunity.urgent_reason
    elif form.validate():
        try:
            mark_urgent(public_id, until=form.until.data, reason=form.reason.data or "", actor=the_actor())
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            until = form.until.data or day
            text = _("Shown as urgent until %(day)s. Then it ends by itself.", day=date_long(until))
            return redirect_with(
                text, "association.opportunity_preview", association_id=association_id, public_id=public_id
            )
    page = render_template(
        "association/opportunity_urgent.html", found=found, form=form, latest=day + timedelta(days=MAX_DAYS),
        limit=MAX_REASON, **work_page(),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


@bp.post(f"{ADDRESS}/beenden")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_urgent_end(association_id: str, public_id: str) -> ResponseReturnValue:
    """Show it as any other again."""
    saving.the_offer(public_id)
    if not BaseForm().validate():
        raise BadRequest
    end_urgency(public_id, actor=the_actor())
    text = _("The offer is no longer shown as urgent.")
    return redirect_with(text, "association.opportunity_preview", association_id=association_id, public_id=public_id)
