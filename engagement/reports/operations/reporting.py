"""Somebody reports an offer or an association, without signing in (Art. 16 DSA)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engagement.accounts import throttle
from engagement.accounts.rules.attempts import network_of
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.values import new_public_id
from engagement.reports import rules
from engagement.reports.enums import CaseState, Category, SubjectKind
from engagement.reports.errors import TooManyReports
from engagement.reports.models import Report, ReportCase
from engagement.reports.operations import mails
from engagement.reports.queries import Subject, subject


@dataclass(frozen=True)
class Filed:
    """The report's public id. `is_repeated`: the same was sent within a day, and nothing was added."""

    report_id: str
    is_repeated: bool = False


@retried
@operation
def file_report(
    city_id: int, kind: SubjectKind, public_id: str, *, category: Category, text: str, is_sincere: bool = False,
    name: str = "", email: str = "", network: str, actor: Actor,
) -> Filed:  # fmt: skip
    """Put a report into the open case of the thing, or open one; keep the thing as it is shown now.

    Who left an address gets a receipt with the address of the report's page; the city's desk gets a mail once, when
    the case is urgent. Links are taken out of the text. `network` is the sender's address.

    Raises NotFound, TextMissing, NotConfirmed, TooManyReports.
    """
    text = rules.without_links(text)
    rules.check_report(category, text, is_sincere)
    about = subject(kind, public_id, city_id)
    _count(network_of(network), public_id)
    case = _open_case(city_id, about)
    mark = rules.fingerprint(category, text, email)
    same = db.session.scalar(
        sa.select(Report.public_id)
        .where(
            Report.case_id == case.id, Report.fingerprint == mark,
            Report.created_at > utcnow() - rules.JOINS_WITHIN,
        )
        .order_by(Report.id)
        .limit(1)
    )  # fmt: skip
    if same is not None:
        return Filed(same, is_repeated=True)
    report = Report(
        public_id=new_public_id(), city_id=city_id, case_id=case.id, category=category, text=text,
        name=" ".join(name.split()), email=email, is_sincere=is_sincere, fingerprint=mark,
        revision_id=about.revision_id, shown=about.shown,
    )  # fmt: skip
    db.session.add(report)
    case.reports_count += 1
    was_urgent, case.is_urgent = case.is_urgent, case.is_urgent or rules.is_urgent(category, case.reports_count)
    db.session.flush()
    record(
        actor, "report.filed", kind="report", public_id=case.public_id, label=about.title, city_id=city_id,
        category=category.value,
    )  # fmt: skip
    mails.send_receipt(case, report)
    if case.is_urgent and not was_urgent:
        mails.send_urgent(case, category)
    return Filed(report.public_id)


def _count(network: str, subject_id: str) -> None:
    here = f"{network} {subject_id}"
    if not throttle.passes(
        throttle.Limit("report_network", network, rules.NETWORK_LIMIT, rules.NETWORK_WINDOW),
        throttle.Limit("report_thing", here, rules.THING_LIMIT, rules.THING_WINDOW),
    ):
        raise TooManyReports


def _open_case(city_id: int, about: Subject) -> ReportCase:
    """The open case of the thing, made when missing, locked. Two reports at once meet in one: the index decides."""
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    db.session.execute(
        insert(ReportCase)
        .values(
            city_id=city_id, subject_kind=about.kind, subject_id=about.public_id, title=about.title[:200],
            association_id=about.association_id, publication_id=about.publication_id,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip
    return db.session.scalars(
        lock(
            sa.select(ReportCase).where(
                ReportCase.city_id == city_id, ReportCase.subject_id == about.public_id,
                ReportCase.state == CaseState.OPEN,
            )
        )
    ).one()  # fmt: skip
