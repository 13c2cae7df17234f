"""Saying no to somebody, cancelling a date, and keeping somebody away."""

from __future__ import annotations

from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length

from engagement.core.forms import BaseForm
from engagement.core.i18n import _l
from engagement.registrations.forms import TOO_LONG


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


class BlockForm(BaseForm):
    """Why, and what becomes of the registrations that the person has already."""

    reason = TextAreaField(
        _l("Why?"),
        description=_l("Only your team reads this."),
        validators=[DataRequired(_l("Please write why, for your team.")), Length(max=1000, message=TOO_LONG)],
    )
    declines = BooleanField(_l("Decline the registrations to come"), default=True)
    tells = BooleanField(_l("Tell the person by mail that her registrations are declined"), default=True)
    message = TextAreaField(
        _l("A word for this mail"),
        description=_l("The person reads this. You can leave it empty."),
        validators=[Length(max=1000, message=TOO_LONG)],
    )
