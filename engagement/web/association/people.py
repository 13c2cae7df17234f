"""Who comes: the list, answers to requests, lists to print and to save, and taking a date away."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engagement.attendance.queries import noted_of_registrations
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.notifications.queries import dead_among
from engagement.registrations import operations
from engagement.registrations.forms_deciding import CancelShiftForm, DeclineForm
from engagement.registrations.labels import WAY_LABELS
from engagement.registrations.queries import People, PeopleOfShift, people_of, people_of_shifts
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.people_list import FEW, months_of, opened_dates, people_sheet_of
from engagement.web.context import the_actor
from engagement.web.notices import redirect_with
from engagement.web.sheets import csv_response, xlsx_response
from engagement.workflows.cancel_shift import cancel_shift

LIST = "/<association_id>/angebote/<public_id>/zusagen"


@bp.get(LIST)
@requires(Permission.REGISTRATION_VIEW)
def people(association_id: str, public_id: str) -> ResponseReturnValue:
    """Everybody by date, requests that want an answer first."""
    return people_page(public_id)


def people_page(public_id: str, *, refusal: DomainError | None = None) -> str:
    """The list as it is now, with what a button was refused for. `?termin=` opens a date, `?alle=1` all."""
    return _list(public_id, form=None, refusal=refusal, form_errors=refusal is not None)


def _list(public_id: str, **more: Any) -> str:
    past, all_open = request.args.get("frueher") == "1", request.args.get("alle") == "1"
    shift_id = request.args.get("termin")
    found = people_of(public_id, past=past, page=request.args.get("seite", type=int), shift_id=shift_id)
    return render_template(
        "association/people.html", people=found, past=past, way_labels=WAY_LABELS, dead=_dead(found),
        open_dates=opened_dates(found, shift_id, all_of_them=all_open), all_open=all_open, few=FEW,
        months=months_of(found), **more, **work_page(),
    )  # fmt: skip


def to_people(said: str, association_id: str, public_id: str) -> Response:
    """Back to the list, at the date where the button was."""
    shift_id = request.args.get("termin")
    return redirect_with(
        said, "association.people", association_id=association_id, public_id=public_id, termin=shift_id,
        frueher=request.args.get("frueher"), _anchor=f"termin-{shift_id}" if shift_id else None,
    )  # fmt: skip


def _dead(found: People) -> frozenset[str]:
    """The addresses of these people to which mails do not arrive."""
    shown = [*found.shifts.items, *([found.interest] if found.interest is not None else [])]
    return dead_among(person.email.lower() for each in shown for person in (*each.people, *each.waiting))


@bp.post(f"{LIST}/<registration_id>")
@requires(Permission.REGISTRATION_DECIDE)
def people_answer(association_id: str, public_id: str, registration_id: str) -> ResponseReturnValue:
    """Accept or decline one request."""
    form = DeclineForm()
    if not form.validate():
        return _refused(public_id, registration_id, form)
    try:
        if request.form.get("antwort") == "ja":
            operations.accept(registration_id, actor=the_actor())
            said = _("Accepted. We have told the person.")
        elif request.form.get("antwort") == "nein":
            operations.decline(registration_id, reason=form.reason.data or "", actor=the_actor())
            said = _("Declined. We have told the person, the place is free again.")
        else:
            abort(400)
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _refused(public_id, registration_id, form)
    return to_people(said, association_id, public_id)


def _refused(public_id: str, registration_id: str, form: DeclineForm) -> ResponseReturnValue:
    return _list(public_id, form=form, refusal=None, form_errors=True, answering=registration_id), 422


@bp.get(f"{LIST}/zettel")
@requires(Permission.REGISTRATION_VIEW)
def people_sheet(association_id: str, public_id: str) -> ResponseReturnValue:
    """A sheet to print and to tick off, or to sign with `?art=unterschriften`; one date with `?termin=`."""
    title, shifts = people_of_shifts(public_id, request.args.get("termin"))
    template = "people_signatures" if request.args.get("art") == "unterschriften" else "people_sheet"
    return render_template(
        f"association/{template}.html", title=title, shifts=shifts, opportunity_id=public_id, **work_page()
    )


@bp.get(f"{LIST}.<ending>")
@requires(Permission.REGISTRATION_VIEW)
def people_file(association_id: str, public_id: str, ending: str) -> ResponseReturnValue:
    """The list for a spreadsheet (csv or xlsx); one date with `?termin=`."""
    makers = {"csv": csv_response, "xlsx": xlsx_response}
    if ending not in makers:
        abort(404)
    title, shifts = people_of_shifts(public_id, request.args.get("termin"))
    noted = noted_of_registrations([person.public_id for shift in shifts for person in shift.people])
    return makers[ending](people_sheet_of(title, shifts, noted), f"zusagen-{public_id}")


@bp.route(f"{LIST}/termin/<shift_id>/absagen", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def shift_cancel(association_id: str, public_id: str, shift_id: str) -> ResponseReturnValue:
    """Take one date away from everybody who has a place; asks for a reason first."""
    title, shifts = people_of_shifts(public_id, shift_id)
    shift: PeopleOfShift = shifts[0]
    if not shift.can_cancel:
        said = _("This date is cancelled or over already.")
        return redirect_with(said, "association.people", association_id=association_id, public_id=public_id)
    form = CancelShiftForm()
    if request.method == "POST" and form.validate():
        try:
            cancel_shift(public_id, shift_id, reason=form.reason.data or "", actor=the_actor())
        except NotFound:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            said = _("The date is cancelled. Everybody has been told.")
            return redirect_with(said, "association.people", association_id=association_id, public_id=public_id)
    status = 422 if request.method == "POST" else 200
    page = render_template(
        "association/shift_cancel.html", title=title, shift=shift, opportunity_id=public_id, form=form, **work_page()
    )
    return page, status
