"""The form of an opportunity: five questions, and all that one may add. Shape only; rules decide on the values.

Fields are called like the content columns that they fill, so that a rule's problem finds its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its published types
from wtforms.validators import Length

from engagement.cities.policies import WAITLIST_CHOICES
from engagement.core.fields import DayField, NumberField
from engagement.core.forms import BaseForm
from engagement.core.i18n import _, _l
from engagement.kernel.languages import DEFAULT_LANGUAGE, LANGUAGE_NAMES
from engagement.opportunities.enums import GermanLevel
from engagement.opportunities.forms_of_dates import SeriesForm, ShiftRow, choices_of
from engagement.opportunities.labels import (
    FIELD_LABELS,
    FIELD_SHORT_LABELS,
    GERMAN_LEVEL_LABELS,
    TARGET_GROUP_LABELS,
    TIME_OF_DAY_LABELS,
    TIME_PATTERN_LABELS,
)
from engagement.opportunities.rules.series import Expansion

NOT_SAID = SelectChoice("", _l("not said"))
YES_NO = [NOT_SAID, SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))]


class OpportunityForm(BaseForm):
    added = ""  # what a button that changes rows has done, in words
    expansion: Expansion | None = None  # what a rule would make, to be looked at
    moved = ""  # what the button that moves addresses has done
    point_note = ""  # why the point is gone

    version = HiddenField()
    form_key = HiddenField()  # of a new offer: the same form sent twice makes one
    loaded_place = HiddenField()  # point and address as they stood when the form was opened
    kept_picture = HiddenField()  # public id of an uploaded picture, so that it survives an error

    # What?
    title = StringField(_l("What?"))
    # When?
    is_ongoing = RadioField(
        _l("When?"), default="", validate_choice=False,
        choices=[SelectChoice("", _l("On fixed dates")), SelectChoice("1", _l("Ongoing, or by arrangement"))],
    )  # fmt: skip
    shifts = FieldList(FormField(ShiftRow, _l("Date")), label=_l("Dates"))
    series = FormField(SeriesForm, _l("Dates by a rule"))
    schedule_note = StringField(_l("When, in a few words?"))
    # Where?
    is_remote = BooleanField(_l("It can be done from home"))
    location_name = StringField(_l("Place"))
    street = StringField(_l("Street and number"))
    postcode = StringField(_l("Postcode"))
    town = StringField(_l("Town"))
    district = SelectField(_l("District"), validate_choice=False)
    point = StringField(_l("Point on the map"))
    # How many?
    people_needed = NumberField(_l("How many people?"))
    # Who?
    contact_name = StringField(_l("Name"))
    contact_email = EmailField(_l("E-mail"))
    contact_phone = TelField(_l("Phone"))
    contact_public = BooleanField(_l("Show e-mail and phone on the page"))
    keeps_contact_in_text = BooleanField(_l("The address shall stay in the text, where everybody can read it"))

    # In which other towns?
    cities = SelectMultipleField(_l("Where else should your offer stand?"), choices=[])

    # More: what it is about
    summary = StringField(_l("In one sentence"))
    language = RadioField(
        _l("In which language do you write?"), default=DEFAULT_LANGUAGE, validate_choice=False,
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
    )  # fmt: skip
    description = TextAreaField(_l("What happens there?"))
    easy_title = StringField(_l("Title in easy language"))
    easy_text = TextAreaField(_l("Text in easy language"))
    picture = FileField(_l("Picture"))
    remove_picture = BooleanField(_l("Remove the picture"))
    picture_alt = StringField(_l("What does the picture show?"))
    picture_credit = StringField(_l("Who took the picture?"))
    picture_consent = BooleanField(_l("Everybody in the picture agrees that it is shown here"))
    consent_for = HiddenField()  # public id of the picture beside which the tick stood
    # For whom and which field
    main_field = SelectField(_l("Main field"), validate_choice=False, choices=[NOT_SAID, *choices_of(FIELD_LABELS)])
    fields = SelectMultipleField(_l("Further fields"), validate_choice=False, choices=choices_of(FIELD_SHORT_LABELS))
    target_groups = SelectMultipleField(_l("For whom?"), validate_choice=False, choices=choices_of(TARGET_GROUP_LABELS))
    # Time
    time_patterns = SelectMultipleField(
        _l("How often?"), validate_choice=False, choices=choices_of(TIME_PATTERN_LABELS)
    )
    times_of_day = SelectMultipleField(
        _l("At what time of day?"), validate_choice=False, choices=choices_of(TIME_OF_DAY_LABELS)
    )
    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"))
    # What people need
    min_age = NumberField(_l("Minimum age"))
    admits_minors = BooleanField(_l("Younger people may come, too, once a parent agrees"))
    minors_only = BooleanField(_l("Only for people under 18"))
    german_level = SelectField(
        _l("How much German?"), validate_choice=False, choices=[NOT_SAID, *choices_of(GERMAN_LEVEL_LABELS)]
    )
    skills = StringField(_l("What should people be able to do?"))
    extended_background_check = BooleanField(_l("An extended background check is needed"))
    background_check_reason = StringField(_l("Why is the background check needed?"))
    measles_proof = BooleanField(_l("A proof of measles protection is needed"))
    requirements_note = TextAreaField(_l("Anything else that people need?"))
    # What people get
    travel_costs = StringField(_l("Money for expenses"))
    allowance = StringField(_l("Small allowance"))
    insurance = StringField(_l("Insurance"))
    training = StringField(_l("Training"))
    # On the day
    meeting_point = StringField(_l("Where do people meet?"))
    recognise_us = StringField(_l("How do people recognise you?"))
    bring_along = StringField(_l("What should people bring along?"))
    step_free = SelectField(_l("Can the place be reached without steps?"), validate_choice=False, choices=YES_NO)
    # Who decides
    approval_required = BooleanField(_l("We decide on each registration ourselves"))
    waitlist_hours = SelectField(
        _l("How long is a freed place kept for the next on the waitlist?"), validate_choice=False, default="",
        choices=[],
    )  # fmt: skip
    forbids_overlap = BooleanField(_l("Nobody comes who has something else at the same time"))

    def offer_districts(self, choices: Sequence[tuple[str, str]]) -> None:
        """The city's districts as (public id, name)."""
        self.district.choices = [NOT_SAID, *(SelectChoice(*choice) for choice in choices)]

    def offer_waitlist(self, of_town: int) -> None:
        """The times for which a freed place can be kept; `of_town` is that of the town, in hours."""
        towns = SelectChoice("", _("As the town does: %(hours)d hours", hours=of_town))
        hours = [SelectChoice(str(each), _("%(hours)d hours", hours=each)) for each in WAITLIST_CHOICES]
        self.waitlist_hours.choices = [towns, *hours]

    def offer_cities(self, choices: Sequence[tuple[str, str]]) -> None:
        """The other towns that one may choose, as (slug, name)."""
        self.cities.choices = [SelectChoice(*choice) for choice in choices]

    @property
    def rows(self) -> list[ShiftRow]:
        return [entry.form for entry in self.shifts.entries]

    def text(self, name: str) -> str:
        """What was typed in a text field."""
        return str(self._fields[name].data or "")

    def tell(self, problems: Iterable[tuple[str, str]]) -> None:
        """Show sentences beside their fields; of a date "shifts-<index>-<part>", of a rule "series-<part>"."""
        for name, sentence in problems:
            field = self._find(name)
            field.errors = [*field.errors, sentence]
        self._gather()

    def _find(self, name: str) -> Any:
        parts = name.split("-")
        if parts[0] == "shifts" and len(parts) == 3 and int(parts[1]) < len(self.rows):
            return self.rows[int(parts[1])]._fields[parts[2]]
        if parts[0] == "series" and len(parts) == 2:
            return self.series.form._fields[parts[1]]
        aliases = {"district_id": "district", "description_html": "description", "picture_id": "picture"}
        return self._fields[aliases.get(parts[0], parts[0])]

    def _gather(self) -> None:
        """A list of rows tells of their errors only after its own validation; keep what is said since."""
        own = [text for text in self.shifts.errors if not isinstance(text, dict)]
        self.shifts.errors = [*own, *(row.errors for row in self.rows if row.errors)]


class TemplateForm(OpportunityForm):
    """A city's template: what an offer of this kind usually says, under a name that associations understand."""

    name = StringField(_l("Name of the template"))
    hint = StringField(_l("For what, in a few words?"))


class UrgentForm(BaseForm):
    until = DayField(_l("Until which day?"))
    reason = StringField(_l("Why is it urgent, in one line?"))


class EasyForm(BaseForm):
    """A version in Leichte Sprache, by the staff of a city."""

    easy_title = StringField(_l("Title in easy language"))
    easy_text = TextAreaField(_l("Text in easy language"))


class WithdrawForm(BaseForm):
    reason = TextAreaField(
        _l("What do you want to tell the people?"), validators=[Length(max=500, message=_l("Please write less."))]
    )


def main_first(main: str, further: Iterable[str]) -> list[str]:
    """The chosen fields as content: the main one in front, each once."""
    return [value for value in dict.fromkeys([main, *further]) if value]


def level(value: str | None) -> GermanLevel | str | None:
    """The chosen level; a foreign value stays as it is and is refused by the rules."""
    return GermanLevel(value) if value in {str(each) for each in GermanLevel} else value or None


def values(items: Iterable[StrEnum | str]) -> list[str]:
    return [str(item) for item in items]
