"""Changing opportunities: writing, publishing, deciding, upkeep."""

from __future__ import annotations

from engagement.media.operations import purge_orphan_pictures
from engagement.opportunities.operations.authoring import create_draft, save_content, set_shifts
from engagement.opportunities.operations.deciding import (
    approve_publication,
    ask_for_changes,
    mark_seen,
    put_back,
    reject_publication,
    request_changes,
    take_down,
)
from engagement.opportunities.operations.publishing import archive, choose_cities, pause, resume, withdraw
from engagement.opportunities.operations.submitting import Submitted, submit
from engagement.opportunities.operations.waiting import set_waitlist_hours
from engagement.opportunities.rules.errors import AlreadyDecided

__all__ = [
    "AlreadyDecided", "Submitted", "approve_publication", "archive", "ask_for_changes", "choose_cities", "create_draft",
    "mark_seen", "pause", "purge_orphan_pictures", "put_back", "reject_publication", "request_changes", "resume",
    "save_content", "set_shifts", "set_waitlist_hours", "submit", "take_down", "withdraw",
]  # fmt: skip
