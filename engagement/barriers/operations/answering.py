"""Staff answer, and say when a barrier is gone."""

from __future__ import annotations

import sqlalchemy as sa

from engagement.accounts.queries import fresh
from engagement.audit.operations import record
from engagement.barriers import rules
from engagement.barriers.enums import ANSWERS, AnswerKind, BarrierState
from engagement.barriers.models import BarrierAnswer, BarrierReport
from engagement.barriers.operations import mails
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.retry import retried
from engagement.core.transaction import lock, operation
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound


@retried
@operation
def answer(city_id: int, public_id: str, *, kind: AnswerKind, text: str, is_done: bool = False, actor: Actor) -> None:
    """Keep an answer or a note, send it where it is a mail, and move the report on.

    Raises NotFound, Forbidden, AnswerEmpty, NobodyToMail.
    """
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    which = sa.and_(BarrierReport.city_id == city_id, BarrierReport.public_id == public_id)
    report = db.session.scalar(lock(sa.select(BarrierReport).where(which)))
    if report is None:
        raise NotFound
    rules.check_answer(kind, text, report.email)
    now = utcnow()
    db.session.add(
        BarrierAnswer(city_id=city_id, report_id=report.id, author_id=acting.user_id, at=now, kind=kind, text=text)
    )
    report.state = rules.state_after(report.state, kind, is_done=is_done)
    if kind in ANSWERS or report.state is not BarrierState.OPEN:
        report.answered_at = now
    if kind is AnswerKind.MAIL:
        mails.send_answer(report, text)
    action = "barrier.done" if is_done else "barrier.answered" if kind in ANSWERS else "barrier.noted"
    record(acting, action, kind="barrier", public_id=report.public_id, city_id=city_id, way=kind.value)
