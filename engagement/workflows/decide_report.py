"""A city decides on what was reported, and somebody else on a complaint about that (Art. 16, 17 and 20 DSA)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.associations.enums import ListingState, SuspensionGround
from engagement.associations.models import Listing
from engagement.associations.operations import restore_listing, suspend_listing
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, Target, allowed, check
from engagement.core.retry import retried
from engagement.core.scope import Scope, entered
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.operations import put_back, take_down
from engagement.opportunities.rules.errors import CannotTakeDown
from engagement.registrations.operations import forget_suspension_calls, tell_of_suspension
from engagement.reports import rules
from engagement.reports.enums import CaseState, Measure
from engagement.reports.errors import (
    DecidedBefore,
    MeasureUnsuitable,
    NothingToTakeDown,
    ReasonTooShort,
    SuspendedAlready,
)
from engagement.reports.models import Complaint, Report, ReportCase
from engagement.reports.operations import mails
from engagement.reports.queries import complaint_case, deciders, report_case


@dataclass(frozen=True)
class Ruling:
    """What a decision consists of."""

    measure: Measure
    ground: SuspensionGround | None
    reason: str


@retried
@operation
def decide_report(city_id: int, case_id: str, ruling: Ruling, *, seen: int, actor: Actor) -> None:
    """Decide an open case; `seen` is how many reports the page showed.

    Who reported it and left an address gets the decision, its reason and the remedy. The association gets a statement
    of reasons when something is taken from it, or is asked to correct; never who reported it.

    Raises NotFound, Forbidden, DecidedBefore, NewReports, MeasureUnsuitable, GroundMissing, ReasonTooShort,
    NothingToTakeDown, SuspendedAlready.
    """
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    case = _locked_case(city_id, ReportCase.public_id == case_id)
    rules.check_open(case.state, case.reports_count, seen)
    rules.check_decision(case.subject_kind, ruling.measure, ruling.ground, ruling.reason)
    _apply(case, ruling, acting)
    _note(case, ruling, acting)
    case.state, case.final_at = CaseState.DECIDED, case.decided_at
    _record(case, acting, "report.decided", measure=ruling.measure.value)
    db.session.flush()
    mails.send_decision(case, _reports(case))
    mails.send_statement(case)


def may_decide(complaint: Complaint, case: ReportCase, actor: Actor) -> bool:
    """Whether this person may decide on a complaint: staff of the city, or of the one named instead, or the platform;
    never who has decided on the case before."""
    if actor.user_id is None or actor.user_id in deciders(case):
        return False
    return _is_reviewer(complaint, actor)


def _is_reviewer(complaint: Complaint, actor: Actor) -> bool:
    cities = [complaint.city_id, complaint.reviewer_city_id]
    return actor.is_platform_admin or any(
        allowed(actor, Permission.MODERATE, Target(city_id=city_id)) for city_id in cities if city_id is not None
    )


def decide_complaint(complaint_id: str, *, ruling: Ruling | None, reason: str, actor: Actor) -> None:
    """Decide a complaint: the decision stays (`ruling` None), or becomes another one. Both sides hear of a change.

    Raises NotFound, Forbidden, SamePerson, DecidedBefore, ReasonTooShort, and what `decide_report` raises.
    """
    city_id = complaint_case(complaint_id, for_city=None).city.id
    # Whoever decides may come from a neighbouring city or the platform: what is changed is this city's.
    with entered(Scope.city(city_id)):
        _decide_complaint(city_id, complaint_id, ruling, reason, actor)


@retried
@operation
def _decide_complaint(city_id: int, complaint_id: str, ruling: Ruling | None, reason: str, actor: Actor) -> None:
    acting = fresh(actor)
    complaint = db.session.scalar(
        lock(sa.select(Complaint).where(Complaint.public_id == complaint_id, Complaint.city_id == city_id))
    )
    if complaint is None:
        raise NotFound
    if not _is_reviewer(complaint, acting):
        raise Forbidden
    case = _locked_case(city_id, ReportCase.id == complaint.case_id)
    rules.check_other_person(deciders(report_case(city_id, case.public_id)), acting.user_id)
    if complaint.decided_at is not None:
        raise DecidedBefore
    if len(reason) < rules.MIN_TEXT:
        raise ReasonTooShort
    # The right to decide was checked above; the operations would look for a role in this city only.
    deputy = replace(acting, is_system=True)
    if ruling is not None:
        if ruling.measure is case.measure:
            raise MeasureUnsuitable
        rules.check_decision(case.subject_kind, ruling.measure, ruling.ground, ruling.reason)
        _undo(case, deputy, reason)
        _apply(case, ruling, deputy)
        _note(case, ruling, acting)
    complaint.is_changed, complaint.reason = ruling is not None, reason
    complaint.decided_at, complaint.decided_by_id = utcnow(), acting.user_id
    db.session.flush()
    waits = db.session.scalar(
        sa.select(sa.func.count(Complaint.id)).where(Complaint.case_id == case.id, Complaint.decided_at.is_(None))
    )
    case.final_at = None if waits else utcnow()
    _record(case, acting, "report.complaint_decided", is_changed=ruling is not None)
    mails.send_complaint_decided(case, complaint, _reports(case))


def _locked_case(city_id: int, which: sa.ColumnElement[bool]) -> ReportCase:
    case = db.session.scalar(lock(sa.select(ReportCase).where(ReportCase.city_id == city_id, which)))
    if case is None:
        raise NotFound
    return case


def _apply(case: ReportCase, ruling: Ruling, actor: Actor) -> None:
    if ruling.measure is Measure.TAKE_DOWN:
        if case.publication_id is None:
            raise MeasureUnsuitable
        try:
            take_down(case.publication_id, reason=ruling.reason, actor=actor)
        except CannotTakeDown:
            raise NothingToTakeDown from None
    elif ruling.measure is Measure.SUSPEND:
        listing = _listing(case)
        if listing.state is ListingState.SUSPENDED:
            raise SuspendedAlready
        assert ruling.ground is not None  # checked before
        suspend_listing(listing.id, ground=ruling.ground, facts=ruling.reason, actor=actor)
        tell_of_suspension(case.association_id, case.city_id)


def _undo(case: ReportCase, actor: Actor, note: str) -> None:
    """Give back what the first decision took; what others have changed since stays."""
    if case.measure is Measure.TAKE_DOWN and case.publication_id is not None:
        put_back(case.publication_id, actor=actor)
    elif case.measure is Measure.SUSPEND:
        listing = _listing(case)
        if listing.state is ListingState.SUSPENDED:
            restore_listing(listing.id, note=note, actor=actor)
            forget_suspension_calls(case.association_id, case.city_id)


def _listing(case: ReportCase) -> Listing:
    return db.session.scalars(
        sa.select(Listing).where(Listing.association_id == case.association_id, Listing.city_id == case.city_id)
    ).one()


def _note(case: ReportCase, ruling: Ruling, actor: Actor) -> None:
    case.measure, case.ground, case.reason = ruling.measure, ruling.ground, ruling.reason
    case.decided_at, case.decided_by_id = utcnow(), actor.user_id


def _reports(case: ReportCase) -> list[Report]:
    return list(db.session.scalars(sa.select(Report).where(Report.case_id == case.id).order_by(Report.id)))


def _record(case: ReportCase, actor: Actor, action: str, **details: object) -> None:
    record(
        actor, action, kind="report", public_id=case.public_id, label=case.title, city_id=case.city_id,
        association_id=case.association_id, **details,
    )  # fmt: skip
