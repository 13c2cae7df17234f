"""Dates by a rule in the form: suggested first, ticked, then rows like any other. Nothing is saved here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from engagement.core.i18n import _, _n
from engagement.kernel.values import new_public_id
from engagement.opportunities.rules.dates import MAX_SHIFTS
from engagement.opportunities.rules.errors import Gap
from engagement.opportunities.rules.free_days import STATE
from engagement.opportunities.rules.series import NO_DATE, TOO_MANY, Expansion, Rhythm, Rule, expand, rule_problems
from engagement.web.association.opportunities import mapping
from engagement.web.context import the_city

if TYPE_CHECKING:
    from engagement.opportunities.forms import OpportunityForm
    from engagement.opportunities.forms_of_dates import SeriesForm

PROPOSE, TAKE = "propose", "take"


@dataclass(frozen=True)
class Suggestion:
    """A day that a rule makes, as a box to tick."""

    day: date
    is_ticked: bool


def suggestions(form: OpportunityForm) -> list[Suggestion]:
    """The days to choose from; all are ticked when they are shown for the first time."""
    if form.expansion is None:
        return []
    ticked = set(form.series.form.days.data or ())
    return [Suggestion(day, not ticked or day.isoformat() in ticked) for day in form.expansion.days]


def knows_free_days() -> bool:
    """Whether we know the holidays of the city's Land."""
    return the_city().state_name in ("", STATE)


def propose(form: OpportunityForm) -> str:
    """Show what the rule makes, or what is wrong with it; return the id of the element to look at."""
    part = form.series.form
    form.expansion = _expansion(form, part)
    if form.expansion is None:
        return next((field.id for field in part if field.errors), "series")
    part.days.data = []
    return "suggestion"


def take(form: OpportunityForm) -> str:
    """Turn the ticked days into rows that belong together, and empty the rule."""
    part = form.series.form
    found = _expansion(form, part)
    ticked = set(part.days.data or ())
    days = [day for day in found.days if day.isoformat() in ticked] if found is not None else []
    if not days:
        if found is not None:
            form.expansion = found
            form.tell([("series-days", _("Please tick at least one date."))])
        return "suggestion"
    filled = [entry for entry in form.shifts.entries if not entry.form.is_empty]
    if len(filled) + len(days) > MAX_SHIFTS:
        form.expansion = found
        form.tell([("series-days", _("At most %(limit)d dates fit into one offer.", limit=MAX_SHIFTS))])
        return "suggestion"
    form.shifts.entries = filled
    name = new_public_id()
    for day in days:
        form.shifts.append_entry({
            "shift": "", "series": name, "day": day, "begins": part.begins.data, "ends": part.ends.data,
            "places": part.places.data, "note": part.note.data, "minimum": part.minimum.data,
            "decide_days": part.decide_days.data,
        })  # fmt: skip
    form.added = _n("%(num)d date added.", "%(num)d dates added.", len(days))
    _clear(part)
    return "shifts"


def not_taken(form: OpportunityForm) -> list[tuple[str, str]]:
    """What to say when somebody saves with a rule whose dates were not added."""
    if form.is_ongoing.data == "1" or not form.series.form.is_begun:
        return []
    text = _("You have entered a rule here, but not added its dates yet. Add them, or empty the rule.")
    return [("series-first", text)]


def _expansion(form: OpportunityForm, part: SeriesForm) -> Expansion | None:
    """The days that are not there yet; None when the rule cannot be read, which is then told."""
    if any(field.errors for field in part):
        return None
    every = part.every.data if part.every.data is not None else 1
    wrong = rule_problems(
        first=part.first.data, begins=part.begins.data, ends=part.ends.data, every=every, until=part.until.data,
        count=part.count.data,
    )  # fmt: skip
    if wrong or part.first.data is None or part.begins.data is None or part.ends.data is None:
        return _refused(form, wrong)
    chosen = str(part.rhythm.data)
    rule = Rule(
        rhythm=Rhythm(chosen) if chosen in set(Rhythm) else Rhythm.WEEKLY, first=part.first.data,
        begins=part.begins.data, ends=part.ends.data, every=every, until=part.until.data, count=part.count.data,
        weekdays=tuple(int(value) for value in part.weekdays.data or () if value in "0123456"),
        without_school_holidays=knows_free_days() and bool(part.no_school_holidays.data),
        without_public_holidays=knows_free_days() and bool(part.no_public_holidays.data),
    )  # fmt: skip
    found = expand(rule, the_city().zone)
    if len(found.days) > MAX_SHIFTS:
        return _refused(form, [Gap("until", TOO_MANY, {"limit": MAX_SHIFTS})])
    there = {(row.day.data, row.begins.data) for row in form.rows}
    days = [day for day in found.days if (day, rule.begins) not in there]
    return Expansion(days, found.left_out) if days else _refused(form, [Gap("first", NO_DATE)])


def _refused(form: OpportunityForm, wrong: list[Gap]) -> Expansion | None:
    form.tell((f"series-{name}", text) for name, text in mapping.sentences(wrong))
    return None


def _clear(part: SeriesForm) -> None:
    for field in part:
        field.raw_data = None
        field.process(None)
