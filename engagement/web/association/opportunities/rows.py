"""The rows of dates in the form: one more, one less, every week. Without a script the server does it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from engagement.core.i18n import _, _n
from engagement.opportunities.forms import OpportunityForm, ShiftRow
from engagement.opportunities.rules.dates import MAX_SHIFTS, weekly

ADD, REPEAT, REMOVE = "add-date", "repeat", "remove-"


def changes_rows(action: str) -> bool:
    """Whether the pressed button only changes the form."""
    return action in (ADD, REPEAT) or action.startswith(REMOVE)


def change_rows(form: OpportunityForm, action: str) -> str:
    """Do what the button says and return the id of the element to look at next. Nothing is saved."""
    if action == ADD:
        return _add(form)
    if action == REPEAT:
        return _repeat(form)
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


def _repeat(form: OpportunityForm) -> str:
    until = form.repeat_until.data
    last = form.rows[-1] if form.rows else None
    if until is None:
        form.tell([("repeat_until", _("Please enter the last day."))])
        return "repeat_until"
    if last is None or last.day.data is None:
        form.tell([("repeat_until", _("Please enter the first date above."))])
        return "repeat_until"
    days = weekly(last.day.data, until, MAX_SHIFTS - len(form.rows))
    for day in days:
        form.shifts.append_entry(_like(last, day))
    if not days:
        form.tell([("repeat_until", _("There is no further week until this day."))])
        return "repeat_until"
    form.repeat_until.data, form.repeat_until.raw_data = None, None
    form.added = _n("%(num)d date added.", "%(num)d dates added.", len(days))
    return "shifts"


def _like(row: ShiftRow, day: date) -> dict[str, Any]:
    return {
        "shift": "", "day": day, "begins": row.begins.data, "ends": row.ends.data, "places": row.places.data,
        "note": row.note.data,
    }  # fmt: skip
