"""What hangs: associations that do not answer people, and who waits for a place."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import render_template

from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import utcnow
from engagement.registrations.queries.silence import silent_associations, waitlists_of_city
from engagement.web.context import the_city
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation

if TYPE_CHECKING:
    from engagement.kernel.errors import DomainError


@bp.get("/unbeantwortet")
@requires(Permission.MODERATE)
def unanswered() -> str:
    """Associations that owe answers, the longest first, so that somebody calls them; below, all waitlists."""
    return unanswered_page()


def unanswered_page(refusal: DomainError | None = None) -> str:
    """The page as it is now, with what a button was refused for."""
    city, now = the_city(), utcnow()
    waiting = waitlists_of_city(city.id, now)
    lists = [(key, list(each)) for key, each in groupby(waiting, key=lambda one: one.shift_id)]
    return render_template(
        "staff/unanswered.html", silent=silent_associations(city.id, now),
        waitlists=[people for _key, people in lists], refusal=refusal, form_errors=refusal is not None,
        work_nav=staff_navigation(), work_current="staff.unanswered",
    )  # fmt: skip
