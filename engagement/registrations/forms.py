"""The forms of registering and of answering. Choices and words that depend on the offer are passed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from engagement.core.fields import NumberField
from engagement.core.forms import BaseForm, Email, only_a_name, with_letters
from engagement.core.i18n import _, _l
from engagement.kernel.values import new_public_id
from engagement.registrations.enums import EntryWay
from engagement.registrations.errors import NoContact
from engagement.registrations.labels import WAY_LABELS
from engagement.registrations.minors import needs_guardian
from engagement.registrations.rules import ADULT, MAX_PARTY

YES, NO, MINOR = "ja", "nein", "minderjaehrig"
TOO_LONG = _l("This is too long: at most %(max)d characters.")
A_NAME = [Length(max=120, message=TOO_LONG), only_a_name, with_letters]
EMAIL = [
    Length(max=254, message=TOO_LONG), Email(_l("This is no e-mail address. Example: name@verein.de")),
]  # fmt: skip
PEOPLE = [
    InputRequired(_l("Please write a number.")),
    NumberRange(1, MAX_PARTY, _l("Please write a number from %(min)d to %(max)d.")),
]


def _fit_age(field: RadioField, age: int, question: Any, asked: Any) -> None:
    """Ask whether the person has reached `age`; below 18 there is an answer between yes and no."""
    if age > ADULT:
        field.label.text = asked
    elif age < ADULT:
        field.label.text = question
        between = _("16 or 17") if age < ADULT - 1 else _("17")
        field.choices = [(YES, _("18 or older")), (MINOR, between), (NO, _("Younger"))]
        field.validators = [InputRequired(_("Please choose one."))]


def band_words(low: int, high: int) -> str:
    """How a band of years reads: "14 or 15", or "under 12"."""
    if low == high:
        return str(low)
    if not low:
        return str(_("under %(age)d", age=high + 1))
    return str(_("%(low)d or %(high)d", low=low, high=high) if high == low + 1 else f"{low}–{high}")


def _band(value: str) -> tuple[int, int] | None:
    low, dash, high = value.partition("-")
    return (int(low), int(high)) if dash and low.isdecimal() and high.isdecimal() else None


class RegisterForm(BaseForm):
    """At most five questions. What does not apply is taken out by `fit`."""

    shift = SelectMultipleField(
        _l("When can you come?"),
        # A date that is gone meanwhile is refused by the operation, in words.
        validate_choice=False,
        validators=[InputRequired(_l("Please choose a date."))],
    )
    name = StringField(
        _l("Your name"),
        validators=[DataRequired(_l("Please write your name.")), *A_NAME],
    )
    email = EmailField(_l("E-mail"), validators=[Optional(), *EMAIL])
    phone = TelField(_l("Phone"), validators=[Optional(), Length(max=40, message=TOO_LONG)])
    is_adult = RadioField(
        _l("Are you 18 or older?"),
        choices=[(YES, _l("Yes")), (NO, _l("No"))],
        validators=[InputRequired(_l("Please choose yes or no."))],
    )
    # Asked only where an offer admits people who are too young to register by themselves.
    guardian_name = StringField(
        _l("Name of a parent or guardian"), validators=[Length(max=120, message=TOO_LONG), only_a_name]
    )
    guardian_email = EmailField(
        _l("E-mail of this parent"),
        description=_l("We ask there first. Until the answer comes, your place is kept."),
        validators=[Optional(), *EMAIL],
    )
    guardian_phone = TelField(
        _l("Phone of this parent"),
        description=_l("For the day, if something happens. We delete it a week later."),
        validators=[Optional(), Length(max=40, message=TOO_LONG)],
    )
    party_size = NumberField(
        _l("How many are you in all?"),
        default=1,
        validators=PEOPLE,
    )
    group_name = StringField(
        _l("Name of the group"),
        description=_l("A company, a school class, a club. You can leave it empty."),
        validators=[Length(max=120, message=TOO_LONG), only_a_name],
    )
    # Asked only when she has something else at the same time.
    despite_overlap = BooleanField(_l("Yes, I can do both"))
    message = TextAreaField(_l("Would you like to say something?"), validators=[Length(max=1000, message=TOO_LONG)])

    def fit(
        self, *, is_ongoing: bool, age: int, has_account: bool, bands: Sequence[tuple[int, int]] = (),
        minors_only: bool = False,
    ) -> None:  # fmt: skip
        """Ask only what this offer and this person need. `bands` are the ages under 18 that the offer admits; where
        there are none, this is an `AdultsForm`. The page gives the dates to choose from: what is chosen need not be
        among them any more."""
        if is_ongoing:
            del self.shift
        if has_account:
            del self.email, self.phone
        if bands:
            self._fit_bands(bands, minors_only)
        else:
            _fit_age(self.is_adult, age, _("How old are you?"), _("Are you %(age)d or older?", age=age))

    def _fit_bands(self, bands: Sequence[tuple[int, int]], minors_only: bool) -> None:
        field = self.is_adult
        field.label.text = _("How old are you?")
        adults = [] if minors_only else [(YES, _("18 or older"))]
        younger = [(NO, _("Younger"))] if bands[-1][0] else []
        field.choices = [*adults, *((f"{low}-{high}", band_words(low, high)) for low, high in bands), *younger]
        field.validators = [InputRequired(_("Please choose one."))]

    @property
    def band(self) -> tuple[int, int] | None:
        """The band under 18 that was chosen, lowest and highest age."""
        return _band(self.is_adult.data or "")

    def asks_parents(self, own_age: int) -> list[str]:
        """The answers about the age after which a parent is asked, where people from `own_age` on decide alone."""
        bands = {str(choice[0]): _band(str(choice[0])) for choice in self.is_adult.iter_choices()}
        return [value for value, band in bands.items() if band is not None and needs_guardian(band[0], own_age)]

    def validate(self, extra_validators: Any = None) -> bool:
        """One of e-mail and phone is enough, none is not."""
        is_valid = bool(super().validate(extra_validators))
        if self.email and not self.email.data and not self.phone.data:
            self.refuse(NoContact())
            return False
        return is_valid

    @property
    def says_too_young(self) -> bool:
        return bool(self.is_adult.data == NO)


class AdultsForm(RegisterForm):
    """For an offer that admits nobody under the age: what parents are asked is not even made ready."""

    guardian_name = guardian_email = guardian_phone = None  # type: ignore[assignment]  # as if deleted from the form


class DetailsForm(BaseForm):
    """What a person may change by herself."""

    name = StringField(
        _l("Your name"),
        validators=[DataRequired(_l("Please write your name.")), *A_NAME],
    )
    phone = TelField(_l("Phone"), validators=[Optional(), Length(max=40, message=TOO_LONG)])
    party_size = NumberField(
        _l("How many are you in all?"),
        validators=PEOPLE,
    )
    group_name = StringField(
        _l("Name of the group"),
        description=_l("A company, a school class, a club. You can leave it empty."),
        validators=[Length(max=120, message=TOO_LONG), only_a_name],
    )
    companions = TextAreaField(
        _l("Who comes with you?"),
        description=_l("One name a line. They can follow later; please write them by three days before the date."),
        validators=[Length(max=6000, message=TOO_LONG)],
    )
    message = TextAreaField(_l("Would you like to say something?"), validators=[Length(max=1000, message=TOO_LONG)])

    @property
    def names(self) -> list[str]:
        """The names as typed, without empty lines."""
        return [line.strip() for line in (self.companions.data or "").splitlines() if line.strip()]

    def validate_companions(self, field: TextAreaField) -> None:
        """Each line is a name, as it would be in its own field."""
        if any(len(name) > 120 for name in self.names):
            raise ValidationError(_("Please write one name a line."))
        if any(sign in (field.data or "").lower() for sign in ("://", "www.", "@", "<", ">")):
            raise ValidationError(_("Please write only names."))


class SuccessorForm(BaseForm):
    """Who shall be the contact person from now on."""

    name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Please write the name.")), *A_NAME],
    )
    email = EmailField(
        _l("E-mail"), validators=[DataRequired(_l("Please write the e-mail address.")), *EMAIL]
    )  # fmt: skip


class TakeOverForm(BaseForm):
    """Saying yes to being the contact person."""

    is_old_enough = BooleanField("")

    def fit(self, age: int) -> None:
        """Ask for the age that the offer and the town ask for."""
        self.is_old_enough.label.text = _("I am %(age)d or older", age=age)


class GuardianForm(BaseForm):
    """What a parent says of herself."""

    guardian_phone = TelField(
        _l("Your phone number"),
        description=_l("For the day, if something happens. We delete it a week later."),
        validators=[Optional(), Length(max=40, message=TOO_LONG)],
    )


class LostLinkForm(BaseForm):
    """Where shall the links go?"""

    email = EmailField(
        _l("Your e-mail address"), validators=[DataRequired(_l("Please write your e-mail address.")), *EMAIL]
    )  # fmt: skip


class EnterForm(BaseForm):
    """Entering somebody who said so on the phone, in person or on paper."""

    key = HiddenField(default=new_public_id)  # of this form: sent twice, it enters the person once
    shift = SelectMultipleField(
        _l("Which date?"), validate_choice=False, validators=[InputRequired(_l("Please choose a date."))]
    )
    name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Please write the name.")), *A_NAME],
    )
    phone = TelField(_l("Phone"), validators=[Optional(), Length(max=40, message=TOO_LONG)])
    email = EmailField(
        _l("E-mail"),
        description=_l("We send this person a mail with all she needs, and a link to call off."),
        validators=[Optional(), *EMAIL],
    )
    party_size = NumberField(
        _l("How many people?"),
        default=1,
        validators=PEOPLE,
    )
    # Asked only when two of the chosen dates are at the same time.
    despite_overlap = BooleanField(_l("Yes, this person can do both"))
    way = RadioField(
        _l("How did the person tell you?"),
        choices=[(way.value, WAY_LABELS[way]) for way in EntryWay],
        validators=[InputRequired(_l("Please choose one."))],
    )
    is_adult = RadioField(
        _l("Is the person 18 or older?"),
        choices=[(YES, _l("Yes")), (NO, _l("No"))],
        validators=[InputRequired(_l("Please choose yes or no."))],
    )
    note = TextAreaField(
        _l("Note"),
        description=_l("Only the team and the town read it."),
        validators=[Length(max=500, message=TOO_LONG)],
    )

    def fit(self, dates: Sequence[tuple[str, Any]], *, is_ongoing: bool, age: int) -> None:
        """Ask only what this offer needs. `dates` are public ids of shifts with their words."""
        if is_ongoing:
            del self.shift
        else:
            self.shift.choices = list(dates)
            if len(dates) > 1:
                self.shift.label.text = _("Which dates?")
        _fit_age(self.is_adult, age, _("How old is the person?"), _("Is the person %(age)d or older?", age=age))
