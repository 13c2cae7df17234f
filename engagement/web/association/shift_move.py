"""Moving one date: everybody is told, and asked whether the new time suits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import local
from engagement.opportunities.forms_of_dates import MoveShiftForm
from engagement.opportunities.rules.dates import NoSuchTime, moments
from engagement.web.association import bp
from engagement.web.association.date_page import date_page
from engagement.web.association.people import LIST
from engagement.web.context import the_actor, the_city
from engagement.workflows.move_shift import move_shift

if TYPE_CHECKING:
    from engagement.registrations.queries import PeopleOfShift


@bp.route(f"{LIST}/termin/<shift_id>/verlegen", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def shift_move(association_id: str, public_id: str, shift_id: str) -> ResponseReturnValue:
    """Another day or another hour for one date that has not begun."""
    return date_page(
        "association/shift_move.html", association_id, public_id, shift_id, _form,
        lambda form: _move(form, public_id, shift_id),
    )  # fmt: skip


def _form(shift: PeopleOfShift) -> MoveShiftForm:
    assert shift.starts_at is not None and shift.ends_at is not None  # a date, not interest
    zone = the_city().zone
    begins, ends = local(shift.starts_at, zone), local(shift.ends_at, zone)
    return MoveShiftForm(day=begins.date(), begins=begins.time(), ends=ends.time())


def _move(form: MoveShiftForm, public_id: str, shift_id: str) -> str:
    """Move the date and return what to say."""
    day, begins, ends = form.day.data, form.begins.data, form.ends.data
    if day is None or begins is None or ends is None:
        missing = "day" if day is None else "begins" if begins is None else "ends"
        raise NoSuchTime(missing, _("Please fill this in."))
    starts_at, ends_at = moments(day, begins, ends, the_city().zone)
    told = move_shift(
        public_id, shift_id, starts_at=starts_at, ends_at=ends_at, reason=form.reason.data or "", actor=the_actor()
    )
    return _("The date is moved. Everybody has been told and asked.") if told else _("The date is moved.")
