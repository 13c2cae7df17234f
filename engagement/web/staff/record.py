"""The record of processing activities (Art. 30 GDPR), made from the table of data classes."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import today
from engagement.web.context import the_city
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation
from engagement.workflows.retention import overview, record_csv


@bp.get("/verzeichnis")
@requires(Permission.AUDIT_VIEW)
def record() -> ResponseReturnValue:
    """The record as a page, also for paper."""
    city = the_city()
    return render_template(
        "staff/record.html", parts=overview(city), measures=_measures(), day=today(city.zone),
        work_nav=staff_navigation(),
    )  # fmt: skip


@bp.get("/verzeichnis.csv")
@requires(Permission.AUDIT_VIEW)
def record_file() -> ResponseReturnValue:
    """The record for a spreadsheet."""
    name = f"verarbeitungen-{the_city().slug}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(record_csv(the_city()), mimetype="text/csv", headers=disposition)


def _measures() -> list[str]:
    """The general description of technical and organisational measures, as the platform takes them."""
    return [
        _("Connections are encrypted; visitors get no cookie, and no foreign server is called."),
        _("Passwords are stored as a checksum only (Argon2id). Attempts to guess them are slowed down."),
        _("Everybody sees only what the role in a city or an association allows. Every page checks that."),
        _("Who changed what is logged for 24 months, without contact data."),
        _("Each kind of data has a period; a daily job deletes what is past it."),
        _("Sessions end by themselves and can be ended from anywhere."),
        _("Backups are made and kept by the operator, as agreed in the contract on processing."),
    ]
