"""The form of „Jemanden eintragen“, which associations and the city's staff share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from engagement.core.i18n import _, _n
from engagement.registrations.enums import EntryWay, RegistrationState
from engagement.registrations.errors import ShiftFull, TooFewPlaces
from engagement.registrations.forms import MINOR, NO, EnterForm
from engagement.registrations.operations import Person
from engagement.registrations.waitlist import WaitingNeedsContact
from engagement.web.formatting import shift_when

if TYPE_CHECKING:
    from engagement.kernel.errors import DomainError
    from engagement.registrations.operations import Outcome
    from engagement.registrations.queries import OfferToEnter


def entry_form(offer: OfferToEnter) -> EnterForm:
    """The form with the dates ahead; the only one, or that of `?termin=`, is chosen already."""
    form = EnterForm(shift=request.args.get("termin"))
    dates = [(each.public_id, shift_when(each.starts_at, each.ends_at)) for each in offer.dates]
    if request.method == "GET" and len(dates) == 1 and not offer.is_ongoing:
        form.shift.data = dates[0][0]
    form.fit(dates, is_ongoing=offer.is_ongoing, age=offer.age)
    return form


def date_hints(offer: OfferToEnter) -> dict[str, str]:
    """How many places each date still has, by public id; of a full one how many wait."""
    return {each.public_id: _places(each.free, offer.waiting.get(each.id, 0)) for each in offer.dates}


def _places(free: int, waiting: int) -> str:
    if free > 0:
        return _n("%(num)d place free", "%(num)d places free", free)
    if waiting:
        return _n("full: waitlist, %(num)d person waits", "full: waitlist, %(num)d people wait", waiting)
    return _("full: waitlist")


def refused(form: EnterForm, refusal: DomainError) -> bool:
    """Show in the form what was refused; True where the waitlist should be offered instead."""
    if isinstance(refusal, ShiftFull):
        form.shift.errors = [_("All places are taken on this date.")]
    else:
        form.refuse(refusal)
    has_asked = request.form.get("warten") == "1"
    return isinstance(refusal, WaitingNeedsContact) or (isinstance(refusal, ShiftFull | TooFewPlaces) and not has_asked)


def entered_words(done: Outcome, otherwise: str) -> str:
    """What to say to whoever has entered somebody."""
    if done.state is RegistrationState.WAITLISTED:
        return _("Entered on the waitlist. The slip says the position.")
    return otherwise


def entry_values(form: EnterForm) -> dict[str, Any]:
    """Plain values for `registrations.operations.enter`."""
    return {
        "shift_id": form.shift.data if "shift" in form else None,
        "person": Person(
            name=form.name.data or "", email=form.email.data or "", phone=form.phone.data or "",
            party_size=form.party_size.data or 1, is_adult=form.is_adult.data != NO,
            is_minor=form.is_adult.data == MINOR,
        ),
        "may_wait": request.form.get("warten") == "1",
        "way": EntryWay(form.way.data), "note": form.note.data or "",
    }  # fmt: skip
