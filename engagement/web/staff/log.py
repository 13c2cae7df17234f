"""The city's log."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.audit.labels import action_label
from engagement.core.permissions import Permission, requires
from engagement.moderation.queries import audit_page
from engagement.web.context import the_city
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation


@bp.get("/protokoll")
@requires(Permission.AUDIT_VIEW)
def audit() -> ResponseReturnValue:
    """Who did what, newest first."""
    text = request.args.get("q", "").strip()[:80]
    page = audit_page(the_city().id, request.args.get("seite", 1, int), text)
    return render_template(
        "staff/audit.html", page=page, text=text, action_label=action_label, work_nav=staff_navigation()
    )
