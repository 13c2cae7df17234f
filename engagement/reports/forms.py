"""The forms of reporting, deciding and complaining. Choices that depend on the case are passed in."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from engagement.associations.enums import SuspensionGround
from engagement.associations.labels import GROUND_LABELS
from engagement.core.forms import BaseForm, Email, only_a_name
from engagement.core.i18n import _l
from engagement.reports.enums import Category, Measure, SubjectKind
from engagement.reports.labels import CATEGORY_LABELS, MEASURE_LABELS
from engagement.reports.rules import MAX_TEXT

TOO_LONG = _l("This is too long: at most %(max)d characters.")
ABOUT_MESSAGES = (Category.OFFENSIVE, Category.ILLEGAL, Category.CHILDREN, Category.OTHER)
STAYS, CHANGES = "bleibt", "anders"


class ReportForm(BaseForm):
    """What is wrong. Name and e-mail are optional."""

    category = RadioField(
        _l("What is wrong?"),
        choices=[(each.value, CATEGORY_LABELS[each]) for each in Category],
        validators=[InputRequired(_l("Please choose one."))],
    )
    text = TextAreaField(_l("Please describe it"), validators=[Length(max=MAX_TEXT, message=TOO_LONG)])
    is_sincere = BooleanField(
        _l("I believe in good faith that what I write is true and complete."),
        description=_l("Needed only for “Forbidden, against the law”."),
    )
    name = StringField(_l("Your name"), validators=[Length(max=120, message=TOO_LONG), only_a_name])
    email = EmailField(
        _l("Your e-mail"),
        description=_l("We write to you what was decided. The association never learns who you are."),
        validators=[
            Optional(), Length(max=254, message=TOO_LONG),
            Email(_l("This is no e-mail address. Example: name@verein.de")),
        ],
    )  # fmt: skip

    def fit(self, subject: SubjectKind) -> None:
        """A message is not out of date, and either side may report the other."""
        if subject is not SubjectKind.MESSAGE:
            return
        self.category.choices = [(each.value, CATEGORY_LABELS[each]) for each in ABOUT_MESSAGES]
        self.email.description = _l(
            "We write to you what was decided. The other side does not learn from us who reported."
        )


class MeasureForm(BaseForm):
    """A measure with its clause and its reason."""

    measure = RadioField(
        _l("What happens?"),
        choices=[(each.value, MEASURE_LABELS[each]) for each in Measure],
        validators=[InputRequired(_l("Please choose one."))],
    )
    ground = SelectField(
        _l("Rule of the terms of use"),
        description=_l("Needed when something is taken off the pages."),
        choices=[("", _l("Please choose")), *((each.value, GROUND_LABELS[each]) for each in SuspensionGround)],
    )
    reason = TextAreaField(
        _l("Facts and reason"),
        description=_l("Both sides get exactly these words by mail. Please do not name who reported it."),
        validators=[Length(max=MAX_TEXT, message=TOO_LONG)],
    )

    def fit(self, subject: SubjectKind) -> None:
        """An association or a message is no offer to be taken down."""
        if subject is not SubjectKind.OFFER:
            self.measure.choices = [
                (each.value, MEASURE_LABELS[each]) for each in Measure if each is not Measure.TAKE_DOWN
            ]

    @property
    def chosen_ground(self) -> SuspensionGround | None:
        return SuspensionGround(self.ground.data) if self.ground.data else None


class CaseForm(MeasureForm):
    """The first decision; `seen` is how many reports the page showed."""

    seen = HiddenField()


class ComplaintForm(BaseForm):
    """Why somebody does not agree."""

    text = TextAreaField(
        _l("Why do you not agree?"),
        validators=[DataRequired(_l("Please write why.")), Length(max=MAX_TEXT, message=TOO_LONG)],
    )


class ComplaintDecisionForm(MeasureForm):
    """The decision stays, or becomes another one; only then a measure is asked for."""

    measure = RadioField(
        _l("What happens instead?"),
        choices=[(each.value, MEASURE_LABELS[each]) for each in Measure],
        validators=[Optional()],
    )

    outcome = RadioField(
        _l("Your decision on the complaint"),
        choices=[(STAYS, _l("The decision stays")), (CHANGES, _l("The decision is changed"))],
        validators=[InputRequired(_l("Please choose one."))],
    )


class NeighbourForm(BaseForm):
    """Which town decides instead."""

    town = SelectField(_l("Which town decides?"), validators=[DataRequired(_l("Please choose another town."))])

    def fit(self, towns: Sequence[tuple[str, str]]) -> None:
        self.town.choices = [("", _l("Please choose")), *towns]
