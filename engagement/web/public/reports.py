"""„Problem melden“ without signing in, and the pages behind signed links afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.associations.labels import GROUND_LABELS
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.reports import operations
from engagement.reports.enums import Category, SubjectKind
from engagement.reports.errors import TooManyReports
from engagement.reports.forms import ComplaintForm, ReportForm
from engagement.reports.labels import CATEGORY_LABELS, MEASURE_LABELS
from engagement.reports.links import read_report_token, read_statement_token, report_token
from engagement.reports.queries import report_page, statement_page, subject
from engagement.reports.rules import complaint_until
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.public import bp


@bp.route("/mitmachen/<public_id>/melden", methods=["GET", "POST"])
@public
def report_offer(public_id: str) -> ResponseReturnValue:
    """Something is wrong with an offer."""
    return report_form(SubjectKind.OFFER, public_id, url_for("public.opportunity", public_id=public_id))


@bp.route("/vereine/<public_id>/melden", methods=["GET", "POST"])
@public
def report_association(public_id: str) -> ResponseReturnValue:
    """Something is wrong with an association."""
    return report_form(SubjectKind.ASSOCIATION, public_id, url_for("public.association", public_id=public_id))


def report_form(kind: SubjectKind, public_id: str, back: str) -> ResponseReturnValue:
    """The form about a thing, which leads `back`; sent, it files the report."""
    about = subject(kind, public_id, the_city().id)
    form, status = ReportForm(), 200
    form.fit(kind)
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                return _file(kind, public_id, form)
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
                status = 429 if isinstance(refusal, TooManyReports) else 422
    is_message = kind is SubjectKind.MESSAGE
    page = render_template("public/report_form.html", form=form, about=about, back=back, is_message=is_message)
    return page, status


def _file(kind: SubjectKind, public_id: str, form: ReportForm) -> ResponseReturnValue:
    done = operations.file_report(
        the_city().id, kind, public_id, category=Category(form.category.data), text=form.text.data or "",
        is_sincere=bool(form.is_sincere.data), name=form.name.data or "", email=form.email.data or "",
        network=request.remote_addr or "", actor=the_actor(),
    )  # fmt: skip
    return redirect(url_for("public.report", token=report_token(done.report_id)), 303)


@bp.route("/meldung/<token>", methods=["GET", "POST"])
@public
def report(token: str) -> ResponseReturnValue:
    """The receipt; later the decision, its reason, and the form to complain."""
    public_id = read_report_token(token)
    found = report_page(public_id, the_city().id)

    def complain(text: str) -> None:
        operations.complain_as_reporter(the_city().id, public_id, text=text, actor=the_actor())

    return _page("public/report.html", "public.report", token, complain, found=found, report=found.report)


@bp.route("/begruendung/<token>", methods=["GET", "POST"])
@public
def statement(token: str) -> ResponseReturnValue:
    """For the association: what was decided, why, on which rule, and the form to complain."""
    case_id = read_statement_token(token)
    found = statement_page(case_id, the_city().id)

    def complain(text: str) -> None:
        operations.complain_as_association(the_city().id, case_id, text=text, actor=the_actor())

    return _page("public/statement.html", "public.statement", token, complain, found=found)


def _page(
    template: str, endpoint: str, token: str, complain: Callable[[str], None], found: Any, **values: Any
) -> ResponseReturnValue:
    form, status = ComplaintForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                complain(form.text.data or "")
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                said = _("Your complaint has arrived. Somebody else looks at it.")
                return redirect_with(said, endpoint, token=token)
    case = found.case
    until = complaint_until(case.decided_at) if case.decided_at is not None else None
    page = render_template(
        template, form=form, case=case, complaint=found.complaint, until=until, category_labels=CATEGORY_LABELS,
        can_complain=until is not None and until > utcnow() and found.complaint is None,
        measure_labels=MEASURE_LABELS, ground_labels=GROUND_LABELS, **values,
    )  # fmt: skip
    return page, status
