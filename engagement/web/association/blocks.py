"""People with whom the association does not want to work any more. Only its team sees this."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.core.i18n import _, _n
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations import operations
from engagement.registrations.forms_deciding import BlockForm
from engagement.registrations.queries import blocked_people, person_to_block
from engagement.web.account.flow import check_token
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.association.people import LIST
from engagement.web.context import the_actor, the_association
from engagement.web.notices import redirect_with


@bp.route(f"{LIST}/<registration_id>/sperren", methods=["GET", "POST"])
@requires(Permission.REGISTRATION_DECIDE)
def person_block(association_id: str, public_id: str, registration_id: str) -> ResponseReturnValue:
    """Asks why, and what becomes of the registrations to come."""
    person, form, status = person_to_block(registration_id, utcnow()), BlockForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                ended = operations.block_person(
                    registration_id, reason=str(form.reason.data), declines=bool(form.declines.data),
                    tells=bool(form.tells.data), message=form.message.data or "", actor=the_actor(),
                )  # fmt: skip
            except NotFound:
                raise
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                said = _("%(name)s is blocked.", name=person.name)
                if ended:
                    said += " " + _n("One registration is declined.", "%(num)d registrations are declined.", ended)
                return redirect_with(said, "association.blocked", association_id=association_id)
    page = render_template(
        "association/person_block.html", person=person, form=form, form_errors=status != 200,
        opportunity_id=public_id, work_current="association.opportunities", **work_page(),
    )  # fmt: skip
    return page, status


@bp.get("/<association_id>/gesperrt")
@requires(Permission.REGISTRATION_VIEW)
def blocked(association_id: str) -> ResponseReturnValue:
    """Who is blocked, why and until when."""
    found: dict[tuple[str, object], object] = {}
    for block in blocked_people(the_association().id, utcnow()):
        found.setdefault((block.name, block.created_at), block)
    return render_template(
        "association/blocked.html", blocks=list(found.values()), work_current="association.team", **work_page()
    )


@bp.post("/<association_id>/gesperrt/<block_id>/aufheben")
@requires(Permission.REGISTRATION_DECIDE)
def person_unblock(association_id: str, block_id: str) -> ResponseReturnValue:
    """Let a person register again."""
    check_token()
    operations.unblock_person(block_id, association_id=the_association().id, actor=the_actor())
    said = _("This person can register with you again.")
    return redirect_with(said, "association.blocked", association_id=association_id)
