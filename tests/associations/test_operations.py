"""Registering, editing, verifying, claiming: on both engines."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from engagement.associations import operations as act
from engagement.associations import rules
from engagement.associations.enums import ClaimState, ListingState, MailKind, MembershipRole
from engagement.associations.models import Claim
from engagement.associations.queries import my_claims, open_claim, recipients, roles_of
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from tests.associations.world import VALUES, World, actions, association, listing, mails
from tests.support import factories as make

pytestmark = pytest.mark.both_engines


@pytest.fixture
def world(db_app: Flask) -> World:
    return World()


def test_registering_makes_an_unverified_association_and_its_owner(world: World) -> None:
    public_id = world.register(district=world.city.districts[1].public_id)
    one = association(public_id)
    assert (one.name, one.website, one.district.name) == (
        "Turnverein Musterstadt e. V.",
        "https://www.tv.example",
        "Nordstadt",
    )
    assert one.sort_name.startswith("turnverein")
    assert "nordstadt" in one.search_text
    assert listing(public_id).state is ListingState.UNVERIFIED
    assert roles_of(one.id) == {world.person.id: MembershipRole.OWNER}
    assert actions() == ["association.registered"]


def test_a_visitor_registers_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        world.register(ANONYMOUS)


def test_the_second_click_gives_the_first_association(world: World) -> None:
    assert world.register() == world.register()
    assert actions() == ["association.registered"]


def test_two_clicks_at_once_make_one_association(world: World, app: Flask) -> None:
    me, city_id = world.me, world.city.id
    db.session.rollback()
    barrier, made = threading.Barrier(2), []

    def click() -> None:
        with app.app_context(), entered(SYSTEM):
            barrier.wait(60)
            made.append(act.register_association(city_id, actor=me, **VALUES))
            db.session.remove()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(made) == 2
    assert len(set(made)) == 1


def test_a_name_that_is_here_is_noticed_in_any_spelling(world: World) -> None:
    first = world.register()
    other = world.actor(make.make_user().id)
    with pytest.raises(rules.NameTaken):
        world.register(other, name="TURNVEREIN Musterstadt eV")
    second = world.register(other, name="TURNVEREIN Musterstadt eV", accept_same_name=True)
    assert second != first


def test_a_name_of_another_city_is_free(world: World) -> None:
    world.register()
    elsewhere = make.make_city("nachbarstadt")
    other = world.actor(make.make_user().id)
    assert act.register_association(elsewhere.id, actor=other, **VALUES)


def test_the_sixth_unverified_one_is_refused(world: World) -> None:
    for number in range(rules.MAX_UNVERIFIED):
        world.register(name=f"Verein {number}")
    with pytest.raises(rules.TooManyUnverified):
        world.register(name="Einer zu viel")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"website": "kein Link"}, rules.WebsiteInvalid),
        ({"founded": 3000}, rules.FoundedInvalid),
        ({"phone": "12"}, rules.PhoneInvalid),
        ({"postcode": "12"}, rules.PostcodeInvalid),
        ({"district": "unbekannt"}, rules.DistrictUnknown),
        ({"email": "", "phone": ""}, rules.ContactMissing),
    ],
)
def test_wrong_values_are_refused_and_nothing_is_kept(
    world: World, values: dict[str, Any], refusal: type[rules.DomainError]
) -> None:
    with pytest.raises(refusal):
        world.register(**values)
    assert actions() == []


def test_a_district_of_another_city_is_unknown(world: World) -> None:
    elsewhere = make.make_city("nachbarstadt")
    with pytest.raises(rules.DistrictUnknown):
        world.register(district=elsewhere.districts[0].public_id)


def save(world: World, public_id: str, *, version: int = 1, actor: Any = None, **values: Any) -> None:
    act.save_profile(
        association(public_id).id, city_id=world.city.id, version=version, actor=actor or world.me, **(VALUES | values)
    )


def test_saving_changes_the_profile_its_search_text_and_its_version(world: World) -> None:
    public_id = world.register()
    save(world, public_id, name="Äpfel und Birnen", purpose="Wir pflücken.", contact_public=False)
    one = association(public_id)
    assert (one.name, one.version, one.contact_public) == ("Äpfel und Birnen", 2, False)
    assert one.sort_name.startswith("apfel")
    assert "pflucken" in one.search_text
    assert actions()[-1] == "association.edited"


def test_saving_the_same_changes_nothing(world: World) -> None:
    public_id = world.register()
    save(world, public_id, website="https://www.tv.example")
    assert association(public_id).version == 1
    assert actions() == ["association.registered"]


def test_an_older_form_is_refused(world: World) -> None:
    public_id = world.register()
    save(world, public_id, purpose="Zuerst.")
    with pytest.raises(rules.ProfileChanged):
        save(world, public_id, purpose="Zu spät.")
    assert association(public_id).purpose == "Zuerst."


def test_strangers_do_not_edit(world: World) -> None:
    public_id = world.register()
    with pytest.raises(Forbidden):
        save(world, public_id, actor=world.actor(make.make_user().id))
    with pytest.raises(Forbidden):
        save(world, public_id, actor=world.moderator)


def test_a_role_that_was_taken_meanwhile_does_not_edit(world: World) -> None:
    public_id = world.register()
    owner = world.me
    other = world.actor(make.make_user().id)
    invitation = act.invite_member(
        association(public_id).id,
        city_id=world.city.id,
        email="zwei@leute.example",
        role=MembershipRole.OWNER,
        actor=owner,
    )
    act.accept_invitation(invitation, city_id=world.city.id, actor=other)
    act.leave_team(association(public_id).id, city_id=world.city.id, actor=owner)
    with pytest.raises(Forbidden):
        save(world, public_id, actor=owner)


def test_staff_verify_once(world: World) -> None:
    public_id = world.register()
    act.verify_listing(listing(public_id).id, actor=world.moderator)
    shown = listing(public_id)
    assert (shown.state, shown.verified_by_id) == (ListingState.VERIFIED, world.moderator.user_id)
    assert shown.verified_at is not None
    with pytest.raises(rules.ListingDecided):
        act.verify_listing(shown.id, actor=world.moderator)
    with pytest.raises(rules.ListingDecided):
        act.refuse_listing(shown.id, reason="Doch nicht.", actor=world.moderator)


def test_staff_refuse_with_a_reason_and_may_come_back_to_it(world: World) -> None:
    public_id = world.register()
    with pytest.raises(rules.ReasonMissing):
        act.refuse_listing(listing(public_id).id, reason=" ", actor=world.moderator)
    act.refuse_listing(listing(public_id).id, reason="Eine Firma.", actor=world.moderator)
    assert listing(public_id).state is ListingState.SUSPENDED
    assert act.restore_listing(listing(public_id).id, note="", actor=world.moderator) is ListingState.UNVERIFIED
    act.verify_listing(listing(public_id).id, actor=world.moderator)
    assert listing(public_id).state is ListingState.VERIFIED


def test_only_the_city_s_staff_verify(world: World) -> None:
    public_id = world.register()
    foreign = world.actor(make.make_staff(make.make_city("nachbarstadt")).id)
    for actor in (world.me, foreign, ANONYMOUS):
        with pytest.raises(Forbidden):
            act.verify_listing(listing(public_id).id, actor=actor)
    with pytest.raises(NotFound):
        act.verify_listing(999_999, actor=world.moderator)


def claim(world: World, one: Any, actor: Any = None) -> Claim:
    public_id = act.claim_association(
        one.id,
        city_id=world.city.id,
        role_in_association="Kassier",
        message="Fragen Sie Frau Ott.",
        actor=actor or world.me,
    )
    return db.session.query(Claim).filter_by(public_id=public_id).one()


def test_a_claim_waits_and_asking_twice_is_asking_once(world: World) -> None:
    one = make.make_association(world.city)
    assert claim(world, one).public_id == claim(world, one).public_id
    assert [each.association.name for each in my_claims(world.person.id, world.city.id)] == [one.name]
    assert actions() == ["claim.asked"]


def test_a_confirmed_claim_makes_an_owner_and_tells_her(world: World) -> None:
    one = make.make_association(world.city)
    act.confirm_claim(claim(world, one).id, actor=world.moderator)
    assert roles_of(one.id) == {world.person.id: MembershipRole.OWNER}
    assert [each.email for each in recipients(one.id, MailKind.DECISIONS)] == ["mara@leute.example"]
    assert mails() == [("claim_confirmed", "mara@leute.example")]
    assert open_claim(one.id, world.person.id) is None


def test_others_who_asked_are_told_to_ask_the_new_team(world: World) -> None:
    one = make.make_association(world.city)
    mine = claim(world, one)
    other = claim(world, one, world.actor(make.make_user("otto@leute.example").id))
    act.confirm_claim(mine.id, actor=world.moderator)
    assert mails() == [("claim_confirmed", "mara@leute.example"), ("claim_refused", "otto@leute.example")]
    with pytest.raises(rules.ClaimDecided):
        act.confirm_claim(other.id, actor=world.moderator)
    assert list(roles_of(one.id)) == [world.person.id]


def test_a_refused_claim_tells_why_and_may_be_asked_again(world: World) -> None:
    one = make.make_association(world.city)
    mine = claim(world, one)
    with pytest.raises(rules.ReasonMissing):
        act.refuse_claim(mine.id, reason="", actor=world.moderator)
    act.refuse_claim(mine.id, reason="Niemand kennt Sie dort.", actor=world.moderator)
    assert mails() == [("claim_refused", "mara@leute.example")]
    with pytest.raises(rules.ClaimDecided):
        act.confirm_claim(mine.id, actor=world.moderator)
    assert claim(world, one).public_id != mine.public_id
    assert db.session.query(Claim).filter_by(state=ClaimState.PENDING).count() == 1


def test_an_association_in_hands_cannot_be_claimed(world: World) -> None:
    one = make.make_association(world.city, owner=make.make_user())
    with pytest.raises(rules.InHandsAlready):
        claim(world, one)


def test_claims_cross_no_city_and_need_an_account(world: World) -> None:
    elsewhere = make.make_association(make.make_city("nachbarstadt"))
    with pytest.raises(NotFound):
        claim(world, elsewhere)
    with pytest.raises(Forbidden):
        claim(world, make.make_association(world.city), ANONYMOUS)


def test_only_the_city_s_staff_decide_on_claims(world: World) -> None:
    mine = claim(world, make.make_association(world.city))
    foreign = world.actor(make.make_staff(make.make_city("nachbarstadt")).id)
    for actor in (world.me, foreign):
        with pytest.raises(Forbidden):
            act.confirm_claim(mine.id, actor=actor)
        with pytest.raises(Forbidden):
            act.refuse_claim(mine.id, reason="Nein.", actor=actor)
    with pytest.raises(NotFound):
        act.confirm_claim(999_999, actor=world.moderator)
    assert mails() == []


def test_claims_have_an_end(world: World) -> None:
    for _ in range(rules.MAX_OPEN_CLAIMS):
        claim(world, make.make_association(world.city))
    with pytest.raises(rules.TooManyClaims):
        claim(world, make.make_association(world.city))
