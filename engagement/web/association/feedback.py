"""What people say about how it was."""

from __future__ import annotations

from flask import render_template, request

from engagement.core.permissions import Permission, requires
from engagement.feedback.labels import MOOD_LABELS
from engagement.feedback.queries import answers
from engagement.web.association import bp
from engagement.web.association.navigation import work_page


@bp.get("/<association_id>/rueckmeldungen")
@requires(Permission.REGISTRATION_VIEW)
def feedback(association_id: str) -> str:
    """Newest first."""
    page = answers(city_id=None, page=request.args.get("seite", 1, int))
    return render_template("association/feedback.html", page=page, labels=MOOD_LABELS, **work_page())
