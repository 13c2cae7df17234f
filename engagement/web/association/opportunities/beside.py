"""What stands beside the form on wide screens: the card that people will see, and which questions are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engagement.core.i18n import _
from engagement.media.addresses import picture_view
from engagement.opportunities.enums import TimePattern
from engagement.opportunities.labels import TIME_PATTERN_LABELS
from engagement.opportunities.rules.dates import NoSuchTime, moments
from engagement.web.context import the_association, the_city
from engagement.web.formatting import shift_when

if TYPE_CHECKING:
    from datetime import datetime

    from engagement.media.models import Picture
    from engagement.opportunities.forms import OpportunityForm
    from engagement.opportunities.forms_of_dates import ShiftRow


@dataclass(frozen=True)
class Question:
    """A part of the form: the id of its section, its heading, and whether there is an answer."""

    id: str
    label: str
    is_answered: bool
    is_optional: bool = False


def beside(form: OpportunityForm, picture: Picture | None) -> dict[str, Any]:
    """What association/_offer_beside.html shows of a form as it is filled. Nothing of it is checked or stored."""
    return {"questions": _questions(form), "card": _card(form, picture)}


def _questions(form: OpportunityForm) -> list[Question]:
    is_ongoing = form.is_ongoing.data == "1"
    rows = [row for row in form.rows if not row.is_empty]
    when = bool(form.schedule_note.data or form.time_patterns.data) if is_ongoing else any(map(_when, rows))
    many = form.people_needed.data or (rows and all(row.places.data for row in rows) and not is_ongoing)
    where = any(form[name].data for name in ("is_remote", "location_name", "street", "district"))
    who = form.contact_name.data and (form.contact_email.data or form.contact_phone.data)
    return [
        Question("frage-was", _("What?"), bool(form.title.data)),
        Question("frage-wann", _("When?"), when),
        Question("frage-wo", _("Where?"), where),
        Question("frage-wie-viele", _("How many?"), bool(many)),
        Question("frage-wer", _("Who is the contact?"), bool(who)),
        Question("mehr", _("Tell more"), bool(form.summary.data or form.description.data), is_optional=True),
    ]


def _card(form: OpportunityForm, picture: Picture | None) -> dict[str, Any]:
    """Values for components/card.html, with words in the place of what is not yet said."""
    first = next((row for row in form.rows if _when(row)), None) if form.is_ongoing.data != "1" else None
    places = (first.places.data or form.people_needed.data) if first is not None else None
    times = _when(first) if first is not None else None
    patterns = [each for each in form.time_patterns.data or () if each in TIME_PATTERN_LABELS]
    return {
        "url": "", "language": form.text("language"), "title": form.text("title") or _("What you are looking for"),
        "association_name": the_association().name, "where": _where(form), "free": places, "capacity": places,
        "when": shift_when(*times) if times is not None else form.text("schedule_note") or _("By arrangement"),
        "tag": str(TIME_PATTERN_LABELS[TimePattern(patterns[0])]) if patterns else "",
        "field": form.text("main_field") or next(iter(form["fields"].data or ()), None),
        "photo": picture_view(picture), "mirrored": False,
    }  # fmt: skip


def _where(form: OpportunityForm) -> str:
    if form.is_remote.data:
        return _("From home")
    chosen = form.text("district")
    district = next((str(label) for value, label, *_rest in form.district.iter_choices() if value == chosen), "")
    return ", ".join(
        dict.fromkeys(each for each in (form.text("location_name"), district if chosen else form.text("town")) if each)
    )


def _when(row: ShiftRow) -> tuple[datetime, datetime] | None:
    """Begin and end of a row that can be read; None for any other."""
    if row.day.data is None or row.begins.data is None or row.ends.data is None:
        return None
    try:
        return moments(row.day.data, row.begins.data, row.ends.data, the_city().zone)
    except NoSuchTime:
        return None
