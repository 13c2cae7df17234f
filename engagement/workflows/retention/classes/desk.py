"""The city's desk: people who would like to be called, and who report something."""

from __future__ import annotations

from engagement.barriers.models import BarrierReport
from engagement.callbacks.models import CallbackRequest
from engagement.core.i18n import _l
from engagement.reports.models import ReportCase
from engagement.workflows.retention.terms import (
    ALL,
    MONTHS_6,
    MONTHS_12,
    MONTHS_24,
    Activity,
    DataClass,
    Ground,
    Recipient,
    Rows,
)

CALLBACK = DataClass(
    key="callback",
    name=_l("Wishes to be called"),
    what=_l("name, telephone number, what somebody would like to do, when she can be reached, notes of the staff"),
    purpose=_l("calling people back and finding something that suits them"),
    people=_l("people who ask for a call"),
    starts=_l("from the day when the wish is done; after twelve months also when it is not"),
    period=MONTHS_6,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.TAKING_PART,
    columns={"callback_request": ALL, "callback_note": ALL},
    recipients=(Recipient.STAFF, Recipient.MAIL),
    rows=(
        Rows(
            CallbackRequest, CallbackRequest.finished_at, CallbackRequest.finished_at.is_not(None),
            CallbackRequest.city_id,
        ),
        Rows(
            CallbackRequest, CallbackRequest.created_at, CallbackRequest.finished_at.is_(None), period=MONTHS_12
        ),
    ),
)  # fmt: skip

REPORT = DataClass(
    key="report",
    name=_l("Reports and complaints"),
    what=_l("what was reported, name and e-mail of who gave them, decisions and their reasons, complaints"),
    purpose=_l("answering reports, and letting both sides complain"),
    people=_l("people who report something, and who acts for an association"),
    starts=_l("from the last decision; after 24 months also without one"),
    period=MONTHS_6,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.MODERATION,
    columns={"report_case": ALL, "report": ALL, "complaint": ALL},
    recipients=(Recipient.STAFF, Recipient.MAIL),
    rows=(
        Rows(ReportCase, ReportCase.final_at, ReportCase.final_at.is_not(None), ReportCase.city_id),
        Rows(ReportCase, ReportCase.created_at, ReportCase.final_at.is_(None), period=MONTHS_24),
    ),
)  # fmt: skip

BARRIER = DataClass(
    key="barrier",
    name=_l("Reports of barriers"),
    what=_l("what does not work and where, name, e-mail, phone, answers and notes of the staff"),
    purpose=_l("answering who met a barrier, and removing it"),
    people=_l("people who report a barrier"),
    starts=_l("from the last answer; after twelve months also without one"),
    period=MONTHS_6,
    grounds=(Ground.PUBLIC_TASK,),
    activity=Activity.MODERATION,
    columns={"barrier_report": ALL, "barrier_answer": ALL},
    recipients=(Recipient.STAFF, Recipient.MAIL),
    rows=(
        Rows(BarrierReport, BarrierReport.answered_at, BarrierReport.answered_at.is_not(None), BarrierReport.city_id),
        Rows(BarrierReport, BarrierReport.created_at, BarrierReport.answered_at.is_(None), period=MONTHS_12),
    ),
)  # fmt: skip

CLASSES = (CALLBACK, REPORT, BARRIER)
