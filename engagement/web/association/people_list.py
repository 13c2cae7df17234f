"""The people of an offer: which dates stand open in the list, and the table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engagement.core.i18n import _
from engagement.registrations.labels import STATE_LABELS, WAY_LABELS
from engagement.web.formatting import month_long, shift_when
from engagement.web.sheets import Cell, Sheet

if TYPE_CHECKING:
    from engagement.registrations.queries import People, PeopleOfShift, Person


def people_sheet_of(title: str, shifts: Sequence[PeopleOfShift], noted: Mapping[str, tuple[bool, int]]) -> Sheet:
    """One row a registration; `noted` says who was there and the confirmed minutes, by registration."""
    head = [
        _("Date"), _("Name"), _("How many?"), _("State"), _("E-mail"), _("Phone"), _("Message"), _("Registered"),
        _("Age"), _("Group"), _("With"), _("Was there?"), _("Hours spent"),
        _("Parents who agreed"), _("Entered"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for shift in shifts:
        when = shift_when(shift.starts_at, shift.ends_at) if shift.starts_at is not None else _("interest")
        for person in shift.people:
            there, minutes = noted.get(person.public_id, (None, 0))
            rows.append([
                when, person.name, person.party_size, str(STATE_LABELS[person.state]), person.email, person.phone,
                person.message, shift_when(person.since), _age(person),
                person.group_name, ", ".join(person.companions),
                "" if there is None else _("yes") if there else _("no"), minutes / 60 if minutes else "",
                f"{person.guardian} {person.guardian_phone}".strip(), _entered(person),
            ])  # fmt: skip
    return Sheet(title, head, rows)


def _age(person: Person) -> str:
    if not person.is_minor:
        return ""
    return _("%(age)s years", age=person.age_band) if person.age_band else _("under 18")


def _entered(person: Person) -> str:
    """How somebody who was entered had said so, and what was noted."""
    entry = person.entry
    return ". ".join(part for part in (str(WAY_LABELS[entry.way]), entry.note) if part) if entry is not None else ""


FEW = 3  # so many dates need not be folded


def opened_dates(people: People, shift_id: str | None, *, all_of_them: bool) -> frozenset[str | None]:
    """The dates that are shown with their people; of the others one line says how they stand. None is the interest."""
    dates = [each.shift_id for each in people.shifts.items]
    if all_of_them or len(dates) <= FEW:
        return frozenset((None, *dates))
    asked = [each for each in dates if each == shift_id]
    return frozenset(asked or dates[:1])


def months_of(people: People) -> list[dict[str, str]]:
    """The months of the dates on this page, each with the way to its first date."""
    first: dict[str, str] = {}
    for each in people.shifts.items:
        if each.starts_at is not None:
            first.setdefault(month_long(each.starts_at), f"#termin-{each.shift_id}")
    return [{"label": label, "url": url} for label, url in first.items()]
