"""All coming dates of a series: changed together, or cancelled together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _, _n
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import local
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.opportunities.forms import WithdrawForm
from engagement.opportunities.forms_of_dates import ChangeSeriesForm
from engagement.opportunities.operations.series import change_series
from engagement.opportunities.queries import AuthoredOffer, coming_of_series
from engagement.opportunities.rules.errors import InvalidContent
from engagement.opportunities.rules.minimum import days_before
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.opportunities import mapping, saving
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.workflows.cancel_series import cancel_series

if TYPE_CHECKING:
    from engagement.opportunities.models import Shift

ADDRESS = "/<association_id>/angebote/<public_id>/serie/<series_id>"


@bp.route(ADDRESS, methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def series(association_id: str, public_id: str, series_id: str) -> ResponseReturnValue:
    """The dates ahead, and one form for all of them."""
    offer, shifts = _found(public_id, series_id)
    form = ChangeSeriesForm()
    if request.method == "GET":
        first, zone = shifts[0], the_city().zone
        form.begins.data, form.ends.data = local(first.starts_at, zone).time(), local(first.ends_at, zone).time()
        form.places.data, form.note.data = first.capacity, first.note
        form.minimum.data, form.decide_days.data = first.minimum, days_before(first, zone)
        return _page(offer, shifts, series_id, form, WithdrawForm(formdata=None))
    if form.validate() and (said := _change(form, public_id, series_id)):
        return redirect_with(said, "association.opportunity_edit", association_id=association_id, public_id=public_id)
    return _page(offer, shifts, series_id, form, WithdrawForm(formdata=None)), 422


@bp.post(f"{ADDRESS}/absagen")
@requires(Permission.OPPORTUNITY_EDIT)
def series_cancel(association_id: str, public_id: str, series_id: str) -> ResponseReturnValue:
    """Cancel all of them and tell everybody."""
    offer, shifts = _found(public_id, series_id)
    form = WithdrawForm()
    if form.validate():
        try:
            gone = cancel_series(public_id, series_id, reason=form.reason.data or "", actor=the_actor())
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            said = _n("%(num)d date is cancelled.", "%(num)d dates are cancelled.", gone.dates)
            if gone.people:
                said += " " + _n("We have told %(num)d person.", "We have told %(num)d people.", gone.people)
            return redirect_with(
                said, "association.opportunity_edit", association_id=association_id, public_id=public_id
            )
    return _page(offer, shifts, series_id, ChangeSeriesForm(formdata=None), form), 422


def _found(public_id: str, series_id: str) -> tuple[AuthoredOffer, Sequence[Shift]]:
    offer = saving.the_offer(public_id)
    shifts = coming_of_series(offer.opportunity.id, series_id)
    if not shifts:
        raise NotFound
    return offer, shifts


def _change(form: ChangeSeriesForm, public_id: str, series_id: str) -> str:
    """Change the dates and return what to say; "" when something was refused, which then stands in the form."""
    if form.begins.data is None or form.ends.data is None or form.places.data is None:
        for field in (form.begins, form.ends, form.places):
            if field.data is None:
                field.errors = [*field.errors, _("Please fill this in.")]
        return ""
    try:
        done = change_series(
            public_id, series_id, begins=form.begins.data, ends=form.ends.data, capacity=form.places.data,
            note=str(form.note.data or ""), minimum=form.minimum.data, decide_days=form.decide_days.data,
            actor=the_actor(),
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except InvalidContent as refusal:
        for name, sentence in mapping.sentences(refusal.problems):
            form[name].errors = [*form[name].errors, sentence]
        return ""
    except DomainError as refusal:
        form.refuse(refusal)
        return ""
    said = _n("%(num)d date is changed.", "%(num)d dates are changed.", done.changed)
    if done.kept_time:
        said += " " + _n(
            "%(num)d date keeps its time, because people have registered or the hour does not exist on that day.",
            "%(num)d dates keep their time, because people have registered or the hour does not exist on that day.",
            done.kept_time,
        )
    return said


def _page(
    offer: AuthoredOffer, shifts: Sequence[Shift], series_id: str, form: ChangeSeriesForm, cancelling: WithdrawForm
) -> str:
    return render_template(
        "association/series.html", found=offer, shifts=shifts, series_id=series_id, form=form, cancelling=cancelling,
        people=sum(shift.taken for shift in shifts), **work_page(),
    )  # fmt: skip
