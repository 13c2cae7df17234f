"""The people of an offer as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engagement.core.i18n import _
from engagement.registrations.labels import STATE_LABELS
from engagement.web.formatting import shift_when
from engagement.web.sheets import Cell, Sheet

if TYPE_CHECKING:
    from engagement.registrations.queries import PeopleOfShift


def people_sheet_of(title: str, shifts: Sequence[PeopleOfShift], noted: Mapping[str, tuple[bool, int]]) -> Sheet:
    """One row a registration; `noted` says who was there and the confirmed minutes, by registration."""
    head = [
        _("Date"), _("Name"), _("How many?"), _("State"), _("E-mail"), _("Phone"), _("Message"), _("Registered"),
        _("Age"), _("Group"), _("With"), _("Was there?"), _("Hours spent"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for shift in shifts:
        when = shift_when(shift.starts_at, shift.ends_at) if shift.starts_at is not None else _("interest")
        for person in shift.people:
            there, minutes = noted.get(person.public_id, (None, 0))
            rows.append([
                when, person.name, person.party_size, str(STATE_LABELS[person.state]), person.email, person.phone,
                person.message, shift_when(person.since), _("under 18") if person.is_minor else "",
                person.group_name, ", ".join(person.companions),
                "" if there is None else _("yes") if there else _("no"), minutes / 60 if minutes else "",
            ])  # fmt: skip
    return Sheet(title, head, rows)
