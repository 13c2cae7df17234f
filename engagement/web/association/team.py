"""Who acts for an association. All members see the list; owners change it."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.associations import operations
from engagement.associations.enums import MembershipRole
from engagement.associations.forms import InvitationForm
from engagement.associations.labels import ROLE_HINTS, ROLE_LABELS
from engagement.associations.queries import open_invitations, team_of
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.notices import redirect_with


@bp.get("/<association_id>/team")
@requires(Permission.ASSOCIATION_VIEW)
def team(association_id: str) -> ResponseReturnValue:
    """The people and the open invitations."""
    return _page(InvitationForm(formdata=None))


def _page(form: BaseForm, status: int = 200) -> ResponseReturnValue:
    association, actor = the_association(), the_actor()
    members = team_of(association.id)
    owners = [member for member in members if member.role is MembershipRole.OWNER]
    is_owner = actor.owns(association.id)
    page = render_template(
        "association/team.html", form=form, members=members, is_owner=is_owner, me=actor.user_id, roles=ROLE_LABELS,
        hints={role.value: hint for role, hint in ROLE_HINTS.items()}, form_errors=status != 200,
        only_owner=owners[0].user_id if len(owners) == 1 else None,
        invitations=open_invitations(association.id, utcnow()) if is_owner else [], **work_page(),
    )  # fmt: skip
    return page, status


@bp.post("/<association_id>/team/einladen")
@requires(Permission.TEAM_MANAGE)
def invite(association_id: str) -> ResponseReturnValue:
    """Send an invitation."""
    form = InvitationForm()
    if not form.validate():
        return _page(form, 422)
    try:
        operations.invite_member(
            the_association().id, city_id=the_city().id, email=str(form.email.data),
            role=MembershipRole(form.role.data), actor=the_actor(),
        )  # fmt: skip
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    text = _("The invitation to %(email)s is on its way.", email=form.email.data)
    return redirect_with(text, "association.team", association_id=association_id)


@bp.post("/<association_id>/team/einladungen/<public_id>/zurueckziehen")
@requires(Permission.TEAM_MANAGE)
def revoke_invitation(association_id: str, public_id: str) -> ResponseReturnValue:
    """Make an invitation void."""
    return _act(
        lambda: operations.revoke_invitation(
            public_id, association_id=the_association().id, city_id=the_city().id, actor=the_actor()
        ),
        _("The invitation is withdrawn."),
    )


@bp.post("/<association_id>/team/<user_id>/rolle")
@requires(Permission.TEAM_MANAGE)
def change_role(association_id: str, user_id: str) -> ResponseReturnValue:
    """Make somebody owner or editor."""
    role = request.form.get("role", "")
    if role not in set(MembershipRole):
        abort(400)
    return _act(
        lambda: operations.change_role(
            the_association().id, user_id, role=MembershipRole(role), city_id=the_city().id, actor=the_actor()
        ),
        _("Saved."),
    )


@bp.post("/<association_id>/team/<user_id>/entfernen")
@requires(Permission.TEAM_MANAGE)
def remove_member(association_id: str, user_id: str) -> ResponseReturnValue:
    """Take somebody out of the team."""
    return _act(
        lambda: operations.remove_member(the_association().id, user_id, city_id=the_city().id, actor=the_actor()),
        _("This person is not in the team any more."),
    )


@bp.post("/<association_id>/team/verlassen")
@requires(Permission.ASSOCIATION_VIEW)
def leave(association_id: str) -> ResponseReturnValue:
    """Leave the team."""
    form = BaseForm()
    if not form.validate():
        return _page(InvitationForm(formdata=None), 422)
    name = the_association().name
    try:
        operations.leave_team(the_association().id, city_id=the_city().id, actor=the_actor())
    except DomainError as refusal:
        return _refused(refusal)
    return redirect_with(_("You have left the team of %(name)s.", name=name), "association.start")


def _act(change: Callable[[], None], done: str) -> ResponseReturnValue:
    if not BaseForm().validate():
        return _page(InvitationForm(formdata=None), 422)
    try:
        change()
    except NotFound:
        raise
    except DomainError as refusal:
        return _refused(refusal)
    return redirect_with(done, "association.team", association_id=the_association().public_id)


def _refused(refusal: DomainError) -> ResponseReturnValue:
    form = InvitationForm(formdata=None)
    form.refuse(refusal)
    return _page(form, 422)
