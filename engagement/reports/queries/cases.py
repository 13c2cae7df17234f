"""Cases for staff, and what a reporter or an association sees behind a signed link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from engagement.cities.models import City, CityStaff
from engagement.core.actor import CityRole
from engagement.core.pagination import Page, paginate
from engagement.core.scope import unscoped
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.opportunities.models import Revision
from engagement.reports.enums import CaseState, Side
from engagement.reports.models import Complaint, Report, ReportCase

ACROSS = "a complaint may be decided in a neighbouring city or by the platform; who may is checked"


def report_case(city_id: int, public_id: str) -> ReportCase:
    """A case with its reports, what they were shown, and complaints. Raises NotFound, also for another city's."""
    return _case(sa.and_(ReportCase.city_id == city_id, ReportCase.public_id == public_id))


def _case(which: sa.ColumnElement[bool]) -> ReportCase:
    statement = (
        sa.select(ReportCase)
        .where(which)
        .options(
            joinedload(ReportCase.association), joinedload(ReportCase.decided_by),
            selectinload(ReportCase.reports).joinedload(Report.revision).options(
                joinedload(Revision.district), joinedload(Revision.picture)
            ),
            selectinload(ReportCase.complaints).joinedload(Complaint.decided_by),
            selectinload(ReportCase.complaints).joinedload(Complaint.reviewer_city),
        )
        .execution_options(populate_existing=True)
    )  # fmt: skip
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def case_page(city_id: int, number: int, state: CaseState | None = None) -> Page[ReportCase]:
    """A city's cases: what is open first, urgent on top, then the latest decisions."""
    statement = sa.select(ReportCase).where(ReportCase.city_id == city_id).options(joinedload(ReportCase.association))
    if state is not None:
        statement = statement.where(ReportCase.state == state)
    is_open = ReportCase.state == CaseState.OPEN
    return paginate(
        statement.order_by(is_open.desc(), ReportCase.is_urgent.desc(), ReportCase.created_at.desc(), ReportCase.id),
        number,
    )


@dataclass(frozen=True)
class OpenComplaint:
    """A complaint that waits: in whose city, and about what."""

    public_id: str
    side: Side
    title: str
    city: City
    complaint: Complaint


def open_complaints(city_id: int) -> list[OpenComplaint]:
    """What waits in a city: its own complaints and those that a neighbour has handed over, oldest first."""
    return _open(sa.or_(Complaint.city_id == city_id, Complaint.reviewer_city_id == city_id))


def open_complaints_everywhere() -> list[OpenComplaint]:
    """For the administrators of the platform."""
    return _open(sa.true())


def _open(which: sa.ColumnElement[bool]) -> list[OpenComplaint]:
    statement = (
        sa.select(Complaint, ReportCase.title, City)
        .join(ReportCase, ReportCase.id == Complaint.case_id)
        .join(City, City.id == Complaint.city_id)
        .where(Complaint.decided_at.is_(None), which)
        .options(joinedload(Complaint.reviewer_city))
        .order_by(Complaint.created_at, Complaint.id)
    )
    with unscoped(ACROSS):
        rows = db.session.execute(statement).all()
    return [OpenComplaint(row[0].public_id, row[0].side, row[1], row[2], row[0]) for row in rows]


def waiting_complaints(city_id: int) -> int:
    """How many complaints wait for this city's staff; for the menu and the digest. One query."""
    statement = sa.select(sa.func.count(Complaint.id)).where(
        Complaint.decided_at.is_(None), sa.or_(Complaint.city_id == city_id, Complaint.reviewer_city_id == city_id)
    )
    with unscoped(ACROSS):
        return db.session.scalar(statement) or 0


@dataclass(frozen=True)
class ComplaintCase:
    """A complaint with its case, wherever it belongs."""

    complaint: Complaint
    case: ReportCase
    city: City


def complaint_case(public_id: str, *, for_city: int | None) -> ComplaintCase:
    """One complaint. With a city it must be its own, or handed over to it. Raises NotFound."""
    statement = sa.select(Complaint).where(Complaint.public_id == public_id)
    if for_city is not None:
        statement = statement.where(sa.or_(Complaint.city_id == for_city, Complaint.reviewer_city_id == for_city))
    with unscoped(ACROSS):
        complaint = db.session.scalar(statement.execution_options(populate_existing=True))
        if complaint is None:
            raise NotFound
        case = _case(ReportCase.id == complaint.case_id)
        city = db.session.scalars(sa.select(City).where(City.id == case.city_id)).one()
        found = next(each for each in case.complaints if each.id == complaint.id)
        return ComplaintCase(found, case, city)


def deciders(case: ReportCase) -> set[int | None]:
    """Everybody who has decided on it before."""
    return {case.decided_by_id, *(each.first_decider_id for each in case.complaints),
            *(each.decided_by_id for each in case.complaints if each.decided_at is not None)} - {None}  # fmt: skip


def other_moderators(case: ReportCase) -> int:
    """How many colleagues of the case's city could decide on a complaint."""
    statement = sa.select(sa.func.count(CityStaff.id)).where(
        CityStaff.city_id == case.city_id, CityStaff.role.in_((CityRole.MODERATOR, CityRole.ADMINISTRATOR)),
        CityStaff.user_id.not_in(list(deciders(case))),
    )  # fmt: skip
    return db.session.scalar(statement) or 0


@dataclass(frozen=True)
class ReportPage:
    """What who reported it may see: her own report, where it stands, her complaint."""

    report: Report
    case: ReportCase
    complaint: Complaint | None


def report_page(public_id: str, city_id: int) -> ReportPage:
    """Raises NotFound, also when it was deleted."""
    report = db.session.scalar(sa.select(Report).where(Report.public_id == public_id, Report.city_id == city_id))
    if report is None:
        raise NotFound
    case = _case(ReportCase.id == report.case_id)
    return ReportPage(report, case, _complaint(case.complaints, public_id))


@dataclass(frozen=True)
class StatementPage:
    """What the association may see: measure, facts, clause, its complaint. Never who reported it."""

    case: ReportCase
    complaint: Complaint | None


def statement_page(case_id: str, city_id: int) -> StatementPage:
    """Raises NotFound unless it was decided."""
    case = report_case(city_id, case_id)
    if case.decided_at is None:
        raise NotFound
    return StatementPage(case, _complaint(case.complaints, Side.ASSOCIATION.value))


def _complaint(complaints: Sequence[Complaint], complainant: str) -> Complaint | None:
    return next((each for each in complaints if each.complainant == complainant), None)
