"""The forms of hours. Choices that depend on the association are passed in."""

from __future__ import annotations

import re
from typing import Any

from wtforms import Field, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from engagement.attendance.rules import MAX_MINUTES, MAX_NOTE
from engagement.attendance.typed_codes import LENGTH, plain
from engagement.core.fields import DayField
from engagement.core.forms import REQUIRED_TEXT, BaseForm
from engagement.core.i18n import _, _l

_DECIMAL = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:h|std\.?|stunden?|hours?)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,3})\s*[:h]\s*([0-5]?\d)\s*(?:min\.?|m|h|std\.?)?", re.IGNORECASE)


def minutes_of(text: str) -> int | None:
    """Minutes of „2,5“, „2.5 Std.“ or „2:30“; None for anything else. Hours as people write them."""
    text = text.strip()
    if match := _CLOCK.fullmatch(text):
        minutes = int(match[1]) * 60 + int(match[2])
    elif match := _DECIMAL.fullmatch(text):
        minutes = int(match[1]) * 60 + round(float(f"0.{match[2] or 0}") * 60)
    else:
        return None
    return minutes if 0 < minutes <= MAX_MINUTES else None


class HoursField(StringField):
    """Hours as text; `minutes` is what they mean, None while empty or not understood."""

    @property
    def minutes(self) -> int | None:
        return minutes_of(self.data or "")

    def pre_validate(self, form: Any) -> None:
        if (self.data or "").strip() and self.minutes is None:
            raise ValidationError(_("Please write hours like 2 or 2.5 or 2:30."))


class NoteHoursForm(BaseForm):
    """Hours of one person and one day, for offers without dates."""

    person = SelectField(_l("Who?"), validators=[InputRequired(_l("Please choose a person."))])
    day = DayField(_l("Which day?"), validators=[InputRequired(_l("Please choose a day."))])
    hours = HoursField(
        _l("How many hours?"), description=_l("For example 2 or 2.5 or 2:30"), validators=[DataRequired(REQUIRED_TEXT)]
    )


class ProposeHoursForm(BaseForm):
    """Hours that a person writes down herself."""

    day = DayField(_l("Which day?"), validators=[InputRequired(_l("Please choose a day."))])
    hours = HoursField(
        _l("How many hours?"), description=_l("For example 2 or 2.5 or 2:30"), validators=[DataRequired(REQUIRED_TEXT)]
    )
    note = StringField(
        _l("What did you do?"), description=_l("For example: read aloud, group of Ms Kern"),
        validators=[Length(max=MAX_NOTE)],
    )  # fmt: skip


class DecideHoursForm(BaseForm):
    """What the association says to hours that somebody has written down."""

    hours = HoursField(_l("Hours spent"))
    answer = StringField(_l("Why not? The person reads this."), validators=[Length(max=MAX_NOTE)])

    def of(self, proposal_id: str) -> DecideHoursForm:
        """The same with ids of its own: there are several on a page."""
        for field in (self.hours, self.answer):
            field.id = field.label.field_id = f"{field.short_name}-{proposal_id}"
        return self


class ArrivalForm(BaseForm):
    """One button; the token of the session alone."""


class CertificateForm(BaseForm):
    """For which association, and from when to when."""

    association = RadioField(_l("For which association?"), validators=[InputRequired(_l("Please choose one."))])
    first = DayField(_l("From"), validators=[Optional()])
    last = DayField(_l("To"), validators=[Optional()])

    def validate_last(self, field: Field) -> None:
        if self.first.data and field.data and field.data < self.first.data:
            field.errors = [*field.errors, _("This day lies before the first one.")]


class CheckNameForm(BaseForm):
    """Whether a certificate was made out to somebody."""

    name = StringField(
        _l("Name on the paper"),
        description=_l("Please type it exactly as it stands there."),
        validators=[DataRequired(REQUIRED_TEXT), Length(max=120)],
    )


class TypedCodeForm(BaseForm):
    """The code of a certificate, typed from the paper."""

    code = StringField(
        _l("Code on the paper"),
        description=_l("Eight groups of four characters. Spaces and capital letters do not matter."),
        validators=[DataRequired(REQUIRED_TEXT), Length(max=120)],
    )

    def validate_code(self, field: Field) -> None:
        """How many characters are there: who types 32 of them misses one."""
        typed = plain(field.data or "")
        if len(typed) != LENGTH:
            field.errors = [
                *field.errors,
                _("A code has %(wanted)d characters, these are %(typed)d.", wanted=LENGTH, typed=len(typed)),
            ]
