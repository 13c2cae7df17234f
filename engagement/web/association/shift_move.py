"""Moving one date: everybody is told, and asked whether the new time suits."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import local
from engagement.kernel.errors import DomainError, NotFound
from engagement.opportunities.forms import MoveShiftForm
from engagement.opportunities.rules.dates import NoSuchTime, moments
from engagement.registrations.queries import PeopleOfShift, people_of_shifts
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.people import LIST
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.workflows.move_shift import move_shift


@bp.route(f"{LIST}/termin/<shift_id>/verlegen", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def shift_move(association_id: str, public_id: str, shift_id: str) -> ResponseReturnValue:
    """Another day or another hour for one date that has not begun."""
    title, shifts = people_of_shifts(public_id, shift_id)
    shift = shifts[0]
    here = {"association_id": association_id, "public_id": public_id}
    if not shift.can_cancel or shift.has_begun:
        return redirect_with(_("This date has begun, is cancelled or over already."), "association.people", **here)
    form = _form(shift)
    if request.method == "POST" and form.validate():
        try:
            told = _move(form, public_id, shift_id)
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            said = _("The date is moved. Everybody has been told and asked.") if told else _("The date is moved.")
            return redirect_with(said, "association.people", **here)
    page = render_template(
        "association/shift_move.html", title=title, shift=shift, opportunity_id=public_id, form=form,
        form_errors=bool(form.errors), **work_page(),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


def _form(shift: PeopleOfShift) -> MoveShiftForm:
    assert shift.starts_at is not None and shift.ends_at is not None  # a date, not interest
    zone = the_city().zone
    begins, ends = local(shift.starts_at, zone), local(shift.ends_at, zone)
    return MoveShiftForm(day=begins.date(), begins=begins.time(), ends=ends.time())


def _move(form: MoveShiftForm, public_id: str, shift_id: str) -> int:
    day, begins, ends = form.day.data, form.begins.data, form.ends.data
    if day is None or begins is None or ends is None:
        missing = "day" if day is None else "begins" if begins is None else "ends"
        raise NoSuchTime(missing, _("Please fill this in."))
    starts_at, ends_at = moments(day, begins, ends, the_city().zone)
    return move_shift(
        public_id, shift_id, starts_at=starts_at, ends_at=ends_at, reason=form.reason.data or "", actor=the_actor()
    )
