"""The form of „War alles gut?“."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from engagement.core.forms import BaseForm
from engagement.core.i18n import _l
from engagement.feedback.enums import Mood
from engagement.feedback.labels import MOOD_LABELS
from engagement.feedback.rules import MAX_TEXT


class FeedbackForm(BaseForm):
    """One choice, and words for who likes."""

    mood = RadioField(
        _l("Was everything all right?"),
        choices=[(mood.value, MOOD_LABELS[mood]) for mood in Mood],
        validators=[InputRequired(_l("Please choose one."))],
    )
    text = TextAreaField(
        _l("Would you like to say something about it?"),
        validators=[Length(max=MAX_TEXT, message=_l("This is too long: at most %(max)d characters."))],
    )
    is_for_city = BooleanField(
        _l("The town may read it, too"), description=_l("For example when something went wrong."),
    )  # fmt: skip
