"""Reports and complaints at the city's desk."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.audit.labels import action_label
from engagement.cities.queries import published_cities
from engagement.core.i18n import _
from engagement.core.permissions import Permission, Target, allowed, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.moderation.queries import history_of
from engagement.reports import operations, queries
from engagement.reports.enums import CaseState
from engagement.reports.errors import DecidedBefore, NewReports
from engagement.reports.forms import CaseForm, ComplaintDecisionForm, NeighbourForm
from engagement.web import reports as shared
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation
from engagement.workflows.decide_report import decide_report, may_decide
from engagement.workflows.read_reported import read_reported_thread


@bp.get("/meldungen")
@requires(Permission.MODERATE)
def reports() -> str:
    """Complaints that wait, then cases: open ones first, then what was decided."""
    city = the_city()
    value = request.args.get("stand", "")
    state = CaseState(value) if value in tuple(CaseState) else None
    return render_template(
        "staff/reports.html", complaints=queries.open_complaints(city.id), state=state,
        page=queries.case_page(city.id, request.args.get("seite", 1, int), state), work_nav=staff_navigation(),
        **shared.labels(),
    )  # fmt: skip


@bp.route("/meldungen/<public_id>", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def report(public_id: str) -> ResponseReturnValue:
    """Everything reported about one thing, the thing as it was shown, and the decision."""
    city_id, status = the_city().id, 200
    case = queries.report_case(city_id, public_id)
    form = CaseForm()
    form.fit(case.subject_kind)
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                typed = form.seen.data or ""
                seen = int(typed) if typed.isdecimal() else -1
                decide_report(city_id, public_id, shared.ruling_of(form), seen=seen, actor=the_actor())
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
                status = 409 if isinstance(refusal, DecidedBefore | NewReports) else 422
            else:
                return redirect_with(shared.decided_notice(), "staff.queue")
    return _page(public_id, form), status


def _page(public_id: str, form: CaseForm) -> str:
    city_id = the_city().id
    case = queries.report_case(city_id, public_id)
    form.seen.data = str(case.reports_count)
    return render_template(
        "staff/report.html", case=case, form=form, offers=shared.shown_offers(case), action_label=action_label,
        history=history_of(city_id, case.association_id), work_nav=staff_navigation(), work_current="staff.reports",
        **shared.labels(),
    )  # fmt: skip


@bp.route("/meldungen/beschwerde/<public_id>", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def complaint(public_id: str) -> ResponseReturnValue:
    """A complaint of this city, or one that a neighbour has handed over."""
    found = queries.complaint_case(public_id, for_city=the_city().id)
    form, status = ComplaintDecisionForm(), 200
    form.fit(found.case.subject_kind)
    if request.method == "POST":
        if shared.decide(form, public_id):
            return redirect_with(shared.decided_notice(), "staff.reports")
        status = 422
    return _complaint_page(public_id, form), status


def _complaint_page(public_id: str, form: ComplaintDecisionForm, neighbour: NeighbourForm | None = None) -> str:
    city = the_city()
    found = queries.complaint_case(public_id, for_city=city.id)
    is_own = found.city.id == city.id
    neighbour = neighbour or NeighbourForm(formdata=None)
    neighbour.fit([(each.slug, each.name) for each in published_cities() if each.id != found.city.id])
    leads = allowed(the_actor(), Permission.CITY_ADMINISTER, Target(city_id=city.id))
    return render_template(
        "staff/complaint.html", found=found, case=found.case, complaint=found.complaint, form=form,
        offers=shared.shown_offers(found.case), may_decide=may_decide(found.complaint, found.case, the_actor()),
        neighbour=neighbour if is_own and leads and found.complaint.is_open else None, is_own=is_own,
        others=queries.other_moderators(found.case) if is_own else 0, work_nav=staff_navigation(),
        work_current="staff.reports", **shared.labels(),
    )  # fmt: skip


@bp.post("/meldungen/beschwerde/<public_id>/abgeben")
@requires(Permission.CITY_ADMINISTER)
def complaint_hand_over(public_id: str) -> ResponseReturnValue:
    """Let a neighbouring town decide, where nobody else here can."""
    form = NeighbourForm()
    form.fit([(each.slug, each.name) for each in published_cities() if each.id != the_city().id])
    if form.validate():
        try:
            operations.hand_over(the_city().id, public_id, town=form.town.data, actor=the_actor())
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect_with(_("The other town decides now, and gets a mail."), "staff.reports")
    decision = ComplaintDecisionForm(formdata=None)
    return _complaint_page(public_id, decision, form), 422


@bp.post("/meldungen/<public_id>/nachrichten")
@requires(Permission.MODERATE)
def report_thread(public_id: str) -> str:
    """The conversation around a reported message; that somebody read it is noted, so a GET does not do it."""
    check_token()
    thread = read_reported_thread(the_city().id, public_id, actor=the_actor())
    return render_template(
        "staff/report_thread.html", thread=thread, case=queries.report_case(the_city().id, public_id),
        work_nav=staff_navigation(), work_current="staff.reports",
    )  # fmt: skip
