"""Answers about how it was that people meant for the town, too."""

from __future__ import annotations

from flask import render_template, request

from engagement.core.permissions import Permission, requires
from engagement.feedback.labels import MOOD_LABELS
from engagement.feedback.queries import answers
from engagement.web.context import the_city
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation


@bp.get("/rueckmeldungen")
@requires(Permission.MODERATE)
def feedback() -> str:
    """Newest first; what was meant for the association alone is not here."""
    page = answers(city_id=the_city().id, page=request.args.get("seite", 1, int))
    return render_template("staff/feedback.html", page=page, labels=MOOD_LABELS, work_nav=staff_navigation())
