"""The menu of the city's workplace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engagement.barriers.queries import waiting_barriers
from engagement.callbacks.queries import waiting_callbacks
from engagement.core.i18n import _
from engagement.core.permissions import Permission, Target, allowed
from engagement.moderation.queries import queue_count
from engagement.notifications.queries import undelivered_count
from engagement.reports.queries import waiting_complaints
from engagement.web.context import the_actor, the_city

NavigationEntry = tuple[str, str, dict[str, Any], int | None]


@dataclass(frozen=True)
class NavigationGroup:
    """Entries under one word of the menu: what people open once a week, not once an hour."""

    label: str
    entries: list[NavigationEntry]


def staff_navigation() -> list[NavigationEntry | NavigationGroup]:
    """Label, endpoint, arguments and number of what waits; only what the person may open. Daily work stands first."""
    city = the_city()
    target = Target(city_id=city.id)
    reviews = allowed(the_actor(), Permission.MODERATE, target)
    leads = allowed(the_actor(), Permission.CITY_ADMINISTER, target)
    daily: list[tuple[bool, NavigationEntry]] = [
        (reviews, (_("Review"), "staff.queue", {}, queue_count(city.id) if reviews else None)),
        (reviews, (_("Associations"), "staff.associations", {}, None)),
        (reviews, (_("Reports"), "staff.reports", {}, waiting_complaints(city.id) if reviews else None)),
        (reviews, (_("Calls"), "staff.callbacks", {}, waiting_callbacks(city.id) if reviews else None)),
    ]
    barriers = waiting_barriers(city.id) if reviews else 0
    if barriers:  # a deadline runs: it does not hide under „more“
        daily.append((True, (_("Barriers"), "staff.barriers", {}, barriers)))
    seldom: list[tuple[bool, NavigationEntry]] = [
        (reviews and not barriers, (_("Barriers"), "staff.barriers", {}, None)),
        (reviews, (_("No answer yet"), "staff.unanswered", {}, None)),
        (reviews, (_("Templates"), "staff.templates", {}, None)),
        (True, (_("Yearly report"), "staff.yearly", {}, None)),
        (True, (_("Pages"), "staff.pages", {}, None)),
        (leads, (_("People"), "staff.people", {}, None)),
        (leads, (_("Settings"), "staff.settings", {}, None)),
        (reviews, (_("How it was"), "staff.feedback", {}, None)),
        (reviews, (_("Mails"), "staff.mails", {}, undelivered_count(city.id) if reviews else None)),
        (reviews, (_("Log"), "staff.audit", {}, None)),
    ]
    first: list[NavigationEntry | NavigationGroup] = [entry for is_shown, entry in daily if is_shown]
    more = [entry for is_shown, entry in seldom if is_shown]
    return [*first, NavigationGroup(_("More"), more)] if len(more) > 1 else [*first, *more]
