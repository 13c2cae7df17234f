"""What hangs: associations that do not answer people, and who waits for a place."""

from __future__ import annotations

from itertools import groupby

from flask import render_template

from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import utcnow
from engagement.registrations.queries.silence import silent_associations, waitlists_of_city
from engagement.web.context import the_city
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation


@bp.get("/unbeantwortet")
@requires(Permission.MODERATE)
def unanswered() -> str:
    """Associations that owe answers, the longest first, so that somebody calls them; below, all waitlists."""
    city, now = the_city(), utcnow()
    waiting = waitlists_of_city(city.id, now)
    lists = [(key, list(each)) for key, each in groupby(waiting, key=lambda one: (one.starts_at, one.title))]
    return render_template(
        "staff/unanswered.html", silent=silent_associations(city.id, now),
        waitlists=[people for _key, people in lists], work_nav=staff_navigation(), work_current="staff.unanswered",
    )  # fmt: skip
