"""The form of a message."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from engagement.core.forms import BaseForm
from engagement.core.i18n import _l
from engagement.messages.rules import MAX_TEXT


class MessageForm(BaseForm):
    """The words; `key` makes two clicks one message."""

    key = HiddenField(validators=[DataRequired(), Length(max=40)])
    text = TextAreaField(
        _l("Your message"),
        validators=[
            DataRequired(_l("Please write something.")),
            Length(max=MAX_TEXT, message=_l("This is too long: at most %(max)d characters.")),
        ],
    )


class WriteForm(MessageForm):
    """To whom as well."""

    to = SelectField(_l("To whom?"), validators=[InputRequired(_l("Please choose one."))])
