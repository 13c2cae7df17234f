"""Everything that the platform knows about me: to read, and as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from engagement.core.permissions import Permission, requires
from engagement.web.account import bp
from engagement.web.context import the_actor
from engagement.web.formatting import shift_when
from engagement.workflows.own_data import Section, Value, own_data, own_data_json


@bp.get("/meine-daten", endpoint="own_data")
@requires(Permission.ACCOUNT_USE)
def own_data_page() -> ResponseReturnValue:
    """The page to read."""
    sections = [filled_columns(section) for section in own_data(the_actor().user_id or 0)]
    return render_template("account/own_data.html", sections=sections, shown=shown_value)


@bp.get("/meine-daten.json")
@requires(Permission.ACCOUNT_USE)
def own_data_file() -> ResponseReturnValue:
    """The file to take along."""
    disposition = {"Content-Disposition": 'attachment; filename="meine-daten.json"'}
    body = own_data_json(the_actor().user_id or 0)
    return Response(body, mimetype="application/json", headers=disposition)


def filled_columns(section: Section) -> Section:
    """Without the columns that are empty in every row: they would only make the table wide."""
    kept = [
        index for index in range(len(section.columns)) if any(row[index] not in (None, "", ()) for row in section.rows)
    ]
    return replace(
        section, columns=[section.columns[index] for index in kept],
        rows=[[row[index] for index in kept] for row in section.rows],
    )  # fmt: skip


def shown_value(value: Value) -> str:
    """A value as people read it."""
    if isinstance(value, datetime):
        return str(shift_when(value))
    if isinstance(value, tuple):
        return "; ".join(str(shift_when(each)) for each in value)
    return "" if value is None else str(value)
