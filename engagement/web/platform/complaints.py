"""Complaints that the platform's administrators decide, where no city has another person."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.permissions import Permission, requires
from engagement.reports import queries
from engagement.reports.forms import ComplaintDecisionForm
from engagement.web import reports as shared
from engagement.web.context import the_actor
from engagement.web.notices import redirect_with
from engagement.web.platform import bp
from engagement.web.platform.cities import platform_work
from engagement.workflows.decide_report import may_decide


@bp.get("/beschwerden")
@requires(Permission.PLATFORM_ADMINISTER)
def complaints() -> str:
    """What waits in all cities, oldest first."""
    return render_template(
        "platform/complaints.html", complaints=queries.open_complaints_everywhere(), **shared.labels(),
        **platform_work(),
    )  # fmt: skip


@bp.route("/beschwerden/<public_id>", methods=["GET", "POST"])
@requires(Permission.PLATFORM_ADMINISTER)
def complaint(public_id: str) -> ResponseReturnValue:
    """One complaint with the whole case."""
    found = queries.complaint_case(public_id, for_city=None)
    form, status = ComplaintDecisionForm(), 200
    form.fit(found.case.subject_kind)
    if request.method == "POST":
        if shared.decide(form, public_id):
            return redirect_with(shared.decided_notice(), "platform.complaints")
        status = 422
        found = queries.complaint_case(public_id, for_city=None)
    page = render_template(
        "platform/complaint.html", found=found, case=found.case, complaint=found.complaint, form=form,
        offers=shared.shown_offers(found.case), may_decide=may_decide(found.complaint, found.case, the_actor()),
        neighbour=None, is_own=False, others=0, **shared.labels(), **platform_work(),
    )  # fmt: skip
    return page, status
