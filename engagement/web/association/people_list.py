"""The people of an offer as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from engagement.core.i18n import _
from engagement.registrations.labels import STATE_LABELS
from engagement.web.formatting import moment_long, shift_when

if TYPE_CHECKING:
    from engagement.registrations.queries import PeopleOfShift

# A spreadsheet takes a cell that begins like this for a formula (OWASP: CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads umlauts wrong


def csv_of(shifts: Iterable[PeopleOfShift]) -> bytes:
    """One line a person, semicolons, UTF-8 with BOM: what a German Excel opens with a double click."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    head = [
        _("Date"), _("Name"), _("How many?"), _("State"), _("E-mail"), _("Phone"), _("Message"), _("Registered"),
        _("Age"), _("Group"), _("With"),
    ]  # fmt: skip
    writer.writerow(head)
    for shift in shifts:
        when = shift_when(shift.starts_at, shift.ends_at) if shift.starts_at is not None else _("interest")
        for person in shift.people:
            cells = [
                when, person.name, str(person.party_size), str(STATE_LABELS[person.state]), person.email, person.phone,
                person.message, moment_long(person.since), _("under 18") if person.is_minor else "",
                person.group_name, ", ".join(person.companions),
            ]  # fmt: skip
            writer.writerow([safe_cell(cell) for cell in cells])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def safe_cell(text: str) -> str:
    """The text, harmless for spreadsheets, its unbreakable spaces made plain."""
    plain = text.replace("\u00a0", " ")
    return f"'{plain}" if plain.startswith(FORMULA_STARTS) else plain
