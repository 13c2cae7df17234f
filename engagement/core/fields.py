"""Fields that say in our words what they could not read."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from wtforms import DateField, Field, IntegerField, TimeField
from wtforms.validators import StopValidation

from engagement.core.i18n import _

DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")
TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%H.%M", "%H")


class _Readable(Field):
    """What could not be read is said once: no validator looks at it as if nothing had been typed."""

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation."""
        super().pre_validate(form)
        if self.process_errors:
            raise StopValidation


class DayField(_Readable, DateField):
    """A calendar day; browsers send 2026-05-04, people without a date picker write 4.5.2026."""

    data: date | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _text(valuelist)
        if text:
            moment = _parsed(text, DAY_FORMATS)
            if moment is None:
                raise ValueError(_("This is no date. An example: 24.12.2026"))
            self.data = moment.date()

    def _value(self) -> str:
        return _shown(self, self.data.isoformat() if self.data else "")


class ClockField(_Readable, TimeField):
    """A time of day: 14:30, also 14.30 or 14."""

    data: time | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _text(valuelist).removesuffix("Uhr").strip()
        if text:
            moment = _parsed(text, TIME_FORMATS)
            if moment is None:
                raise ValueError(_("This is no time. An example: 14:30"))
            self.data = moment.time()

    def _value(self) -> str:
        return _shown(self, self.data.strftime("%H:%M") if self.data else "")


class NumberField(_Readable, IntegerField):
    """A whole number."""

    data: int | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = _text(valuelist)
        if text:
            if not text.lstrip("-").isdecimal() or len(text) > 9:
                raise ValueError(_("Please enter a number."))
            self.data = int(text)

    def _value(self) -> str:
        return _shown(self, "" if self.data is None else str(self.data))


def _text(valuelist: list[Any]) -> str:
    return str(valuelist[0]).strip() if valuelist else ""


def _parsed(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  # a wall clock reading; its zone is the city's
        except ValueError:
            continue
    return None


def _shown(field: Field, value: str) -> str:
    """What was typed as long as it could not be read, else the value."""
    return value or (_text(field.raw_data) if field.raw_data else "")
