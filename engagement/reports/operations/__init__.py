"""Reporting something, and complaining about a decision. Deciding crosses domains: workflows.decide_report."""

from engagement.reports.operations.complaining import complain_as_association, complain_as_reporter, hand_over
from engagement.reports.operations.reporting import Filed, file_report

__all__ = ["Filed", "complain_as_association", "complain_as_reporter", "file_report", "hand_over"]
