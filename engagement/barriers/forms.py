"""The forms of „Barriere melden“."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, RadioField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from engagement.barriers.enums import AnswerKind
from engagement.barriers.labels import KIND_LABELS
from engagement.core.forms import BaseForm, Email, only_a_name
from engagement.core.i18n import _l

TOO_LONG = _l("This is too long: at most %(max)d characters.")
EMAIL_TEXT = _l("This is no e-mail address. Example: name@verein.de")


class BarrierForm(BaseForm):
    """What does not work is enough; everything else helps."""

    text = TextAreaField(
        _l("What does not work?"),
        validators=[
            DataRequired(_l("Please write what does not work. One sentence is enough.")),
            Length(max=2000, message=TOO_LONG),
        ],
    )
    page = StringField(_l("On which page?"), validators=[Length(max=300, message=TOO_LONG)])
    name = StringField(_l("Your name"), validators=[Length(max=120, message=TOO_LONG), only_a_name])
    email = EmailField(
        _l("Your e-mail"), validators=[Optional(), Length(max=254, message=EMAIL_TEXT), Email(EMAIL_TEXT)]
    )
    phone = TelField(_l("Your phone number"), validators=[Length(max=40, message=TOO_LONG)])


class BarrierAnswerForm(BaseForm):
    """An answer, or a note for colleagues."""

    kind = RadioField(
        _l("How do you answer?"),
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        validators=[InputRequired(_l("Please choose."))],
    )
    text = TextAreaField(
        _l("Your words"),
        validators=[DataRequired(_l("Please write what you have answered.")), Length(max=2000, message=TOO_LONG)],
    )
    is_done = BooleanField(_l("This is done: the barrier is gone, or there is nothing more to do"))

    def fit(self, *, has_email: bool) -> None:
        """Offer the mail only where there is an address."""
        if not has_email:
            self.kind.choices = [
                (kind.value, label) for kind, label in KIND_LABELS.items() if kind is not AnswerKind.MAIL
            ]
