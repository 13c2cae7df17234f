"""The form of reminders."""

from __future__ import annotations

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from engagement.core.forms import BaseForm
from engagement.core.i18n import _l
from engagement.registrations.labels import REMINDER_LABELS


class ReminderForm(BaseForm):
    """When to be reminded, and whether to be asked afterwards."""

    hours = RadioField(
        _l("When shall we remind you of a date?"),
        choices=[(str(hours), label) for hours, label in REMINDER_LABELS.items()],
        validators=[InputRequired(_l("Please choose one."))],
    )
    wants_thanks = BooleanField(
        _l("Ask me afterwards how it was"),
        description=_l("One short mail after each date. The association reads your answer."),
    )  # fmt: skip
