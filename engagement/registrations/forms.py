"""The forms of registering and of answering. Choices and words that depend on the offer are passed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import EmailField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from engagement.core.forms import BaseForm, only_a_name
from engagement.core.i18n import _, _l
from engagement.registrations.rules import ADULT

YES, NO = "ja", "nein"
TOO_LONG = _l("This is too long: at most %(max)d characters.")


class RegisterForm(BaseForm):
    """At most five questions. What does not apply is taken out by `fit`."""

    shift = RadioField(
        _l("When can you come?"),
        # A date that is gone meanwhile is refused by the operation, in words.
        validate_choice=False,
        validators=[InputRequired(_l("Please choose a date."))],
    )
    name = StringField(
        _l("Your name"),
        validators=[DataRequired(_l("Please write your name.")), Length(max=120, message=TOO_LONG), only_a_name],
    )
    email = EmailField(
        _l("E-mail"),
        validators=[
            DataRequired(_l("Please write your e-mail address.")),
            Length(max=254, message=TOO_LONG),
            Email(_l("This is no e-mail address. Example: name@verein.de")),
        ],
    )
    is_adult = RadioField(
        _l("Are you 18 or older?"),
        choices=[(YES, _l("Yes")), (NO, _l("No"))],
        validators=[InputRequired(_l("Please choose yes or no."))],
    )
    message = TextAreaField(_l("Would you like to say something?"), validators=[Length(max=1000, message=TOO_LONG)])

    def fit(self, dates: Sequence[tuple[str, Any]], *, is_ongoing: bool, age: int, has_account: bool) -> None:
        """Ask only what this offer and this person need. `dates` are public ids of shifts with their words."""
        if is_ongoing:
            del self.shift
        else:
            self.shift.choices = list(dates)
        if has_account:
            del self.email
        if age > ADULT:
            self.is_adult.label.text = _("Are you %(age)d or older?", age=age)

    @property
    def says_too_young(self) -> bool:
        return bool(self.is_adult.data == NO)


class DeclineForm(BaseForm):
    """Saying no; the reason goes into the mail."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("The person reads this in the mail."),
        validators=[Length(max=1000, message=TOO_LONG)],
    )


class CancelShiftForm(BaseForm):
    """Taking a date away from those who come."""

    reason = TextAreaField(
        _l("Why is the date cancelled?"),
        description=_l("Everybody who had a place reads this in the mail."),
        validators=[DataRequired(_l("Please write a short reason.")), Length(max=1000, message=TOO_LONG)],
    )
