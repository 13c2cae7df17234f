"""The menu of an association's workplace."""

from __future__ import annotations

from typing import Any

from flask import url_for

from engagement.core.i18n import _
from engagement.messages.queries import unread_threads
from engagement.web.context import the_association, the_city

NavigationEntry = tuple[str, str, dict[str, Any], int | None]


def association_navigation() -> list[NavigationEntry]:
    """Label, endpoint, arguments and number of what waits, for layouts/work.html."""
    arguments = {"association_id": the_association().public_id}
    return [
        (_("Today"), "association.today", arguments, None),
        (_("Offers"), "association.opportunities", arguments, None),
        (_("Messages"), "association.messages", arguments, unread_threads(the_association().id) or None),
        (_("Profile"), "association.profile", arguments, None),
        (_("Team"), "association.team", arguments, None),
    ]


def work_page() -> dict[str, Any]:
    """Everything that layouts/work.html wants for a page of this association: pass it on with **."""
    association = the_association()
    return {
        "work_nav": association_navigation(),
        "work_name": association.name,
        "work_sub": the_city().name,
        "work_home": url_for("association.today", association_id=association.public_id),
    }
