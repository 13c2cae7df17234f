"""The forms of „Wir rufen Sie an“. Towns are passed in."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length

from engagement.callbacks.enums import CallbackState
from engagement.callbacks.labels import STATE_LABELS
from engagement.core.forms import BaseForm, only_a_name
from engagement.core.i18n import _l

TOO_LONG = _l("This is too long: at most %(max)d characters.")
KEEP, REACHED, NOT_REACHED = "", "erreicht", "nicht"


class CallbackForm(BaseForm):
    """Name and number are enough. The town is asked on the portal only."""

    town = SelectField(_l("Which town?"), validators=[DataRequired(_l("Please choose your town."))])
    name = StringField(
        _l("Your name"),
        validators=[DataRequired(_l("Please write your name.")), Length(max=120, message=TOO_LONG), only_a_name],
    )
    phone = TelField(
        _l("Your phone number"),
        validators=[DataRequired(_l("Please write your phone number.")), Length(max=40, message=TOO_LONG)],
    )
    wish = TextAreaField(
        _l("What can you do, and what would you like to do?"), validators=[Length(max=1000, message=TOO_LONG)]
    )
    reachable = StringField(_l("When can we reach you?"), validators=[Length(max=200, message=TOO_LONG)])

    def fit(self, towns: Sequence[tuple[str, str]] | None) -> None:
        """Slug and name of the towns to choose from; None where the town is known."""
        if towns is None:
            del self.town
        else:
            self.town.choices = [("", _l("Please choose")), *towns]


class CallbackNoteForm(BaseForm):
    """What has happened."""

    call = RadioField(
        _l("Have you called?"),
        choices=[(KEEP, _l("No")), (REACHED, _l("Yes, reached")), (NOT_REACHED, _l("Yes, not reached"))],
        default=KEEP,
    )
    state = RadioField(
        _l("How does it stand?"),
        choices=[(KEEP, _l("as before")), *((each.value, STATE_LABELS[each]) for each in CallbackState)],
        default=KEEP,
    )
    text = TextAreaField(_l("Note"), validators=[Length(max=1000, message=TOO_LONG)])

    @property
    def was_reached(self) -> bool | None:
        return {REACHED: True, NOT_REACHED: False}.get(self.call.data or "")

    @property
    def wanted(self) -> CallbackState | None:
        return CallbackState(self.state.data) if self.state.data else None
