"""From how many people on a date takes place."""

from __future__ import annotations

from wtforms.validators import NumberRange, Optional

from engagement.core.fields import ClockField, DayField, NumberField
from engagement.core.forms import BaseForm
from engagement.core.i18n import _l


class MinimumForm(BaseForm):
    """How many, and when it is decided. Empty: the date takes place in any case."""

    minimum = NumberField(
        _l("Takes place only from how many people on?"),
        description=_l("Leave it empty if the date takes place in any case."),
        validators=[Optional(), NumberRange(2, 1000, _l("Please write a number from %(min)d to %(max)d."))],
    )
    day = DayField(_l("On which day is it decided?"), description=_l("Two days before the date if you leave it empty."))
    at = ClockField(_l("At what time?"))
