"""Somebody does not agree with a decision (Art. 20 DSA): who reported it, or the association."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.audit.operations import record
from engagement.cities.models import City
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.reports import rules
from engagement.reports.enums import Side
from engagement.reports.errors import DecidedBefore, NoNeighbour
from engagement.reports.models import Complaint, Report, ReportCase
from engagement.reports.operations import mails


@retried
@operation
def complain_as_reporter(city_id: int, report_id: str, *, text: str, actor: Actor) -> None:
    """Complain about the decision on one's report; whoever calls has read the id from the signed link.

    Raises NotFound, NotDecidedYet, ComplaintTooLate, ComplainedBefore, TextMissing.
    """
    case_id = db.session.scalar(
        sa.select(Report.case_id).where(Report.public_id == report_id, Report.city_id == city_id)
    )
    _complain(_locked(city_id, ReportCase.id == case_id), Side.REPORTER, report_id, text, actor)


@retried
@operation
def complain_as_association(city_id: int, case_id: str, *, text: str, actor: Actor) -> None:
    """Complain about a measure; whoever calls has read the id from the signed link. Raises as for who reported it."""
    case = _locked(city_id, ReportCase.public_id == case_id)
    _complain(case, Side.ASSOCIATION, Side.ASSOCIATION.value, text, actor)


def _locked(city_id: int, which: sa.ColumnElement[bool]) -> ReportCase:
    case = db.session.scalar(lock(sa.select(ReportCase).where(ReportCase.city_id == city_id, which)))
    if case is None:
        raise NotFound
    return case


def _complain(case: ReportCase, side: Side, complainant: str, text: str, actor: Actor) -> None:
    before = db.session.scalar(
        sa.select(Complaint.id).where(Complaint.case_id == case.id, Complaint.complainant == complainant)
    )
    text = rules.without_links(text)
    rules.check_complaint(case.decided_at, before is not None, text, utcnow())
    db.session.add(
        Complaint(
            city_id=case.city_id, case_id=case.id, side=side, complainant=complainant, text=text,
            first_decider_id=case.decided_by_id,
        )
    )  # fmt: skip
    case.final_at = None
    record(
        actor, "report.complained", kind="report", public_id=case.public_id, label=case.title, city_id=case.city_id,
        side=side.value,
    )  # fmt: skip
    mails.send_complaint_to_desk(case)


@retried
@operation
def hand_over(city_id: int, complaint_id: str, *, town: str, actor: Actor) -> None:
    """Name the neighbouring city (its slug) whose staff decide on a complaint; for administrators.

    Raises NotFound, Forbidden, NoNeighbour, DecidedBefore.
    """
    acting = fresh(actor)
    check(acting, Permission.CITY_ADMINISTER, city_id=city_id)
    complaint = db.session.scalar(
        lock(sa.select(Complaint).where(Complaint.public_id == complaint_id, Complaint.city_id == city_id))
    )
    if complaint is None:
        raise NotFound
    if complaint.decided_at is not None:
        raise DecidedBefore
    neighbour = db.session.scalar(sa.select(City).where(City.slug == town, City.is_published, City.id != city_id))
    if neighbour is None:
        raise NoNeighbour
    complaint.reviewer_city_id = neighbour.id
    case = db.session.scalars(sa.select(ReportCase).where(ReportCase.id == complaint.case_id)).one()
    record(
        acting, "report.handed_over", kind="report", public_id=case.public_id, label=case.title, city_id=city_id,
        town=neighbour.slug,
    )  # fmt: skip
    mails.send_hand_over(case, complaint, neighbour)
