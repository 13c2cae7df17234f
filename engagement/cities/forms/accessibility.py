"""The form of a city's statement on accessibility."""

from __future__ import annotations

from typing import Any

from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from engagement.cities.enums import BarrierGround
from engagement.cities.labels import ASSESSMENT_LABELS, COMPLIANCE_LABELS, GROUND_LABELS
from engagement.core.fields import DayField
from engagement.core.forms import BaseForm
from engagement.core.i18n import _, _l

TOO_LONG = _l("This is too long: at most %(max)d characters.")
CHOOSE_TEXT = _l("Please choose.")


class BarrierRow(Form):
    """One thing that is not accessible. A row without words does not count."""

    what = StringField(_l("What is not accessible?"), validators=[Length(max=200, message=TOO_LONG)])
    why = TextAreaField(_l("Why?"), validators=[Length(max=400, message=TOO_LONG)])
    help = TextAreaField(_l("What helps instead?"), validators=[Length(max=400, message=TOO_LONG)])
    ground = SelectField(
        _l("Reason"), choices=[(each.value, label) for each, label in GROUND_LABELS.items()],
        default=BarrierGround.OPEN.value,
    )  # fmt: skip

    def validate_what(self, field: Any) -> None:
        """Words in the other fields belong to something."""
        others = (self.why.data or "").strip() or (self.help.data or "").strip()
        if others and not (field.data or "").strip():
            raise ValidationError(_("Please write what is not accessible."))

    @property
    def is_empty(self) -> bool:
        return not (self.what.data or "").strip()

    @property
    def values(self) -> dict[str, str]:
        return {
            "what": (self.what.data or "").strip(), "why": (self.why.data or "").strip(),
            "help": (self.help.data or "").strip(), "ground": self.ground.data or BarrierGround.OPEN.value,
        }  # fmt: skip


class StatementForm(BaseForm):
    """The statement, in the order of its page."""

    version = HiddenField()
    status = RadioField(
        _l("How accessible are your pages?"),
        choices=[(each.value, label) for each, label in COMPLIANCE_LABELS.items()],
        validators=[InputRequired(CHOOSE_TEXT)],
    )
    barriers = FieldList(FormField(BarrierRow, _l("Barrier")), label=_l("Barriers"), max_entries=30)
    method = RadioField(
        _l("Who has checked?"),
        choices=[(each.value, label) for each, label in ASSESSMENT_LABELS.items()],
        validators=[InputRequired(CHOOSE_TEXT)],
    )
    assessed_by = StringField(
        _l("Name of who has checked"),
        description=_l("An office or a company, for example: Volunteer office."),
        validators=[Optional(), Length(max=200, message=TOO_LONG)],
    )
    assessed_on = DayField(_l("Day of the check"), validators=[Optional()])
    reviewed_on = DayField(_l("Day when you last looked at this statement"), validators=[Optional()])
    commissioner = StringField(
        _l("Commissioner for people with disabilities"),
        description=_l("Name, phone and e-mail of your town or district."),
        validators=[Optional(), Length(max=300, message=TOO_LONG)],
    )
    body = TextAreaField(
        _l("Body that people can turn to when you do not help"),
        validators=[Optional(), Length(max=600, message=TOO_LONG)],
    )
    sign_video_url = URLField(
        _l("Address of your video in sign language"),
        description=_l("We only link to it. Nobody loads it before a click."),
        validators=[Optional(), Length(max=300, message=TOO_LONG)],
    )

    def values(self) -> list[dict[str, str]]:
        """The rows that hold something."""
        return [entry.form.values for entry in self.barriers.entries if not entry.form.is_empty]
