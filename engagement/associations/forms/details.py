"""The forms for logo, opening hours and contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, EmailField, FileField, HiddenField, StringField, TelField
from wtforms.validators import DataRequired, Optional

from engagement.associations.forms import EMAIL_TEXT, seen_version, too_long
from engagement.associations.labels import DAY_LABELS
from engagement.associations.rules import WEEKDAYS, written
from engagement.core.forms import REQUIRED_TEXT, BaseForm, Email
from engagement.core.i18n import _l


class HoursForm(BaseForm):
    """A line for each weekday; what stands in it is read by rules.parse_day."""

    version = HiddenField()
    mon = StringField(DAY_LABELS["mon"], validators=[too_long(120)])
    tue = StringField(DAY_LABELS["tue"], validators=[too_long(120)])
    wed = StringField(DAY_LABELS["wed"], validators=[too_long(120)])
    thu = StringField(DAY_LABELS["thu"], validators=[too_long(120)])
    fri = StringField(DAY_LABELS["fri"], validators=[too_long(120)])
    sat = StringField(DAY_LABELS["sat"], validators=[too_long(120)])
    sun = StringField(DAY_LABELS["sun"], validators=[too_long(120)])
    note = StringField(
        _l("A note"),
        description=_l("For example: by appointment, closed in the school holidays"),
        validators=[too_long(300)],
    )

    @classmethod
    def of(cls, hours: Mapping[str, Sequence[Sequence[int]]], note: str, version: int) -> HoursForm:
        """The form as it is filled now."""
        return cls(version=str(version), note=note, **{day: written(hours.get(day, ())) for day in WEEKDAYS})

    @property
    def days(self) -> dict[str, str]:
        return {day: str(self[day].data or "") for day in WEEKDAYS}

    @property
    def seen_version(self) -> int:
        return seen_version(self.version.data)


class LogoForm(BaseForm):
    picture = FileField(_l("Logo"))
    alt = StringField(
        _l("What does the logo show?"),
        description=_l("One sentence for people who cannot see it, for example: A red tree over the letters TV."),
        validators=[too_long(200)],
    )


class ContactForm(BaseForm):
    version = HiddenField()
    name = StringField(_l("Name"), validators=[DataRequired(REQUIRED_TEXT), too_long(120)])
    task = StringField(
        _l("What for?"), description=_l("For example: chairwoman, youth work, membership"), validators=[too_long(120)]
    )
    phone = TelField(_l("Phone"), validators=[too_long(40)])
    email = EmailField(_l("E-mail"), validators=[Optional(), Email(EMAIL_TEXT), too_long(254)])
    is_public = BooleanField(
        _l("This person wants to be shown publicly"),
        description=_l("Please ask her or him first. Without the tick only your team and the city see it."),
    )

    @property
    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data, "task": self.task.data or "", "phone": self.phone.data or "",
            "email": self.email.data or "", "is_public": bool(self.is_public.data),
        }  # fmt: skip

    @property
    def seen_version(self) -> int:
        return seen_version(self.version.data)
