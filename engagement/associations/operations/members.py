"""Changing the members of a team."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from engagement.associations import rules
from engagement.associations.enums import MailKind, MembershipRole
from engagement.associations.models import Association, Membership
from engagement.associations.operations.team import (
    account,
    mail_team,
    member_by_public_id,
    member_row,
    opened,
    record_team,
    revoke_hand_overs,
)
from engagement.associations.queries import recipients, roles_of, sole_ownerships
from engagement.core.actor import Actor
from engagement.core.permissions import Permission
from engagement.core.scope import unscoped
from engagement.core.transaction import lock, operation
from engagement.extensions import db


@operation
def change_role(
    association_id: int, user_public_id: str, *, role: MembershipRole, city_id: int, actor: Actor
) -> None:  # fmt: skip
    """Make a member owner or editor, and tell her.

    Raises:
        NotFound, Forbidden
        NotInTeam, LastOwner
    """
    actor, association = opened(association_id, actor, Permission.TEAM_MANAGE)
    member = member_by_public_id(association_id, user_public_id)
    rules.check_owner_remains(roles_of(association_id), member.user_id, role)
    if member.role is role:
        return
    member.role = role
    if role is MembershipRole.EDITOR:
        revoke_hand_overs(association_id, member.user_id)
    record_team(actor, "team.role_changed", association, city_id, person=user_public_id, role=role.value)
    if member.user_id != actor.user_id:
        who = account(member.user_id)
        mail_team("team_role_changed", [who], association, city_id, role=role.value, by=actor.name)


@operation
def remove_member(association_id: int, user_public_id: str, *, city_id: int, actor: Actor) -> None:
    """Take somebody out of the team, and tell her.

    Raises:
        NotFound, Forbidden
        NotInTeam, LastOwner
    """
    actor, association = opened(association_id, actor, Permission.TEAM_MANAGE)
    member = member_by_public_id(association_id, user_public_id)
    rules.check_owner_remains(roles_of(association_id), member.user_id, None)
    _end(member)
    record_team(actor, "team.removed", association, city_id, person=user_public_id)
    if member.user_id != actor.user_id:
        mail_team("team_removed", [account(member.user_id)], association, city_id, by=actor.name)


@operation
def leave_team(association_id: int, *, city_id: int, actor: Actor) -> None:
    """Leave a team; the others are told.

    Raises:
        NotFound
        Forbidden: the actor is in no team.
        LastOwner: nobody else owns the association.
    """
    actor, association = opened(association_id, actor, Permission.ASSOCIATION_VIEW)
    member = member_row(association_id, actor.user_id or 0)
    if member is None:
        raise rules.NotInTeam
    rules.check_owner_remains(roles_of(association_id), member.user_id, None)
    _end(member)
    record_team(actor, "team.left", association, city_id)
    db.session.flush()
    mail_team("team_left", recipients(association_id, MailKind.MESSAGES), association, city_id, person=actor.name)


@operation
def choose_mails(association_id: int, *, kinds: Iterable[MailKind], actor: Actor) -> None:
    """Say which mails about an association the actor wants. Raises NotFound, Forbidden, NotInTeam."""
    actor, _association = opened(association_id, actor, Permission.ASSOCIATION_VIEW)
    member = member_row(association_id, actor.user_id or 0)
    if member is None:
        raise rules.NotInTeam
    wanted = set(kinds)
    member.mail_kinds = [kind.value for kind in MailKind if kind in wanted]


@operation
def end_memberships(user_id: int, *, actor: Actor) -> int:
    """Take a person out of all teams, because her account ends; the others are told. Returns how many teams those were.

    Call it in the transaction that deletes the account, before it: the associations stay locked until the commit, so
    no other owner goes meanwhile.

    Raises SoleOwner: an association would be left without an owner; it names all of them.
    """
    with unscoped("a person's teams of all cities"):
        mine = sa.select(Membership.association_id).where(Membership.user_id == user_id)
        ids = db.session.scalars(mine.order_by(Membership.association_id)).all()
        teams = db.session.scalars(
            lock(sa.select(Association).where(Association.id.in_(ids)).order_by(Association.id))
        ).all()
        if sole := sole_ownerships(user_id):
            raise rules.SoleOwner(names=", ".join(each.name for each in sole))
        for association in teams:
            member = member_row(association.id, user_id)
            if member is None:
                continue
            _end(member)
            record_team(actor, "team.left", association, association.home_city_id)
            db.session.flush()
            people = recipients(association.id, MailKind.MESSAGES)
            name = account(user_id).name
            mail_team("team_left", people, association, association.home_city_id, person=name)
    return len(teams)


def _end(member: Membership) -> None:
    revoke_hand_overs(member.association_id, member.user_id)
    db.session.delete(member)
