"""Mails about reports. Nothing about who reported something goes to an association."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engagement.associations.enums import MailKind
from engagement.associations.labels import GROUND_LABELS
from engagement.associations.models import Association
from engagement.associations.queries import recipients
from engagement.cities.models import City
from engagement.cities.queries import city_by_id, desk_contacts, mail_frame
from engagement.core.links import external_url
from engagement.extensions import db
from engagement.notifications.operations import enqueue_mail
from engagement.reports.enums import Category, Measure, Side, SubjectKind
from engagement.reports.labels import CATEGORY_LABELS, MEASURE_LABELS
from engagement.reports.links import report_url, statement_url
from engagement.reports.models import Complaint, Report, ReportCase
from engagement.reports.rules import complaint_until


def send_receipt(case: ReportCase, report: Report) -> None:
    """Confirm that a report has arrived, when there is an address."""
    _to_reporter("report_received", case, report)


def send_urgent(case: ReportCase, category: Category) -> None:
    """Tell the desk of a case that should not wait."""
    _to_desk("report_urgent", case, category=CATEGORY_LABELS[category], reports=case.reports_count)


def send_decision(case: ReportCase, reports: list[Report]) -> None:
    """Tell everybody who left an address what was decided, why, and what she can do."""
    for report in reports:
        _to_reporter("report_decided", case, report, **_decision(case))


def send_statement(case: ReportCase) -> None:
    """Tell the association: a statement of reasons where something was taken from it, else what to correct."""
    if case.measure in (None, Measure.NONE):
        return
    kind = "report_correct" if case.measure is Measure.CORRECT else "report_statement"
    _to_association(kind, case, **_decision(case))


def send_complaint_to_desk(case: ReportCase) -> None:
    """A complaint waits."""
    _to_desk("report_complaint", case)


def send_hand_over(case: ReportCase, complaint: Complaint, neighbour: City) -> None:
    """Ask the neighbouring city's desk to decide."""
    city = city_by_id(case.city_id)
    url = external_url("staff.complaint", city=neighbour.slug, public_id=complaint.public_id)
    _to_staff("report_hand_over", neighbour, {"town": city.name, "work_url": url}, reply_to=city.contact_email)


def send_complaint_decided(case: ReportCase, complaint: Complaint, reports: list[Report]) -> None:
    """Tell who complained; the other side hears of it when the decision was changed."""
    values = {
        "is_changed": bool(complaint.is_changed), "complaint_reason": complaint.reason, **_decision(case),
    }  # fmt: skip
    for report in reports:
        is_hers = complaint.side is Side.REPORTER and complaint.complainant == report.public_id
        if is_hers or complaint.is_changed:
            _to_reporter("report_complaint_decided", case, report, **values)
    if complaint.side is Side.ASSOCIATION or complaint.is_changed:
        _to_association("report_complaint_decided", case, **values)


def _decision(case: ReportCase) -> dict[str, Any]:
    assert case.measure is not None and case.decided_at is not None
    return {
        "measure": str(MEASURE_LABELS[case.measure]), "reason": case.reason, "decided_at": case.decided_at,
        "ground": str(GROUND_LABELS[case.ground]) if case.ground is not None else "",
        "complaint_until": complaint_until(case.decided_at),
    }  # fmt: skip


def _to_reporter(kind: str, case: ReportCase, report: Report, **more: Any) -> None:
    if not report.email:
        return
    city = city_by_id(case.city_id)
    context = {
        "title": case.title, "category": str(CATEGORY_LABELS[report.category]), "text": report.text,
        "reference": report.public_id, "page_url": report_url(city.slug, report.public_id), **more,
    }  # fmt: skip
    enqueue_mail(
        kind, to_email=report.email, to_name=report.name, frame=mail_frame(city), context=context,
        reply_to=city.contact_email,
    )  # fmt: skip


def _to_association(kind: str, case: ReportCase, **more: Any) -> None:
    city = city_by_id(case.city_id)
    association = db.session.scalars(sa.select(Association).where(Association.id == case.association_id)).one()
    work = {"city": city.slug, "association_id": association.public_id}
    if case.subject_kind is SubjectKind.OFFER:
        edit_url = external_url("association.opportunity_edit", public_id=case.subject_id, **work)
    else:
        edit_url = external_url("association.profile", **work)
    context = {
        "title": case.title, "association_name": association.name, "edit_url": edit_url,
        "terms_url": external_url("public.page", city=city.slug, slug="nutzungsbedingungen"),
        "page_url": statement_url(city.slug, case.public_id), **more,
    }  # fmt: skip
    for person in recipients(association.id, MailKind.DECISIONS, owners_too=True):
        enqueue_mail(
            kind, to_email=person.email, to_name=person.name, frame=mail_frame(city), context=context,
            reply_to=city.contact_email,
        )  # fmt: skip


def _to_desk(kind: str, case: ReportCase, **more: Any) -> None:
    city = city_by_id(case.city_id)
    work_url = external_url("staff.report", city=city.slug, public_id=case.public_id)
    _to_staff(kind, city, {"title": case.title, "work_url": work_url, **more})


def _to_staff(kind: str, city: City, context: dict[str, Any], *, reply_to: str = "") -> None:
    for person in desk_contacts(city):
        enqueue_mail(
            kind, to_email=person.email, to_name=person.name, frame=mail_frame(city), reply_to=reply_to,
            context={**context, "stands_in_for": list(person.stands_in_for)},
        )  # fmt: skip
