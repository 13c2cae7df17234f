"""The menu of the city's workplace."""

from __future__ import annotations

from typing import Any

from engagement.core.i18n import _
from engagement.core.permissions import Permission, Target, allowed
from engagement.moderation.queries import queue_count
from engagement.web.context import the_actor, the_city

NavigationEntry = tuple[str, str, dict[str, Any], int | None]


def staff_navigation() -> list[NavigationEntry]:
    """Label, endpoint, arguments and number of what waits; only what the person may open."""
    city = the_city()
    entries: list[NavigationEntry] = [
        (_("Review"), "staff.queue", {}, queue_count(city.id)),
        (_("Associations"), "staff.associations", {}, None),
    ]
    entries.append((_("Templates"), "staff.templates", {}, None))
    if allowed(the_actor(), Permission.CITY_ADMINISTER, Target(city_id=city.id)):
        entries.append((_("People"), "staff.people", {}, None))
    entries.append((_("Log"), "staff.audit", {}, None))
    return entries
