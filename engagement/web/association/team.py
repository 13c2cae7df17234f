"""Who acts for an association. All members see the list and choose their mails; owners change the team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engagement.associations import operations, rules
from engagement.associations.enums import MailKind, MembershipRole
from engagement.associations.forms import HandOverForm, InvitationForm, MailChoiceForm
from engagement.associations.labels import MAIL_LABELS, ROLE_HINTS, ROLE_LABELS
from engagement.associations.operations.team import INVITATION_PURPOSE
from engagement.associations.queries import open_hand_over, open_invitations, team_of
from engagement.core.forms import BaseForm
from engagement.core.i18n import _
from engagement.core.permissions import Permission, requires
from engagement.core.tokens import sign
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError, NotFound
from engagement.web.association import bp
from engagement.web.association.navigation import work_page
from engagement.web.context import the_actor, the_association, the_city
from engagement.web.notices import redirect_with


@bp.get("/<association_id>/team")
@requires(Permission.ASSOCIATION_VIEW)
def team(association_id: str) -> ResponseReturnValue:
    """The people, who gets which mail, and the open invitations."""
    return _page(InvitationForm(formdata=None))


def _page(form: BaseForm, status: int = 200) -> ResponseReturnValue:
    association, actor = the_association(), the_actor()
    members = team_of(association.id)
    owners = [member for member in members if member.role is MembershipRole.OWNER]
    is_owner = actor.owns(association.id)
    mine = open_hand_over(association.id, actor.user_id or 0, utcnow())
    # One's own offer to hand over stands on top of the page and is taken back there.
    on_top = mine.id if mine is not None and mine.handed_over_by_id == actor.user_id else None
    invitations = open_invitations(association.id, utcnow()) if is_owner else []
    page = render_template(
        "association/team.html", form=form, members=members, is_owner=is_owner, me=actor.user_id, roles=ROLE_LABELS,
        hints={role.value: hint for role, hint in ROLE_HINTS.items()}, form_errors=status != 200,
        only_owner=owners[0].user_id if len(owners) == 1 else None, hand_over=mine,
        hand_over_token=sign(INVITATION_PURPOSE, mine.public_id) if mine is not None else "",
        invitations=[each for each in invitations if each.id != on_top], **_mails(members), **work_page(),
    )  # fmt: skip
    return page, status


def _mails(members: Any) -> dict[str, Any]:
    """Who gets which mails, in words; and the kinds that nobody wants, which all owners get."""
    wanted = {member.user_id: rules.wanted_mails(member.role, member.mail_kinds) for member in members}
    mine = wanted.get(the_actor().user_id or 0, frozenset())
    return {
        "wanted": {who: [MAIL_LABELS[kind] for kind in MailKind if kind in kinds] for who, kinds in wanted.items()},
        "unwanted": [MAIL_LABELS[kind] for kind in MailKind if not any(kind in kinds for kinds in wanted.values())],
        "mail_form": MailChoiceForm(formdata=None, kinds=[kind.value for kind in mine]), "kinds": len(MailKind),
    }  # fmt: skip


@bp.post("/<association_id>/team/mails")
@requires(Permission.ASSOCIATION_VIEW)
def team_mails(association_id: str) -> ResponseReturnValue:
    """Choose one's own mails."""
    form = MailChoiceForm()
    kinds = [MailKind(kind) for kind in form.kinds.data or [] if kind in set(MailKind)]
    return _act(
        lambda: operations.choose_mails(the_association().id, kinds=kinds, actor=the_actor()), _("Saved.")
    )  # fmt: skip


@bp.route("/<association_id>/team/uebergeben", methods=["GET", "POST"])
@requires(Permission.TEAM_MANAGE)
def hand_over(association_id: str) -> ResponseReturnValue:
    """Offer one's place as owner to somebody; it counts when the other one accepts."""
    actor, association = the_actor(), the_association()
    form, status = HandOverForm(), 200
    others = [member for member in team_of(association.id) if member.user_id != actor.user_id]
    form.offer_members([(member.user.public_id, member.user.name) for member in others])
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                operations.hand_over(
                    association.id, city_id=the_city().id, actor=actor, person=form.person.data or "",
                    email=form.email.data or "", leaves_after=form.after.data == "leave",
                )  # fmt: skip
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                text = _("The mail is on its way. You stay owner until the other one accepts.")
                return redirect_with(text, "association.team", association_id=association_id)
    page = render_template(
        "association/hand_over.html", form=form, others=others, form_errors=status != 200,
        work_current="association.team", **work_page(),
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
