"""Between the form and the content: both ways, with everything that cannot be read told beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from engagement.kernel.clock import local
from engagement.kernel.errors import N_
from engagement.kernel.values import PUBLIC_ID_LENGTH
from engagement.opportunities import richtext
from engagement.opportunities.forms import OpportunityForm, level, main_first, values
from engagement.opportunities.queries import content_of
from engagement.opportunities.rules.content import CHOICES, LIMITS, tidy
from engagement.opportunities.rules.dates import NoSuchTime, ShiftInput, is_editable, moments, shift_problems
from engagement.opportunities.rules.errors import Gap
from engagement.opportunities.rules.gaps import NO_PEOPLE
from engagement.opportunities.rules.minimum import days_before

if TYPE_CHECKING:
    from engagement.cities.models import District
    from engagement.media.models import Picture
    from engagement.opportunities.forms_of_dates import ShiftRow
    from engagement.opportunities.models import Opportunity, Shift
    from engagement.opportunities.queries import AuthoredOffer

# Columns that are text fields of the same name.
TEXTS = tuple(LIMITS)
SAME = ("people_needed", "min_age", "starts_on", "ends_on")
TICKS = (
    "is_remote", "contact_public", "extended_background_check", "measles_proof", "approval_required", "picture_consent",
    "keeps_contact_in_text", "forbids_overlap", "admits_minors", "minors_only",
)  # fmt: skip
STEP_FREE = {"yes": True, "no": False}


def content_from(
    form: OpportunityForm, districts: Sequence[District], picture: Picture | None, stored: Opportunity | None
) -> dict[str, Any]:
    """The content columns as typed; a district of another town becomes 0, which the operation refuses.

    What says the same as the stored opportunity stays exactly as it was, so that saving alone makes no new text.
    """
    found: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    found.update({name: form[name].data for name in SAME})
    found.update({name: bool(form[name].data) for name in TICKS})
    chosen = form.text("district")
    found.update(
        language=form.text("language"),
        description_html=_description(form.text("description"), stored),
        is_ongoing=form.is_ongoing.data == "1",
        district_id=next((row.id for row in districts if row.public_id == chosen), 0) if chosen else None,
        picture_id=picture.id if picture is not None else None,
        fields=main_first(form.text("main_field"), form["fields"].data or ()),
        target_groups=form.target_groups.data or [],
        time_patterns=form.time_patterns.data or [],
        times_of_day=form.times_of_day.data or [],
        german_level=level(form.text("german_level")),
        step_free=STEP_FREE.get(form.text("step_free")),
    )
    if stored is not None:
        for name in CHOICES:
            found[name] = _in_order(found[name], getattr(stored, name), is_led=name == "fields")
    return tidy(found)


def _description(text: str, stored: Opportunity | None) -> str:
    """HTML of what was typed. Imported HTML is written otherwise than ours; untouched it stays."""
    if stored is not None and _lines(text) == _lines(richtext.to_text(stored.description_html)):
        return stored.description_html
    return richtext.from_input(text)


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _in_order(chosen: Sequence[str], before: Sequence[str], *, is_led: bool) -> list[str]:
    """The same choices keep their order; where the first one leads it must be the same."""
    same = set(chosen) == set(before) and (not is_led or list(chosen[:1]) == list(before[:1]))
    return list(before if same else chosen)


def shifts_from(form: OpportunityForm, zone: ZoneInfo) -> tuple[list[ShiftInput], list[Gap]]:
    """The typed dates and what is wrong with them. Empty rows are taken out of the form, they do not count."""
    form.shifts.entries = [entry for entry in form.shifts.entries if not entry.form.is_empty]
    rows: list[ShiftInput] = []
    wrong: list[Gap] = []
    for index, row in enumerate(form.rows):
        read = _row_from(row, form.people_needed.data, zone)
        if isinstance(read, ShiftInput):
            rows.append(read)
        else:
            wrong += [Gap(f"shifts-{index}-{gap.field}", gap.message) for gap in read if not row[gap.field].errors]
    if form.people_needed.data is None and any(row.places.data is None for row in form.rows):
        # Asked once below, not again in each row.
        wrong += [Gap("people_needed", NO_PEOPLE)] if not form.people_needed.errors else []
    return rows, wrong or ([] if len(rows) < len(form.rows) else shift_problems(rows))


def _row_from(row: ShiftRow, people_needed: int | None, zone: ZoneInfo) -> ShiftInput | list[Gap]:
    day, begins, ends = row.day.data, row.begins.data, row.ends.data
    capacity = row.places.data if row.places.data is not None else people_needed
    if day is None or begins is None or ends is None or capacity is None:
        given = {"day": day, "begins": begins, "ends": ends}
        return [Gap(part, MISSING[part]) for part, value in given.items() if value is None]
    try:
        starts_at, ends_at = moments(day, begins, ends, zone)
    except NoSuchTime as refusal:
        return [Gap(refusal.part, refusal.message)]
    return ShiftInput(
        starts_at, ends_at, capacity, str(row.note.data or "").strip(), row.shift.data or None,
        series=str(row.series.data or "")[:PUBLIC_ID_LENGTH] or None, minimum=row.minimum.data,
        decide_days=row.decide_days.data,
    )  # fmt: skip


MISSING = {
    "day": N_("Please enter the day."), "begins": N_("Please enter when it begins."),
    "ends": N_("Please enter when it ends."),
}  # fmt: skip


def sentences(gaps: Iterable[Gap]) -> list[tuple[str, str]]:
    """Gaps in the language of the page, for `form.tell`."""
    return [(gap.field, gettext(gap.message, **gap.values)) for gap in gaps]


def fill_content(form: OpportunityForm, content: Mapping[str, Any], *, district: str = "", picture: str = "") -> None:
    """Put content columns into the form; those that are missing leave their field as it is. Public ids for the rest."""
    for name in (*TEXTS, *SAME, *TICKS):
        if name in content:
            form[name].data = content[name]
    if "language" in content:
        form.language.data = content["language"]
    if "is_ongoing" in content:
        form.is_ongoing.data = "1" if content["is_ongoing"] else ""
    if "description_html" in content:
        form.description.data = richtext.to_text(content["description_html"])
    form.district.data = district
    form.kept_picture.data = picture
    if "fields" in content:
        form.main_field.data = content["fields"][0] if content["fields"] else ""
        form["fields"].data = values(content["fields"][1:])
    for name in ("target_groups", "time_patterns", "times_of_day"):
        form[name].data = values(content.get(name, ()))
    form.german_level.data = str(content.get("german_level") or "")
    form.step_free.data = {True: "yes", False: "no", None: ""}[content.get("step_free")]


def fill_stored(form: OpportunityForm, source: Opportunity) -> None:
    """Put all that an opportunity says into the form, without its dates; district and picture must be loaded."""
    district = source.district.public_id if source.district is not None else ""
    picture = source.picture.public_id if source.picture is not None else ""
    fill_content(form, content_of(source), district=district, picture=picture)
    form.waitlist_hours.data = str(source.waitlist_hours or "")


def filled(form: OpportunityForm, offer: AuthoredOffer, now: datetime, zone: ZoneInfo) -> None:
    """Put a stored opportunity into the form, with the dates that can still be changed."""
    fill_stored(form, offer.opportunity)
    form.version.data = str(offer.opportunity.version)
    for shift in offer.shifts:
        if is_editable(shift, now, was_published=offer.was_published):
            form.shifts.append_entry(row_of(shift, offer.opportunity.people_needed, zone))


def row_of(shift: Shift, people_needed: int | None, zone: ZoneInfo, *, is_new: bool = False) -> dict[str, Any]:
    """A stored date as a row of the form; a new one has its times and no more to do with it."""
    start, end = local(shift.starts_at, zone), local(shift.ends_at, zone)
    return {
        "shift": "" if is_new else shift.public_id, "day": start.date(), "begins": start.time(), "ends": end.time(),
        "places": None if shift.capacity == people_needed else shift.capacity, "note": shift.note,
        "series": "" if is_new else shift.series or "", "minimum": shift.minimum,
        "decide_days": days_before(shift, zone),
    }  # fmt: skip
