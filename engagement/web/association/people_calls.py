"""Calls that an association makes: to those who registered by phone, and to those whom no mail reaches."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import operations
from engagement.registrations.enums import CallAnswer
from engagement.web.account.flow import check_token
from engagement.web.association import bp
from engagement.web.association.people import LIST, people_page, to_people
from engagement.web.context import the_actor, the_association
from engagement.web.notices import redirect_with


@bp.post(f"{LIST}/<registration_id>/anruf")
@requires(Permission.REGISTRATION_DECIDE)
def people_call(association_id: str, public_id: str, registration_id: str) -> ResponseReturnValue:
    """How the call ended: comes, does not come, not reached."""
    check_token()
    try:
        answer = CallAnswer(request.form.get("anruf", ""))
    except ValueError:
        abort(400)
    try:
        act = operations.answer_calls if request.form.get("alle") == "1" else operations.answer_call
        act(registration_id, answer, actor=the_actor())
    except NotFound:
        raise
    except DomainError as refusal:
        return people_page(public_id, refusal=refusal), 422
    said = {
        CallAnswer.COMES: _("Noted: this person comes."),
        CallAnswer.DOES_NOT_COME: _("Noted: this person does not come. The place is free again."),
        CallAnswer.NOT_REACHED: _("Noted. Please try again later."),
    }[answer]
    if request.form.get("zurueck") == "heute":
        return redirect_with(said, "association.today", association_id=association_id)
    return to_people(said, association_id, public_id)


@bp.post("/<association_id>/anrufe/<task_id>")
@requires(Permission.REGISTRATION_DECIDE)
def call_task(association_id: str, task_id: str) -> ResponseReturnValue:
    """Somebody without an e-mail address was told, or was not reached."""
    check_token()
    was_reached = request.form.get("anruf") == "erreicht"
    try:
        operations.finish_call_task(
            task_id, association_id=the_association().id, was_reached=was_reached, actor=the_actor()
        )
        said = _("Done. Thank you for calling.") if was_reached else _("Noted. Please try again later.")
    except NotFound:
        raise
    except DomainError as refusal:
        said = _(refusal.message)
    return redirect_with(said, "association.today", association_id=association_id)
