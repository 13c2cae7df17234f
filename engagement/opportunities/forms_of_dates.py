"""The dates of an offer as one types them: each in its row, or many by a rule. Shape only; rules decide."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its published types
from wtforms.validators import Length

from engagement.core.fields import ClockField, DayField, NumberField
from engagement.core.forms import BaseForm
from engagement.core.i18n import _l
from engagement.opportunities.rules.series import Rhythm

LEAST_PEOPLE, DECIDED = _l("Takes place only from how many people on?"), _l("Decided how many days before?")


def choices_of(labels: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in labels.items()]


class ShiftRow(Form):
    """One date. `shift` is the public id of a stored one."""

    day = DayField(_l("Day"))
    begins = ClockField(_l("From"))
    ends = ClockField(_l("To"))
    places = NumberField(_l("Places, if different"))
    note = StringField(_l("Note, for example: kitchen"))
    minimum = NumberField(LEAST_PEOPLE)
    decide_days = NumberField(DECIDED)
    series = HiddenField()
    shift = HiddenField()  # last: the summary of errors leads to the first field of the first row

    @property
    def is_empty(self) -> bool:
        """Nothing was typed; such a row does not count."""
        return not self.shift.data and not any(
            (field.raw_data or [""])[0].strip() if field.raw_data else field.data
            for field in (self.day, self.begins, self.ends, self.places, self.note, self.minimum, self.decide_days)
        )


RHYTHM_LABELS = {
    Rhythm.WEEKLY: _l("Every week, or every few weeks"),
    Rhythm.MONTHLY_WEEKDAY: _l("Every month on the same weekday"),
    Rhythm.MONTHLY_DAY: _l("Every month on the same day"),
}
WEEKDAY_LABELS = {
    0: _l("Monday"), 1: _l("Tuesday"), 2: _l("Wednesday"), 3: _l("Thursday"), 4: _l("Friday"), 5: _l("Saturday"),
    6: _l("Sunday"),
}  # fmt: skip


class SeriesForm(Form):
    """A rule that makes dates. What it makes is shown and ticked before it becomes rows."""

    rhythm = SelectField(_l("Which rhythm?"), validate_choice=False, choices=choices_of(RHYTHM_LABELS))
    every = NumberField(_l("Every how many weeks or months?"), default=1)
    weekdays = SelectMultipleField(_l("On which weekdays?"), validate_choice=False, choices=choices_of(WEEKDAY_LABELS))
    first = DayField(_l("First date"))
    until = DayField(_l("Last date, at the latest"))
    count = NumberField(_l("Number of dates"))
    begins = ClockField(_l("Begins at"))
    ends = ClockField(_l("Ends at"))
    places = NumberField(_l("Places on each, if different"))
    note = StringField(_l("Note on each date"))
    minimum = NumberField(LEAST_PEOPLE)
    decide_days = NumberField(DECIDED)
    no_school_holidays = BooleanField(_l("Not in the school holidays"))
    no_public_holidays = BooleanField(_l("Not on public holidays"))
    days = SelectMultipleField(_l("Dates"), validate_choice=False)  # the suggested ones that are ticked

    @property
    def is_begun(self) -> bool:
        """Something was typed that makes dates; it is not lost unsaid."""
        return any((field.raw_data or [""])[0].strip() for field in (self.first, self.until, self.count))


class ChangeSeriesForm(BaseForm):
    """What all coming dates of a series are to be."""

    begins = ClockField(_l("From"))
    ends = ClockField(_l("To"))
    places = NumberField(_l("Places on each date"))
    note = StringField(_l("Note, for example: kitchen"))
    minimum = NumberField(LEAST_PEOPLE)
    decide_days = NumberField(DECIDED)


class MoveShiftForm(BaseForm):
    """Another time for one date."""

    day = DayField(_l("Day"))
    begins = ClockField(_l("From"))
    ends = ClockField(_l("To"))
    reason = TextAreaField(
        _l("Why is the date moved?"),
        description=_l("Everybody who has a place reads this in the mail. You can leave it empty."),
        validators=[Length(max=500, message=_l("Please write less."))],
    )
