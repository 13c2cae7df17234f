"""The form of a note."""

from __future__ import annotations

from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from engagement.core.forms import REQUIRED_TEXT, BaseForm
from engagement.core.i18n import _l
from engagement.notes.rules import MAX_TEXT


class NoteForm(BaseForm):
    back = HiddenField()
    text = TextAreaField(
        _l("Note for your colleagues"),
        description=_l("Only the staff of the town reads it, never the association."),
        validators=[
            DataRequired(REQUIRED_TEXT),
            Length(max=MAX_TEXT, message=_l("Please use at most %(max)d characters.")),
        ],
    )
