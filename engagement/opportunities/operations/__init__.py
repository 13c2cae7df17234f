"""Changing opportunities: writing, publishing, deciding, upkeep."""

from __future__ import annotations

from engagement.media.operations import purge_orphan_pictures
from engagement.opportunities.operations.authoring import create_draft, save_content, set_shifts
from engagement.opportunities.operations.deciding import approve_publication, reject_publication, request_changes
from engagement.opportunities.operations.publishing import archive, pause, resume, submit, withdraw
from engagement.opportunities.operations.upkeep import expire_past
from engagement.opportunities.rules.errors import AlreadyDecided

__all__ = [
    "AlreadyDecided", "approve_publication", "archive", "create_draft", "expire_past", "pause", "purge_orphan_pictures",
    "reject_publication", "request_changes", "resume", "save_content", "set_shifts", "submit", "withdraw",
]  # fmt: skip
