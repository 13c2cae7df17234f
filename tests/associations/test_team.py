"""Who acts for an association: on both engines."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.associations import operations as act
from engagement.associations import rules
from engagement.associations.enums import MembershipRole
from engagement.associations.models import MembershipInvitation
from engagement.associations.queries import invitation_by_public_id, open_invitations, roles_of, team_of
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from tests.associations.world import World, actions, mails
from tests.support import factories as make

pytestmark = pytest.mark.both_engines
OWNER, EDITOR = MembershipRole.OWNER, MembershipRole.EDITOR


class Team(World):
    def __init__(self) -> None:
        super().__init__()
        self.association = make.make_association(self.city, owner=self.person, name="Chor")
        self.guest = make.make_user("otto@leute.example", name="Otto Ott")

    def invite(self, email: str = "neu@leute.example", role: MembershipRole = EDITOR, actor: Any = None) -> str:
        return act.invite_member(
            self.association.id, city_id=self.city.id, email=email, role=role, actor=actor or self.me
        )

    def accept(self, public_id: str, user: Any = None) -> str:
        actor = self.actor((user or self.guest).id)
        return act.accept_invitation(public_id, city_id=self.city.id, actor=actor)

    def join(self, role: MembershipRole = EDITOR) -> None:
        self.accept(self.invite(role=role))

    @property
    def roles(self) -> dict[int, MembershipRole]:
        return roles_of(self.association.id)


@pytest.fixture
def team(db_app: Flask, clock: Any) -> Team:
    return Team()


def test_an_invitation_is_mailed_and_joins_whoever_opens_it(team: Team) -> None:
    public_id = team.invite()
    assert mails() == [("association_invitation", "neu@leute.example")]
    assert team.accept(public_id) == team.association.public_id
    assert team.roles == {team.person.id: OWNER, team.guest.id: EDITOR}
    assert actions() == ["team.invited", "team.joined"]
    assert [member.user.name for member in team_of(team.association.id)] == ["Mara Muster", "Otto Ott"]


def test_accepting_twice_is_accepting_once(team: Team) -> None:
    public_id = team.invite()
    assert team.accept(public_id) == team.accept(public_id)
    assert actions().count("team.joined") == 1


def test_a_used_invitation_lets_nobody_else_in(team: Team) -> None:
    public_id = team.invite()
    team.accept(public_id)
    with pytest.raises(rules.InvitationUsed):
        team.accept(public_id, make.make_user())


def test_an_invitation_ends_after_14_days(team: Team, clock: Any) -> None:
    public_id = team.invite()
    clock.shift(timedelta(days=14))
    assert open_invitations(team.association.id, utcnow()) == []
    with pytest.raises(rules.InvitationExpired):
        team.accept(public_id)
    assert team.guest.id not in team.roles


def test_inviting_the_same_address_again_renews_it(team: Team, clock: Any) -> None:
    public_id = team.invite()
    clock.shift(timedelta(days=10))
    assert team.invite("Neu@Leute.example ", OWNER) == public_id
    clock.shift(timedelta(days=10))
    team.accept(public_id)
    assert team.roles[team.guest.id] is OWNER
    assert [kind for kind, _address in mails()] == ["association_invitation"] * 2 + ["team_joined"]


def test_members_need_no_invitation(team: Team) -> None:
    team.join()
    for address in ("otto@leute.example", "MARA@leute.example"):
        with pytest.raises(rules.AlreadyInTeam):
            team.invite(address)


def test_a_withdrawn_invitation_is_void(team: Team) -> None:
    public_id = team.invite()
    for _ in range(2):
        act.revoke_invitation(public_id, association_id=team.association.id, city_id=team.city.id, actor=team.me)
    with pytest.raises(rules.InvitationRevoked):
        team.accept(public_id)
    assert actions().count("team.invitation_revoked") == 1


def test_an_accepted_invitation_cannot_be_withdrawn(team: Team) -> None:
    public_id = team.invite()
    team.accept(public_id)
    with pytest.raises(rules.InvitationUsed):
        act.revoke_invitation(public_id, association_id=team.association.id, city_id=team.city.id, actor=team.me)


def test_invitations_have_an_end(team: Team) -> None:
    for number in range(rules.MAX_OPEN_INVITATIONS):
        team.invite(f"neu{number}@leute.example")
    with pytest.raises(rules.TooManyInvitations):
        team.invite("nocheine@leute.example")
    assert team.invite("neu0@leute.example")


def test_an_owner_who_accepts_as_editor_stays_owner_and_an_editor_rises(team: Team) -> None:
    team.accept(team.invite(), team.person)
    assert team.roles[team.person.id] is OWNER
    second = team.invite("zwei@leute.example", OWNER)
    team.join()
    team.accept(second)
    assert team.roles[team.guest.id] is OWNER


def test_invitations_of_another_city_or_association_are_unknown(team: Team) -> None:
    public_id = team.invite()
    elsewhere = make.make_city("nachbarstadt")
    assert invitation_by_public_id(public_id, elsewhere.id) is None
    with pytest.raises(NotFound):
        act.accept_invitation(public_id, city_id=elsewhere.id, actor=team.actor(team.guest.id))
    other = make.make_association(team.city, owner=team.person)
    with pytest.raises(NotFound):
        act.revoke_invitation(public_id, association_id=other.id, city_id=team.city.id, actor=team.me)


def test_accepting_needs_an_account_with_a_confirmed_address(team: Team) -> None:
    public_id = team.invite()
    unconfirmed = make.make_user(confirmed=False)
    for actor in (ANONYMOUS, team.actor(unconfirmed.id)):
        with pytest.raises(Forbidden):
            act.accept_invitation(public_id, city_id=team.city.id, actor=actor)
    assert db.session.query(MembershipInvitation).one().accepted_at is None


def test_editors_do_not_manage_the_team(team: Team) -> None:
    team.join()
    editor = team.actor(team.guest.id)
    arguments = {"city_id": team.city.id, "actor": editor}
    with pytest.raises(Forbidden):
        team.invite(actor=editor)
    with pytest.raises(Forbidden):
        act.change_role(team.association.id, team.guest.public_id, role=OWNER, **arguments)
    with pytest.raises(Forbidden):
        act.remove_member(team.association.id, team.person.public_id, **arguments)
    with pytest.raises(Forbidden):
        act.revoke_invitation(team.invite(), association_id=team.association.id, **arguments)


def test_roles_change_and_people_go(team: Team) -> None:
    team.join()
    act.change_role(team.association.id, team.guest.public_id, role=OWNER, city_id=team.city.id, actor=team.me)
    assert team.roles[team.guest.id] is OWNER
    act.remove_member(team.association.id, team.guest.public_id, city_id=team.city.id, actor=team.me)
    assert team.roles == {team.person.id: OWNER}
    assert actions()[-2:] == ["team.role_changed", "team.removed"]


def test_who_is_not_in_the_team_cannot_be_changed(team: Team) -> None:
    arguments = {"city_id": team.city.id, "actor": team.me}
    with pytest.raises(rules.NotInTeam):
        act.change_role(team.association.id, team.guest.public_id, role=OWNER, **arguments)
    with pytest.raises(rules.NotInTeam):
        act.remove_member(team.association.id, "unbekannt", **arguments)


def test_the_last_owner_cannot_vanish(team: Team) -> None:
    team.join()
    arguments = {"city_id": team.city.id, "actor": team.me}
    with pytest.raises(rules.LastOwner):
        act.leave_team(team.association.id, **arguments)
    with pytest.raises(rules.LastOwner):
        act.remove_member(team.association.id, team.person.public_id, **arguments)
    with pytest.raises(rules.LastOwner):
        act.change_role(team.association.id, team.person.public_id, role=EDITOR, **arguments)
    assert team.roles[team.person.id] is OWNER


def test_leaving_is_open_to_everybody_else(team: Team) -> None:
    team.join()
    act.leave_team(team.association.id, city_id=team.city.id, actor=team.actor(team.guest.id))
    assert team.roles == {team.person.id: OWNER}
    with pytest.raises(Forbidden):
        act.leave_team(team.association.id, city_id=team.city.id, actor=team.actor(team.guest.id))


def test_two_owners_who_go_at_once_leave_one(team: Team, app: Flask) -> None:
    """Each may go while the other stays; together they may not."""
    team.join(OWNER)
    actors = [team.me, team.actor(team.guest.id)]
    association_id, city_id = team.association.id, team.city.id
    db.session.rollback()
    barrier, refused = threading.Barrier(2), []

    def go(actor: Any) -> None:
        with app.app_context(), entered(SYSTEM):
            barrier.wait(60)
            try:
                act.leave_team(association_id, city_id=city_id, actor=actor)
            except rules.LastOwner:
                refused.append(actor.user_id)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=go, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 1
    assert list(roles_of(association_id)) == refused


def test_invitations_are_no_way_to_flood_a_mailbox(team: Team) -> None:
    """Renewing and revoking send a mail each; neither the same address nor ever new ones may go on for ever."""
    for _ in range(rules.MAILS_TO_ONE):
        act.revoke_invitation(
            team.invite(), association_id=team.association.id, city_id=team.city.id, actor=team.me
        )  # fmt: skip
    with pytest.raises(rules.TooManyInvitationMails):
        team.invite("NEU@leute.example")
    for index in range(rules.MAILS_OF_ONE - rules.MAILS_TO_ONE):
        public_id = team.invite(f"neu{index}@leute.example")
        act.revoke_invitation(public_id, association_id=team.association.id, city_id=team.city.id, actor=team.me)
    with pytest.raises(rules.TooManyInvitationMails):
        team.invite("noch-jemand@leute.example")
    assert len(mails()) == rules.MAILS_OF_ONE
