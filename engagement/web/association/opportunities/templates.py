"""An association's own templates: kept from an offer, deleted again."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.opportunities.starters.operations import keep_as_template, remove_own_template
from engagement.web.association import bp
from engagement.web.association.opportunities import saving
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.notices import redirect_with


@bp.post("/<association_id>/angebote/<public_id>/als-vorlage")
@requires(Permission.OPPORTUNITY_EDIT)
def template_keep(association_id: str, public_id: str) -> ResponseReturnValue:
    """Keep the offer as a start for others."""
    saving.the_offer(public_id)
    if not BaseForm().validate():
        raise BadRequest
    where = {"association_id": association_id, "public_id": public_id}
    try:
        keep_as_template(public_id, name=request.form.get("name", ""), actor=the_actor())
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        text = gettext(refusal.message, **refusal.values)
    else:
        text = _("Kept. You find the template under “New offer”.")
    return redirect_with(text, "association.opportunity_preview", **where)


@bp.post("/<association_id>/vorlagen/<template_id>/loeschen")
@requires(Permission.OPPORTUNITY_EDIT)
def template_remove(association_id: str, template_id: str) -> ResponseReturnValue:
    """Delete an own template."""
    if not BaseForm().validate():
        raise BadRequest
    remove_own_template(template_id, association_id=the_association().id, city_id=the_city().id, actor=the_actor())
    return redirect_with(_("Deleted."), "association.opportunity_start", association_id=association_id)
