"""Barriers that people have met on the city's pages, for its staff."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.barriers import operations, queries, rules
from engagement.barriers.enums import AnswerKind, BarrierState
from engagement.barriers.forms import BarrierAnswerForm
from engagement.barriers.labels import KIND_HINTS, KIND_LABELS, STATE_LABELS
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation


@bp.get("/barrieren")
@requires(Permission.MODERATE)
def barriers() -> str:
    """What waits for an answer, the nearest deadline first; `?stand=` another state."""
    value = request.args.get("stand", "")
    state = BarrierState(value) if value in tuple(BarrierState) else BarrierState.OPEN
    page = queries.barrier_page(the_city().id, request.args.get("seite", 1, int), state)
    urgencies = {each.id: rules.urgency(each.state, each.due_at, utcnow()) for each in page.items}
    return render_template(
        "staff/barriers.html", page=page, state=state, labels=STATE_LABELS, urgencies=urgencies,
        work_nav=staff_navigation(),
    )  # fmt: skip


@bp.route("/barrieren/<public_id>", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def barrier(public_id: str) -> ResponseReturnValue:
    """One report with what was answered; the form answers."""
    report = queries.barrier_report(the_city().id, public_id)
    form, status = BarrierAnswerForm(), 200
    form.fit(has_email=bool(report.email))
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                operations.answer(
                    the_city().id, public_id, kind=AnswerKind(form.kind.data), text=form.text.data or "",
                    is_done=bool(form.is_done.data), actor=the_actor(),
                )  # fmt: skip
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                said = _("Sent.") if form.kind.data == AnswerKind.MAIL.value else _("Noted.")
                return redirect_with(said, "staff.barrier", public_id=public_id)
    report = queries.barrier_report(the_city().id, public_id)
    page = render_template(
        "staff/barrier.html", report=report, form=form, labels=STATE_LABELS, kinds=KIND_LABELS, hints=KIND_HINTS,
        urgency=rules.urgency(report.state, report.due_at, utcnow()), work_nav=staff_navigation(),
        work_current="staff.barriers",
    )  # fmt: skip
    return page, status
