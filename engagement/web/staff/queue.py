"""The queue and one case of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.associations.labels import KIND_LABELS
from engagement.audit.labels import action_label
from engagement.cities.queries import page_entries, statement_of
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.moderation import operations, queries
from engagement.moderation.enums import CaseKind, QueueKind, Verdict
from engagement.moderation.forms import DecisionForm
from engagement.moderation.labels import VERDICT_LABELS
from engagement.moderation.rules import DecidedBefore
from engagement.opportunities.labels import (
    FIELD_LABELS,
    GERMAN_LEVEL_LABELS,
    LOOK_REASON_LABELS,
    TARGET_GROUP_LABELS,
    TIME_PATTERN_LABELS,
)
from engagement.opportunities.views import offer_view
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.changes import changes_between
from engagement.web.staff.navigation import staff_navigation
from engagement.web.staff.notes import notes_context


@bp.get("/")
@requires(Permission.CITY_WORK)
def queue() -> ResponseReturnValue:
    """What waits for a decision; who does not decide goes on to her own work."""
    if not the_actor().moderates(the_city().id):
        return redirect(url_for("staff.pages"))
    city = the_city()
    unfinished = [entry for entry in page_entries(city) if entry.gaps]
    return render_template(
        "staff/queue.html", queue=queries.queue(city.id), looks=queries.later_looks(city.id), form=BaseForm(),
        reason_labels=LOOK_REASON_LABELS, unfinished=unfinished, administers=the_actor().administers(city.id),
        statement_gaps=statement_of(city).gaps(city.state_name), work_nav=staff_navigation(),
    )  # fmt: skip


@bp.get("/pruefen/<kind>/<public_id>")
@requires(Permission.MODERATE)
def case(kind: str, public_id: str) -> ResponseReturnValue:
    """One case with everything that a decision needs. Reports are decided on a page of their own."""
    if kind == QueueKind.REPORT:
        return redirect(url_for("staff.report", public_id=public_id))
    return _show(_kind(kind), public_id, DecisionForm(formdata=None))


@bp.post("/pruefen/<kind>/<public_id>")
@requires(Permission.MODERATE)
def decide(kind: str, public_id: str) -> ResponseReturnValue:
    """Take the decision and go on to the next case."""
    form = DecisionForm()
    case_kind, verdict = _kind(kind), _verdict(request.form.get("verdict", ""))
    if not form.validate():
        return _show(case_kind, public_id, form), 422
    look = case_kind is CaseKind.OPPORTUNITY and "seen" in request.form
    following = None if look else queries.queue(the_city().id).after(public_id)
    try:
        if look:
            _decide_shown(public_id, verdict, form)
        else:
            _decide(case_kind, public_id, verdict, form)
    except DecidedBefore as refusal:
        form.refuse(refusal)
        return _show(case_kind, public_id, form), 409
    except DomainError as refusal:
        form.refuse(refusal)
        return _show(case_kind, public_id, form), 422
    notice = _told(verdict, look=look)
    if following is None:
        return redirect_with(notice, "staff.queue")
    return redirect_with(notice, "staff.case", kind=following.kind.value, public_id=following.public_id)


def _told(verdict: Verdict, *, look: bool) -> str:
    if not look:
        return _("Done: %(verdict)s. The people concerned get a mail.", verdict=VERDICT_LABELS[verdict])
    return {
        Verdict.APPROVE: _("Ticked off as seen."),
        Verdict.REQUEST_CHANGES: _("The association gets your words by mail. Until then the offer stays online."),
        Verdict.REJECT: _("Taken offline. The association gets your reason by mail."),
    }[verdict]


def _decide_shown(public_id: str, verdict: Verdict, form: DecisionForm) -> None:
    """What the later look led to. A moment that cannot be read is nobody's: it counts as changed meanwhile."""
    try:
        since = datetime.fromisoformat(form.since.data) if form.since.data else None
    except ValueError:
        raise DecidedBefore from None
    operations.decide_shown(
        the_city().id, public_id, revision_id=form.revision.data or "", since=since, verdict=verdict,
        reason=form.reason.data or "", actor=the_actor(),
    )  # fmt: skip


def _decide(kind: CaseKind, public_id: str, verdict: Verdict, form: DecisionForm) -> None:
    values: dict[str, Any] = {"verdict": verdict, "reason": form.reason.data or "", "actor": the_actor()}
    city_id = the_city().id
    if kind is CaseKind.OPPORTUNITY:
        operations.decide_opportunity(city_id, public_id, revision_id=form.revision.data or "", **values)
    elif kind is CaseKind.ASSOCIATION:
        operations.decide_association(city_id, public_id, **values)
    else:
        operations.decide_claim(city_id, public_id, **values)


def _show(kind: CaseKind, public_id: str, form: DecisionForm) -> str:
    build: Callable[[str, DecisionForm], dict[str, Any]] = {
        CaseKind.OPPORTUNITY: _opportunity, CaseKind.ASSOCIATION: _association, CaseKind.CLAIM: _claim,
    }[kind]  # fmt: skip
    city_id = the_city().id
    context = build(public_id, form)
    history = queries.history_of(city_id, context["case"].association.id)
    return render_template(
        f"staff/case_{kind.value}.html", kind=kind, public_id=public_id, form=form, history=history,
        action_label=action_label, queue=queries.queue(city_id), work_nav=staff_navigation(),
        work_current="staff.queue", **context, **notes_context(context["case"].association, context.get("publication")),
    )  # fmt: skip


def _opportunity(public_id: str, form: DecisionForm) -> dict[str, Any]:
    found = queries.opportunity_case(the_city().id, public_id)
    form.revision.data = found.revision.public_id
    form.since.data = found.look.since.isoformat() if found.look is not None and not found.is_open else ""
    offer = offer_view(
        found.revision, public_id=found.publication.opportunity.public_id, association=found.association,
        shifts=found.shifts, show_contact=True, home_town=found.publication.home_town,
    )  # fmt: skip
    return {
        "case": found, "publication": found.publication, "offer": offer,
        "changes": changes_between(found.shown, found.revision),
        "unseen": changes_between(found.look.seen, found.shown or found.revision) if found.look is not None else [],
        "reason_labels": LOOK_REASON_LABELS,
        "field_labels": FIELD_LABELS, "target_group_labels": TARGET_GROUP_LABELS,
        "time_pattern_labels": TIME_PATTERN_LABELS, "german_level_labels": GERMAN_LEVEL_LABELS,
    }  # fmt: skip


def _association(public_id: str, _form: DecisionForm) -> dict[str, Any]:
    return {"case": queries.association_case(the_city().id, public_id), "kind_labels": KIND_LABELS}


def _claim(public_id: str, _form: DecisionForm) -> dict[str, Any]:
    return {"case": queries.claim_case(the_city().id, public_id)}


def _kind(value: str) -> CaseKind:
    try:
        return CaseKind(value)
    except ValueError:
        abort(404)


def _verdict(value: str) -> Verdict:
    try:
        return Verdict(value)
    except ValueError:
        abort(400)
