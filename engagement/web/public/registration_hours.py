"""Writing down one's own hours, by the link of a registration: with an account or without."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.attendance import operations
from engagement.attendance.forms import ProposeHoursForm
from engagement.attendance.queries import proposals_of_registration
from engagement.core.i18n import _
from engagement.core.permissions import public
from engagement.kernel.clock import today
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import read_registration_token
from engagement.registrations.queries import registration_view
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.public import bp


@bp.route("/zusage/<token>/stunden", methods=["GET", "POST"])
@public
def registration_hours(token: str) -> ResponseReturnValue:
    """The entries so far, and the form for another one while somebody takes part."""
    public_id = read_registration_token(token)
    view = registration_view(public_id)  # also the check that it belongs to this town
    entries = proposals_of_registration(public_id)
    takes_part = view.is_interest and view.state is RegistrationState.CONFIRMED
    if not takes_part and not entries:
        raise NotFound
    form, refusal = ProposeHoursForm(), None
    if request.method == "GET":
        form.day.data = today(the_city().zone)
    else:
        try:
            if said := _act(public_id, form):
                return redirect_with(said, "public.registration_hours", token=token)
        except NotFound:
            raise
        except DomainError as error:
            refusal = error
            form.refuse(error)
    page = render_template(
        "public/registration_hours.html", view=view, token=token, entries=proposals_of_registration(public_id),
        takes_part=takes_part, form=form, refusal=refusal, form_errors=bool(form.errors),
    )  # fmt: skip
    return page, 422 if form.errors or refusal else 200


def _act(public_id: str, form: ProposeHoursForm) -> str | None:
    """Do what a button says; None when the form has to be looked at again."""
    if entry := request.form.get("zurueck"):
        operations.take_back_hours(entry, registration_id=public_id, actor=the_actor())
        form.process(formdata=None)
        return _("The entry is deleted.")
    if not form.validate():
        return None
    operations.propose_hours(
        public_id, day=form.day.data or today(the_city().zone), minutes=form.hours.minutes or 0,
        note=form.note.data or "", actor=the_actor(),
    )  # fmt: skip
    return _("Thank you. The association confirms your hours.")
