"""Thanking people after their dates, with the question how it was."""

from __future__ import annotations

from engagement.feedback.links import feedback_url
from engagement.registrations.operations import thank_due


def thank_people() -> int:
    """Thank everybody whose date ended a while ago, once; return how many mails (job, system scope)."""
    return thank_due(feedback_url)
