"""Trusting an association, and doing so no longer."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.moderation.operations import set_trust
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with
from engagement.web.staff import bp


@bp.post("/vereine/<public_id>/vertrauen")
@requires(Permission.MODERATE)
def association_trust(public_id: str) -> ResponseReturnValue:
    """`trusted` says whether from now on; anything but a yes is a no."""
    if not BaseForm().validate():
        raise BadRequest
    trusted = request.form.get("trusted") == "1"
    try:
        set_trust(the_city().id, public_id, trusted=trusted, actor=the_actor())
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        return redirect_with(gettext(refusal.message, **refusal.values), "staff.association", public_id=public_id)
    text = _("From now on you trust this association.") if trusted else _("You look at its offers first again.")
    return redirect_with(text, "staff.association", public_id=public_id)
