"""„Das ist unser Verein“: asking for an entry that nobody owns yet."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from engagement.associations import operations
from engagement.associations.forms import ClaimForm
from engagement.associations.queries import open_claim, profile
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.errors import DomainError
from engagement.web.association import bp
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with


@bp.route("/uebernehmen/<public_id>", methods=["GET", "POST"])
@requires(Permission.ASSOCIATION_REGISTER)
def claim(public_id: str) -> ResponseReturnValue:
    """The form, or why it is not needed: in hands already, or asked for already."""
    city, actor = the_city(), the_actor()
    found = profile(public_id, city.id)
    if found is None or not found.is_listed:
        abort(404)
    waiting = open_claim(found.association.id, actor.user_id or 0)
    is_mine = actor.edits(found.association.id)
    form, status = ClaimForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                operations.claim_association(
                    found.association.id, city_id=city.id, actor=actor, message=form.message.data or "",
                    role_in_association=str(form.role_in_association.data),
                )  # fmt: skip
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return redirect_with(_("Thank you. %(city)s checks this and writes to you.", city=city.name),
                                     "association.claim", public_id=public_id)  # fmt: skip
    page = render_template(
        "association/claim.html", form=form, found=found, waiting=waiting, is_mine=is_mine, form_errors=status == 422
    )
    return page, status
