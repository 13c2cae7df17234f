"""Pausing, showing again, taking back, putting away."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from engagement.core.forms import BaseForm
from engagement.core.i18n import _, _n
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.opportunities import operations
from engagement.opportunities.forms import WithdrawForm
from engagement.opportunities.queries import authored_offer, places_taken
from engagement.opportunities.rules.states import SHOWN
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.opportunities.showcases import city_asked_for
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.notices import redirect_with
from engagement.workflows.withdraw_opportunity import withdraw_opportunity

ONE = "/<association_id>/angebote/<public_id>"


@bp.post(f"{ONE}/pausieren")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_pause(association_id: str, public_id: str) -> ResponseReturnValue:
    """Hide it for a while."""
    text = _(
        "Paused. Nobody finds the offer there until you show it again. Those who are registered keep their places."
    )
    return _act(operations.pause, public_id, text)


@bp.post(f"{ONE}/fortsetzen")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_resume(association_id: str, public_id: str) -> ResponseReturnValue:
    """Show it again."""
    return _act(operations.resume, public_id, _("The offer is shown again."))


@bp.post(f"{ONE}/archivieren")
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_archive(association_id: str, public_id: str) -> ResponseReturnValue:
    """Put it away."""
    return _act(operations.archive, public_id, _("Archived. You find it in the list under “Archived”."))


@bp.route(f"{ONE}/zurueckziehen", methods=["GET", "POST"])
@requires(Permission.OPPORTUNITY_EDIT)
def opportunity_withdraw(association_id: str, public_id: str) -> ResponseReturnValue:
    """Asks first, and says how many people get a mail."""
    found = authored_offer(public_id, association_id=the_association().id, city_id=the_city().id)
    there = city_asked_for(found)
    is_last = not any(each.state in SHOWN for each in found.everywhere if there is not None and each is not there)
    form = WithdrawForm()
    if request.method == "POST" and form.validate():
        try:
            told = withdraw_opportunity(
                public_id, reason=form.reason.data or "", actor=the_actor(), city_id=there.city_id if there else None
            )
        except (NotFound, Forbidden):
            raise
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            text = _("Taken back.")
            if told:
                text = _n("Taken back. We have told %(num)d person.", "Taken back. We have told %(num)d people.", told)
            return redirect_with(
                text, "association.opportunity_preview", association_id=association_id, public_id=public_id
            )
    page = render_template(
        "association/opportunity_withdraw.html", found=found, form=form, taken=places_taken(found), there=there,
        is_last=is_last, **work_page(),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


def _act(operation: Callable[..., None], public_id: str, text: str) -> ResponseReturnValue:
    """Do one thing with an opportunity of this association, everywhere or in the town that the request names.

    A refusal is shown on its page.
    """
    found = authored_offer(public_id, association_id=the_association().id, city_id=the_city().id)
    there = city_asked_for(found)
    if not BaseForm().validate():
        raise BadRequest
    try:
        operation(public_id, actor=the_actor(), **({"city_id": there.city_id} if there is not None else {}))
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        text = gettext(refusal.message, **refusal.values)
    where = {"association_id": the_association().public_id, "public_id": public_id}
    return redirect_with(text, "association.opportunity_preview", **where)
