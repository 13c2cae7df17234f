"""The link of an invitation: a page, whose button joins the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from engagement.associations import operations, rules
from engagement.associations.labels import ROLE_HINTS, ROLE_LABELS
from engagement.associations.operations.team import INVITATION_PURPOSE
from engagement.associations.queries import invitation_by_public_id
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, public, requires
from engagement.core.tokens import read
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError
from engagement.web.association import bp
from engagement.web.context import the_actor, the_city
from engagement.web.notices import redirect_with

if TYPE_CHECKING:
    from engagement.associations.models import MembershipInvitation


@bp.get("/einladung/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Who invites to what. Everybody with the link may read it; joining needs an account."""
    return _page(token, _load(token))


@bp.post("/einladung/<token>")
@requires(Permission.ACCOUNT_USE)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join the team."""
    found = _load(token)
    form = BaseForm()
    if not form.validate():
        return _page(token, found, form)
    try:
        public_id = operations.accept_invitation(found.public_id, city_id=the_city().id, actor=the_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(token, found, form)
    name = found.association.name
    is_handed_over = found.handed_over_by_id is not None
    text = _("Thank you. You are owner of %(name)s now.", name=name) if is_handed_over else _(
        "Welcome in the team of %(name)s.", name=name
    )  # fmt: skip
    return redirect_with(text, "association.today", association_id=public_id)


@bp.post("/einladung/<token>/ablehnen")
@public
def decline_invitation(token: str) -> ResponseReturnValue:
    """Say no; whoever holds the mailed link may."""
    found = _load(token)
    form = BaseForm()
    if not form.validate():
        return _page(token, found, form)
    try:
        operations.decline_invitation(found.public_id, city_id=the_city().id, actor=the_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(token, found, form)
    return redirect_with(_("Declined. Who invited you gets a mail."), "association.invitation", token=token)


def _load(token: str) -> MembershipInvitation:
    found = invitation_by_public_id(str(read(INVITATION_PURPOSE, token)), the_city().id)
    if found is None:
        abort(404)
    return found


def _page(token: str, found: MembershipInvitation, form: BaseForm | None = None) -> ResponseReturnValue:
    actor = the_actor()
    refusal: DomainError | None = None
    try:
        rules.check_invitation(
            accepted_at=found.accepted_at, revoked_at=found.revoked_at, expires_at=found.expires_at, now=utcnow()
        )
    except DomainError as void:
        refusal = void
    page = render_template(
        "association/invitation.html", invitation=found, token=token, form=form or BaseForm(formdata=None),
        refusal=refusal, is_member=actor.edits(found.association_id), role=ROLE_LABELS[found.role],
        role_hint=ROLE_HINTS[found.role], giver=found.handed_over_by.name if found.handed_over_by else "",
    )  # fmt: skip
    return page, 410 if refusal else 422 if form and form.errors else 200
