"""A city's staff read a conversation, because it was reported; the log notes it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from engagement.accounts.queries import fresh
from engagement.audit.operations import record
from engagement.core.actor import Actor
from engagement.core.permissions import Permission, check
from engagement.core.scope import unscoped
from engagement.core.transaction import operation
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.messages.models import Message, MessageThread
from engagement.reports.enums import SubjectKind
from engagement.reports.models import ReportCase


@operation
def read_reported_thread(city_id: int, case_id: str, *, actor: Actor) -> MessageThread:
    """The conversation around a reported message (public id of the case), read in a city; each reading is logged.

    Raises NotFound, Forbidden.
    """
    acting = fresh(actor)
    check(acting, Permission.MODERATE, city_id=city_id)
    case = db.session.scalar(
        sa.select(ReportCase).where(
            ReportCase.public_id == case_id, ReportCase.city_id == city_id,
            ReportCase.subject_kind == SubjectKind.MESSAGE,
        )
    )  # fmt: skip
    if case is None:
        raise NotFound
    with unscoped("staff read what was reported to them"):
        thread = db.session.scalar(
            sa.select(MessageThread)
            .join(Message, Message.thread_id == MessageThread.id)
            .where(Message.public_id == case.subject_id)
            .options(
                selectinload(MessageThread.messages), joinedload(MessageThread.opportunity),
                joinedload(MessageThread.association),
            )
        )  # fmt: skip
    if thread is None:
        raise NotFound
    record(
        acting, "message.read_by_city", kind="report", public_id=case.public_id, label=case.title, city_id=city_id,
        association_id=case.association_id,
    )  # fmt: skip
    return thread
