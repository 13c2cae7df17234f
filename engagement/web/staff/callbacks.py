"""The city's list of people who would like to be called."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.callbacks import operations, queries
from engagement.callbacks.enums import CallbackState
from engagement.callbacks.forms import CallbackNoteForm
from engagement.callbacks.labels import STATE_LABELS
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.account.flow import check_token
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp
from engagement.web.staff.navigation import staff_navigation


@bp.get("/anrufe")
@requires(Permission.MODERATE)
def callbacks() -> str:
    """Those who wait, longest first; `?stand=` another state."""
    value = request.args.get("stand", "")
    state = CallbackState(value) if value in tuple(CallbackState) else None
    page = queries.callback_page(the_city().id, request.args.get("seite", 1, int), state)
    return render_template(
        "staff/callbacks.html", page=page, state=state, labels=STATE_LABELS, work_nav=staff_navigation()
    )


@bp.route("/anrufe/<public_id>", methods=["GET", "POST"])
@requires(Permission.MODERATE)
def callback(public_id: str) -> ResponseReturnValue:
    """One person with what was done; the form writes a note."""
    form, status = CallbackNoteForm(), 200
    if request.method == "POST":
        queries.callback(the_city().id, public_id)
        status = 422
        if form.validate():
            try:
                operations.note(
                    the_city().id, public_id, text=form.text.data or "", was_reached=form.was_reached,
                    wanted=form.wanted, actor=the_actor(),
                )  # fmt: skip
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return redirect_with(_("Noted."), "staff.callback", public_id=public_id)
    page = render_template(
        "staff/callback.html", one=queries.callback(the_city().id, public_id), form=form, labels=STATE_LABELS,
        work_nav=staff_navigation(), work_current="staff.callbacks",
    )  # fmt: skip
    return page, status


@bp.post("/anrufe/<public_id>/uebernehmen")
@requires(Permission.MODERATE)
def callback_take(public_id: str) -> ResponseReturnValue:
    """Look after it oneself."""
    check_token()
    operations.take(the_city().id, public_id, actor=the_actor())
    return redirect_with(_("You look after it now."), "staff.callback", public_id=public_id)
