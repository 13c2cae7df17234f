"""The form of „Jemanden eintragen“, which associations and the city's staff share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from engagement.registrations.enums import EntryWay
from engagement.registrations.forms import MINOR, NO, EnterForm
from engagement.registrations.operations import Person
from engagement.web.formatting import shift_when

if TYPE_CHECKING:
    from engagement.registrations.queries import OfferToEnter


def entry_form(offer: OfferToEnter) -> EnterForm:
    """The form with the dates that have places; the only one, or that of `?termin=`, is chosen already."""
    form = EnterForm(shift=request.args.get("termin"))
    dates = [(each.public_id, shift_when(each.starts_at, each.ends_at)) for each in offer.dates if each.free > 0]
    if request.method == "GET" and len(dates) == 1 and not offer.is_ongoing:
        form.shift.data = dates[0][0]
    form.fit(dates, is_ongoing=offer.is_ongoing, age=offer.age)
    return form


def entry_values(form: EnterForm) -> dict[str, Any]:
    """Plain values for `registrations.operations.enter`."""
    return {
        "shift_id": form.shift.data if "shift" in form else None,
        "person": Person(
            name=form.name.data or "", email=form.email.data or "", phone=form.phone.data or "",
            party_size=form.party_size.data or 1, is_adult=form.is_adult.data != NO,
            is_minor=form.is_adult.data == MINOR,
        ),
        "way": EntryWay(form.way.data), "note": form.note.data or "",
    }  # fmt: skip
