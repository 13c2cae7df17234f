"""The rows of dates in the form: one more, one less, those of a rule. Without a script the server does it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from engagement.core.i18n import _
from engagement.opportunities.forms_of_dates import ShiftRow
from engagement.opportunities.rules.dates import MAX_SHIFTS
from engagement.web.association.opportunities import series

if TYPE_CHECKING:
    from engagement.opportunities.forms import OpportunityForm

ADD, REMOVE = "add-date", "remove-"


def changes_rows(action: str) -> bool:
    """Whether the pressed button only changes the form."""
    return action in (ADD, series.PROPOSE, series.TAKE) or action.startswith(REMOVE)


def change_rows(form: OpportunityForm, action: str) -> str:
    """Do what the button says and return the id of the element to look at next. Nothing is saved."""
    if action == ADD:
        return _add(form)
    if action == series.PROPOSE:
        return series.propose(form)
    if action == series.TAKE:
        return series.take(form)
    # Rows keep the number in their name, so that one can go without renaming the others.
    gone = f"{form.shifts.name}-{action.removeprefix(REMOVE)}"
    form.shifts.entries = [entry for entry in form.shifts.entries if entry.name != gone]
    return "shifts"


def blank_row() -> ShiftRow:
    """The row that the script copies; __n__ stands for its number."""
    return ShiftRow(prefix="shifts-__n__-")


def _add(form: OpportunityForm) -> str:
    if len(form.rows) >= MAX_SHIFTS:
        form.tell([("shifts", _("At most %(limit)d dates fit into one offer.", limit=MAX_SHIFTS))])
        return "shifts"
    last = form.rows[-1] if form.rows else None
    entry = form.shifts.append_entry(_like(last, last.day.data + timedelta(days=7)) if last and last.day.data else None)
    return str(entry.form.day.id)


def _like(row: ShiftRow, day: date) -> dict[str, Any]:
    return {
        "shift": "", "series": "", "day": day, "begins": row.begins.data, "ends": row.ends.data,
        "places": row.places.data, "note": row.note.data, "minimum": row.minimum.data,
        "decide_days": row.decide_days.data,
    }  # fmt: skip
