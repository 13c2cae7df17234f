"""Reading reports."""

from engagement.reports.queries.cases import (
    ComplaintCase,
    OpenComplaint,
    ReportPage,
    StatementPage,
    case_page,
    complaint_case,
    deciders,
    open_complaints,
    open_complaints_everywhere,
    other_moderators,
    report_case,
    report_page,
    statement_page,
    waiting_complaints,
)
from engagement.reports.queries.subjects import Subject, subject

__all__ = [
    "ComplaintCase", "OpenComplaint", "ReportPage", "StatementPage", "Subject", "case_page", "complaint_case",
    "deciders", "open_complaints", "open_complaints_everywhere", "other_moderators", "report_case", "report_page",
    "statement_page", "subject", "waiting_complaints",
]  # fmt: skip
