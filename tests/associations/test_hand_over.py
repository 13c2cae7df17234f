"""Handing over, who gets which mail, and that nobody leaves an association alone. On both engines."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations import operations as act
from engagement.associations import rules
from engagement.associations.enums import MailKind, MembershipRole
from engagement.associations.queries import open_hand_over, open_invitations, recipients, sole_ownerships
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden
from engagement.notifications.models import OutboxMessage
from tests.associations.test_team import EDITOR, OWNER, Team
from tests.associations.world import actions, mails
from tests.registrations.support import change
from tests.registrations.test_concurrency import at_once
from tests.support import factories as make

pytestmark = pytest.mark.both_engines


@pytest.fixture
def team(db_app: Flask, clock: Any) -> Team:
    return Team()


def hand_over(team: Team, *, actor: Any = None, leaves_after: bool = False, **to: str) -> str:
    return act.hand_over(
        team.association.id, city_id=team.city.id, actor=actor or team.me, leaves_after=leaves_after, **to
    )


def test_a_member_takes_over_when_she_accepts(team: Team) -> None:
    team.join()
    public_id = hand_over(team, person=team.guest.public_id)
    assert team.roles == {team.person.id: OWNER, team.guest.id: EDITOR}, "nothing changes until it is accepted"
    assert mails()[-1] == ("association_hand_over", "otto@leute.example")
    team.accept(public_id)
    assert team.roles == {team.person.id: EDITOR, team.guest.id: OWNER}
    assert mails()[-1] == ("team_joined", "mara@leute.example")
    assert actions()[-3:] == ["team.hand_over_offered", "team.joined", "team.handed_over"]


def test_somebody_by_mail_takes_over_and_the_other_one_leaves(team: Team) -> None:
    public_id = hand_over(team, email="neu@leute.example", leaves_after=True)
    team.accept(public_id)
    assert team.roles == {team.guest.id: OWNER}
    with entered(SYSTEM):
        told = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "team_joined")).one()
    assert "/team" not in told.body_text, "the page of the team is closed to who has left it"
    assert "Sie sind nicht mehr im Team." in told.body_text
    assert team.accept(public_id) == team.association.public_id
    assert team.roles == {team.guest.id: OWNER}


def test_the_address_of_a_member_means_the_member(team: Team) -> None:
    team.join()
    public_id = hand_over(team, email="OTTO@leute.example")
    with pytest.raises(rules.HandOverForOther):
        team.accept(public_id, make.make_user())
    team.accept(public_id)
    assert team.roles[team.guest.id] is OWNER


def test_nobody_hands_over_to_herself(team: Team) -> None:
    for to in ({"person": team.person.public_id}, {"email": "mara@leute.example"}):
        with pytest.raises(rules.HandOverToSelf):
            hand_over(team, **to)
    with pytest.raises(rules.HandOverToSelf):
        team.accept(hand_over(team, email="zweitadresse@leute.example"), team.person)
    with pytest.raises(rules.NotInTeam):
        hand_over(team, person=team.guest.public_id)


def test_only_owners_hand_over(team: Team) -> None:
    team.join()
    with pytest.raises(Forbidden):
        hand_over(team, actor=team.actor(team.guest.id), email="neu@leute.example")


def test_an_offer_ends_with_its_giver_s_role_its_time_and_a_newer_offer(team: Team, clock: Any) -> None:
    team.join(OWNER)
    first = hand_over(team, email="eins@leute.example")
    second = hand_over(team, email="zwei@leute.example")
    stranger = make.make_user()
    with pytest.raises(rules.InvitationRevoked):
        team.accept(first, stranger)
    other = team.actor(team.guest.id)
    act.change_role(team.association.id, team.person.public_id, role=EDITOR, city_id=team.city.id, actor=other)
    with pytest.raises(rules.InvitationRevoked):
        team.accept(second, stranger)
    third = hand_over(team, actor=other, email="drei@leute.example")
    clock.shift(timedelta(days=14))
    with pytest.raises(rules.InvitationExpired):
        team.accept(third, stranger)


def test_an_offer_of_somebody_who_is_no_owner_is_void(team: Team) -> None:
    from engagement.associations.models import Membership

    team.join(OWNER)
    public_id = hand_over(team, email="neu@leute.example")
    change(Membership, 1, role=EDITOR)  # past all operations
    with pytest.raises(rules.HandOverVoid):
        team.accept(public_id, make.make_user())


def test_an_offer_can_be_taken_back_and_declined(team: Team) -> None:
    public_id = hand_over(team, email="neu@leute.example")
    found = open_hand_over(team.association.id, team.person.id, utcnow())
    assert found is not None and found.public_id == public_id
    act.revoke_invitation(public_id, association_id=team.association.id, city_id=team.city.id, actor=team.me)
    assert open_hand_over(team.association.id, team.person.id, utcnow()) is None
    public_id = hand_over(team, email="neu@leute.example")
    for _ in range(2):
        act.decline_invitation(public_id, city_id=team.city.id, actor=ANONYMOUS)
    assert mails()[-1] == ("team_declined", "mara@leute.example")
    assert actions().count("team.invitation_declined") == 1
    with pytest.raises(rules.InvitationRevoked):
        team.accept(public_id)


def test_what_was_accepted_is_not_declined(team: Team) -> None:
    public_id = team.invite()
    team.accept(public_id)
    with pytest.raises(rules.InvitationUsed):
        act.decline_invitation(public_id, city_id=team.city.id, actor=ANONYMOUS)


def test_an_invitation_to_the_same_address_does_not_touch_the_hand_over(team: Team) -> None:
    first = hand_over(team, email="neu@leute.example")
    second = team.invite("neu@leute.example")
    assert first != second
    assert len(open_invitations(team.association.id, utcnow())) == 2


def test_whoever_is_taken_out_or_gets_another_role_is_told(team: Team) -> None:
    team.join()
    arguments = {"city_id": team.city.id, "actor": team.me}
    act.change_role(team.association.id, team.guest.public_id, role=OWNER, **arguments)
    act.remove_member(team.association.id, team.guest.public_id, **arguments)
    assert mails()[-2:] == [("team_role_changed", "otto@leute.example"), ("team_removed", "otto@leute.example")]
    team.join()
    act.leave_team(team.association.id, city_id=team.city.id, actor=team.actor(team.guest.id))
    assert mails()[-1] == ("team_left", "mara@leute.example")


def names(team: Team, kind: MailKind) -> list[str]:
    return [user.name for user in recipients(team.association.id, kind)]


def test_owners_get_all_mails_and_editors_registrations(team: Team) -> None:
    team.join()
    assert names(team, MailKind.REGISTRATIONS) == ["Mara Muster", "Otto Ott"]
    for kind in set(MailKind) - {MailKind.REGISTRATIONS}:
        assert names(team, kind) == ["Mara Muster"]


def test_everybody_chooses_and_somebody_always_gets_it(team: Team) -> None:
    team.join()
    guest = team.actor(team.guest.id)
    act.choose_mails(team.association.id, kinds=[MailKind.DECISIONS, MailKind.ANSWERS], actor=guest)
    act.choose_mails(team.association.id, kinds=[MailKind.ANSWERS], actor=team.me)
    assert names(team, MailKind.DECISIONS) == ["Otto Ott"]
    assert names(team, MailKind.ANSWERS) == ["Mara Muster", "Otto Ott"]
    assert names(team, MailKind.REGISTRATIONS) == ["Mara Muster"], "nobody wants them: the owners get them"
    both = recipients(team.association.id, MailKind.DECISIONS, owners_too=True)
    assert [user.name for user in both] == ["Mara Muster", "Otto Ott"]
    with entered(Scope.person(team.guest.id)):
        assert names(team, MailKind.ANSWERS) == ["Mara Muster", "Otto Ott"], "whoever acts"
    with pytest.raises(Forbidden):
        act.choose_mails(team.association.id, kinds=[], actor=team.actor(make.make_user().id))


def test_sole_ownerships_are_what_keeps_an_account(team: Team) -> None:
    (sole,) = sole_ownerships(team.person.id)
    assert (sole.name, sole.city_slug, sole.others) == ("Chor", "musterstadt", 0)
    with pytest.raises(rules.SoleOwner, match="Chor"):
        act.end_memberships(team.person.id, actor=team.me)
    team.join()
    assert [each.others for each in sole_ownerships(team.person.id)] == [1]
    assert sole_ownerships(team.guest.id) == []
    team.accept(hand_over(team, person=team.guest.public_id))
    assert sole_ownerships(team.person.id) == []
    with entered(Scope.person(team.person.id)):
        assert act.end_memberships(team.person.id, actor=team.me) == 1
    assert team.roles == {team.guest.id: OWNER}
    assert mails()[-1] == ("team_left", "otto@leute.example")


def test_two_accounts_that_end_at_once_leave_one_owner(team: Team, app: Flask) -> None:
    team.join(OWNER)
    ids = [team.person.id, team.guest.id]
    calls = [partial(act.end_memberships, who, actor=team.actor(who)) for who in ids]
    results = at_once(app, SYSTEM, calls)
    assert sorted(type(result).__name__ for result in results) == ["SoleOwner", "int"], results
    assert list(team.roles.values()) == [OWNER]


def test_leaving_and_accepting_at_once_never_ends_without_owner(team: Team, app: Flask) -> None:
    """The hand-over is accepted while its giver takes it back: one of both counts, never neither nor both."""
    team.join()
    public_id = hand_over(team, person=team.guest.public_id, leaves_after=True)
    association_id, city_id, me, guest = team.association.id, team.city.id, team.me, team.actor(team.guest.id)
    at_once(app, SYSTEM, [
        lambda: act.revoke_invitation(public_id, association_id=association_id, city_id=city_id, actor=me),
        lambda: act.accept_invitation(public_id, city_id=city_id, actor=guest),
    ])  # fmt: skip
    owners = [who for who, role in team.roles.items() if role is MembershipRole.OWNER]
    assert owners in ([team.person.id], [team.guest.id])
