"""Every table, so that relationships by string resolve and migrations see all of them."""

from __future__ import annotations

from engagement.accounts import models as accounts
from engagement.associations import models as associations
from engagement.attendance import models as attendance
from engagement.audit import models as audit
from engagement.barriers import models as barriers
from engagement.bookmarks import models as bookmarks
from engagement.callbacks import models as callbacks
from engagement.cities import models as cities
from engagement.feedback import models as feedback
from engagement.health import models as health
from engagement.media import models as media
from engagement.messages import models as messages
from engagement.moderation import models as moderation
from engagement.notes import models as notes
from engagement.notifications import models as notifications
from engagement.opportunities import models as opportunities
from engagement.registrations import models as registrations
from engagement.reports import models as reports

__all__ = [
    "accounts", "associations", "attendance", "audit", "barriers", "bookmarks", "callbacks", "cities", "feedback",
    "health", "media", "messages", "moderation", "notes", "notifications", "opportunities", "registrations", "reports",
]  # fmt: skip
