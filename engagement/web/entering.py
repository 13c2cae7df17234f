"""The form of „Jemanden eintragen“, which associations and the city's staff share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext

from engagement.core.i18n import _, _n
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import operations
from engagement.registrations.enums import EntryWay, RegistrationState
from engagement.registrations.errors import DatesAtOnce, DatesRefused, ShiftFull, TooFewPlaces
from engagement.registrations.forms import MINOR, NO, EnterForm
from engagement.registrations.operations import Person
from engagement.registrations.rules import MAX_ENTERED_DATES
from engagement.registrations.waitlist import WaitingNeedsContact
from engagement.web.context import the_actor, the_city
from engagement.web.formatting import shift_when

if TYPE_CHECKING:
    from engagement.registrations.operations import Outcome
    from engagement.registrations.queries import OfferToEnter


@dataclass
class Entering:
    """The page as it is asked for, and what became of it."""

    offer: OfferToEnter
    form: EnterForm
    done: list[Outcome] = field(default_factory=list)
    waits: str = ""  # the dates for which the waitlist is offered instead, by public id
    marks: dict[str, str] = field(default_factory=dict)  # what is wrong with a date, by public id
    asks_both: bool = False

    @property
    def shown(self) -> dict[str, Any]:
        """What the template gets."""
        return {
            "offer": self.offer, "form": self.form, "hints": _date_hints(self.offer), "waits": self.waits,
            "marks": self.marks, "asks_both": self.asks_both, "most_dates": MAX_ENTERED_DATES,
        }  # fmt: skip


def entering(offer: OfferToEnter, *, for_city: bool = False) -> Entering:
    """Show the form, or enter somebody: `done` then says for what, one for each date, soonest first."""
    page = Entering(offer, _entry_form(offer))
    if request.method == "POST" and page.form.validate():
        try:
            page.done = _enter(offer, page.form, for_city=for_city)
        except NotFound:
            raise
        except DomainError as refusal:
            _refuse(page, refusal)
    return page


def _entry_form(offer: OfferToEnter) -> EnterForm:
    """The form with the dates ahead; the only one, or that of `?termin=`, is chosen already."""
    form = EnterForm(shift=request.args.getlist("termin"))
    dates = [(each.public_id, shift_when(each.starts_at, each.ends_at)) for each in offer.dates]
    if request.method == "GET" and len(dates) == 1 and not offer.is_ongoing:
        form.shift.data = [dates[0][0]]
    form.fit(dates, is_ongoing=offer.is_ongoing, age=offer.age)
    return form


def _enter(offer: OfferToEnter, form: EnterForm, *, for_city: bool) -> list[Outcome]:
    chosen, waits = _chosen(form), request.form.get("warten", "").split()
    asked: dict[str, Any] = {
        "city_id": the_city().id, "actor": the_actor(), "for_city": for_city, "form_key": (form.key.data or "")[:40],
        "person": Person(
            name=form.name.data or "", email=form.email.data or "", phone=form.phone.data or "",
            party_size=form.party_size.data or 1, is_adult=form.is_adult.data != NO,
            is_minor=form.is_adult.data == MINOR,
        ),
        "way": EntryWay(form.way.data), "note": form.note.data or "",
    }  # fmt: skip
    if len(chosen) > 1:
        done = operations.enter_several(
            offer.public_id, shift_ids=chosen, may_wait=waits, despite_overlap=form.despite_overlap.data, **asked
        )
        soonest = {each.public_id: number for number, each in enumerate(offer.dates)}
        return [done[key] for key in sorted(done, key=lambda key: soonest.get(key, len(soonest)))]
    shift_id = chosen[0] if chosen else None
    return [operations.enter(offer.public_id, shift_id=shift_id, may_wait=shift_id in waits, **asked)]


def _chosen(form: EnterForm) -> list[str]:
    return list(form.shift.data or []) if "shift" in form else []


def _refuse(page: Entering, refusal: DomainError) -> None:
    """Show what was refused, and for which dates; offer the waitlist where it helps."""
    form, asked = page.form, request.form.get("warten", "").split()
    of_dates = refusal.refusals if isinstance(refusal, DatesRefused) else {}
    if isinstance(refusal, ShiftFull):
        form.shift.errors = [_full()]
    else:
        form.refuse(refusal)
    page.marks = {key: _full() if isinstance(each, ShiftFull) else _words(each) for key, each in of_dates.items()}
    page.asks_both = any(isinstance(each, DatesAtOnce) for each in of_dates.values())
    if isinstance(refusal, ShiftFull | TooFewPlaces):
        of_dates = dict.fromkeys(_chosen(form), refusal)
    full = [key for key, each in of_dates.items() if isinstance(each, ShiftFull | TooFewPlaces)]
    # Who was to wait already and may not, is more people than the date takes.
    if isinstance(refusal, WaitingNeedsContact) or set(full) - set(asked):
        page.waits = " ".join(dict.fromkeys([*asked, *full]))


def _full() -> str:
    return _("All places are taken on this date.")


def _words(refusal: DomainError) -> str:
    return str(gettext(refusal.message, **refusal.values))


def _date_hints(offer: OfferToEnter) -> dict[str, str]:
    """What each date is, how many places it still has, and of a full one how many wait; by public id."""
    return {
        each.public_id: " · ".join(
            part for part in (each.note, _places(each.free, offer.waiting.get(each.id, 0))) if part
        )
        for each in offer.dates
    }


def _places(free: int, waiting: int) -> str:
    if free > 0:
        return _n("%(num)d place free", "%(num)d places free", free)
    if waiting:
        return _n("full: waitlist, %(num)d person waits", "full: waitlist, %(num)d people wait", waiting)
    return _("full: waitlist")


def entered_words(done: list[Outcome], otherwise: str) -> str:
    """What to say to whoever has entered somebody; `otherwise` of one date with a place."""
    waiting = sum(each.state is RegistrationState.WAITLISTED for each in done)
    if len(done) == 1:
        return _("Entered on the waitlist. The slip says the position.") if waiting else otherwise
    said = _n("Entered for %(num)d date.", "Entered for %(num)d dates.", len(done))
    if not waiting:
        return said
    more = _n("On %(num)d of them on the waitlist.", "On %(num)d of them on the waitlist.", waiting)
    return f"{said} {more}"
