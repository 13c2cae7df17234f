"""The first page of the workplace."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.associations.labels import GROUND_LABELS
from engagement.associations.operations.confirming import confirmation_token
from engagement.associations.queries import listing_of, open_suspension, today_of
from engagement.attendance.queries import open_dates, waiting_hours
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import today as this_day
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.registrations.labels import TOPIC_LABELS
from engagement.registrations.queries.quorum import open_questions
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.context import the_association, the_city


@bp.get("/<association_id>/")
@requires(Permission.ASSOCIATION_VIEW)
def today(association_id: str) -> ResponseReturnValue:
    """What needs an answer, who comes next, what the city said."""
    city = the_city()
    listing = listing_of(the_association().id, city.id)
    if listing is None:
        raise NotFound
    return render_template(
        "association/today.html", today=today_of(the_association().id, utcnow()), listing=listing,
        day=this_day(city.zone), suspension=open_suspension(the_association().id, city.id), ground_labels=GROUND_LABELS,
        check_token=confirmation_token(the_association().public_id),
        topic_labels=TOPIC_LABELS, questions=open_questions(the_association().id, utcnow()),
        open_dates=open_dates(the_association().id, utcnow()),
        waiting_hours=waiting_hours(the_association().id), **work_page(),
    )  # fmt: skip
