"""The team's page and the link of an invitation, as a browser sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations.enums import MembershipRole
from engagement.associations.models import Membership, MembershipInvitation
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.associations.test_pages import Town
from tests.support.accounts import link_in, mails_to
from tests.support.actors import sign_in
from tests.support.client import CheckingClient

GUEST = "otto@leute.example"


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)


@pytest.fixture
def owner(town: Town, client: CheckingClient) -> CheckingClient:
    sign_in(town.app, client, town.me)
    return client


def invite(town: Town, owner: CheckingClient, email: str = GUEST, role: str = "editor") -> str:
    page = owner.get(town.work("team"))
    assert owner.submit(page, {"email": email, "role": role}, button="Einladung schicken").status_code == 303
    return link_in(mails_to(town.app, email)[-1], "/verein/einladung/")


def add_member(town: Town, role: MembershipRole = MembershipRole.EDITOR) -> Any:
    user = town.user(GUEST, name="Otto Ott")
    with town.app.app_context(), entered(SYSTEM), writing():
        db.session.add(Membership(association_id=town.mine.id, user_id=user.id, role=role))
    return user


def roles(town: Town) -> dict[int, str]:
    return {each.user_id: each.role.value for each in town.read(sa.select(Membership))}


def test_an_invitation_leads_from_the_mail_into_the_team(town: Town, owner: CheckingClient, new_client: Any) -> None:
    link = invite(town, owner)
    assert GUEST in owner.get(town.work("team")).visible_text
    guest = new_client()
    page = guest.get(link)
    assert "Einladung ins Team von Chor Süd" in page.visible_text
    assert [address.get("href").split("next=")[1] for address in page.document.all(".buttons a")] == [link, link]
    user = town.user("privat@leute.example")  # another address than the invited one
    sign_in(town.app, guest, user)
    page = guest.get(link)
    assert roles(town) == {town.me.id: "owner"}  # looking changed nothing
    done = guest.submit(page, button="Ins Team kommen", follow_redirects=True)
    assert done.request.path == town.work()
    assert "Willkommen im Team von Chor Süd" in done.visible_text
    assert roles(town) == {town.me.id: "owner", user.id: "editor"}
    assert "Sie sind schon im Team" in guest.get(link).visible_text


def test_the_button_without_a_sign_in_asks_for_one(town: Town, owner: CheckingClient, new_client: Any) -> None:
    link = invite(town, owner)
    answer = new_client().post(link)
    assert answer.location == f"/musterstadt/konto/einloggen?next={link}"


def test_void_invitations_explain_themselves(clock: Any, town: Town, owner: CheckingClient, new_client: Any) -> None:
    link = invite(town, owner)
    page = owner.get(town.work("team"))
    guest = new_client()
    sign_in(town.app, guest, town.user())
    before = guest.get(link)
    assert owner.submit(page, button="Zurückziehen").status_code == 303
    assert guest.submit(before, button="Ins Team kommen").status_code == 410
    assert "wurde zurückgezogen" in guest.get(link).visible_text
    second = invite(town, owner, "zwei@leute.example")
    clock.shift(timedelta(days=15))
    sign_in(town.app, guest, town.user())
    late = guest.get(second)
    assert late.status_code == 410
    assert "zu alt" in late.visible_text


def test_a_link_that_was_cut_or_belongs_elsewhere_is_refused(town: Town, owner: CheckingClient) -> None:
    link = invite(town, owner)
    assert owner.get(link[:-4]).status_code == 400
    from tests.support import factories as make

    with town.app.app_context():
        make.make_city("nachbarstadt")
    assert owner.get(link.replace("musterstadt", "nachbarstadt")).status_code == 404


def test_mistakes_of_an_invitation_stand_beside_it(town: Town, owner: CheckingClient) -> None:
    page = owner.get(town.work("team"))
    for email in ("", "kein", "mara@leute.example"):
        answer = owner.submit(page, {"email": email}, button="Einladung schicken")
        assert answer.status_code == 422
        assert [link.get("href") for link in answer.document.all(".errors a")] == ["#email"]
        assert answer.document.one("input#email").get("value") == email
    assert town.read(sa.select(MembershipInvitation)) == []


def test_roles_are_given_and_people_removed(town: Town, owner: CheckingClient) -> None:
    user = add_member(town)
    page = owner.get(town.work("team"))
    owner.submit(page, button="Leitung geben")
    assert roles(town)[user.id] == "owner"
    page = owner.get(town.work("team"))
    assert "einzige Leitung" not in page.visible_text
    done = owner.submit(page, button="Ja, entfernen", follow_redirects=True)
    assert "nicht mehr im Team" in done.visible_text
    assert roles(town) == {town.me.id: "owner"}


def test_an_owner_gives_up_only_after_a_question(town: Town, owner: CheckingClient) -> None:
    user = add_member(town, MembershipRole.OWNER)
    page = owner.get(town.work("team"))
    asked = next(each for each in page.document.all("details.confirm") if "Leitung abgeben" in each.text)
    assert "bestimmt dann nur noch die übrige Leitung" in asked.text
    done = owner.submit(page, button="Ja, abgeben", follow_redirects=True)
    assert done.status_code == 200 and "Leitung entziehen" not in done.visible_text
    assert roles(town) == {town.me.id: "editor", user.id: "owner"}


def test_leaving_a_team(town: Town, owner: CheckingClient, new_client: Any) -> None:
    user = add_member(town)
    guest = new_client()
    sign_in(town.app, guest, user)
    page = guest.get(town.work("team"))
    assert not page.document.all("input#email")  # editors do not invite
    done = guest.submit(page, button="Ja, Team verlassen", follow_redirects=True)
    assert "Sie haben das Team von Chor Süd verlassen" in done.visible_text
    assert guest.get(town.work("team")).status_code == 404


def test_the_only_owner_has_no_way_out(town: Town, owner: CheckingClient) -> None:
    add_member(town)
    page = owner.get(town.work("team"))
    assert "einzige Leitung" in page.visible_text
    token = page.document.all("input[name=csrf_token]")[0].get("value")
    answer = owner.post(town.work("team/verlassen"), data={"csrf_token": token})
    assert answer.status_code == 422
    assert "mindestens eine Leitung" in answer.visible_text
    assert town.me.id in roles(town)


@pytest.mark.parametrize("act", ["einladen", "{user}/rolle", "{user}/entfernen", "einladungen/x/zurueckziehen"])
def test_editors_change_nothing(town: Town, client: CheckingClient, act: str) -> None:
    user = add_member(town)
    sign_in(town.app, client, user)
    token = client.get(town.work("team")).document.all("input[name=csrf_token]")[0].get("value")
    address = town.work("team/" + act.format(user=town.me.public_id))
    values = {"csrf_token": token, "role": "editor", "email": "neu@leute.example"}
    assert client.post(address, data=values).status_code == 403
    assert roles(town)[town.me.id] == "owner"


@pytest.mark.parametrize("act", ["einladen", "{user}/rolle", "{user}/entfernen", "verlassen"])
def test_a_forged_form_changes_nothing(town: Town, owner: CheckingClient, act: str) -> None:
    user = add_member(town)
    before = roles(town)
    values = {"role": "owner", "email": "neu@leute.example"}
    answer = owner.post(town.work("team/" + act.format(user=user.public_id)), data=values)
    assert answer.status_code == 422
    assert roles(town) == before
    assert town.read(sa.select(MembershipInvitation)) == []


def test_an_unknown_role_is_refused(town: Town, owner: CheckingClient) -> None:
    user = add_member(town)
    token = owner.get(town.work("team")).document.all("input[name=csrf_token]")[0].get("value")
    values = {"role": "king", "csrf_token": token}
    assert owner.post(town.work(f"team/{user.public_id}/rolle"), data=values).status_code == 400


def test_handing_over_by_mail_leads_to_a_new_owner(town: Town, owner: CheckingClient, new_client: Any) -> None:
    page = owner.get(town.work("team/uebergeben"))
    assert owner.submit(page, {}, button="Übergabe anbieten").status_code == 422
    done = owner.submit(page, {"email": GUEST, "after": "leave"}, button="Übergabe anbieten", follow_redirects=True)
    assert "Sie behalten die Leitung, bis" in done.visible_text
    link = link_in(mails_to(town.app, GUEST)[-1], "/verein/einladung/")
    user, guest = town.user(GUEST, name="Otto Ott"), new_client()
    asked = guest.get(link)
    assert "möchte Ihnen Chor Süd übergeben" in asked.visible_text
    assert asked.document.one("h1").text == "Chor Süd übernehmen?"
    sign_in(town.app, guest, user)
    done = guest.submit(guest.get(link), button="Übernehmen", follow_redirects=True)
    assert done.status_code == 200
    assert roles(town) == {user.id: "owner"}
    assert owner.get(town.work("team")).status_code == 404


def test_a_member_finds_the_offer_in_the_team_and_declines(town: Town, owner: CheckingClient, new_client: Any) -> None:
    user, guest = add_member(town), new_client()
    page = owner.get(town.work("team/uebergeben"))
    owner.submit(page, {"person": user.public_id}, button="Übergabe anbieten")
    sign_in(town.app, guest, user)
    page = guest.get(town.work("team"))
    assert "möchte Ihnen Chor Süd übergeben" in page.visible_text
    link = page.document.one(".notice a").get("href")
    done = guest.submit(guest.get(link), button="Ja, ablehnen", follow_redirects=True)
    assert "Abgelehnt." in done.visible_text
    assert roles(town) == {town.me.id: "owner", user.id: "editor"}
    assert "wurde abgelehnt" in mails_to(town.app, town.me.email)[-1].subject


def test_an_offered_hand_over_is_taken_back_in_one_place(town: Town, owner: CheckingClient, new_client: Any) -> None:
    second = add_member(town, MembershipRole.OWNER)
    page, values = owner.get(town.work("team/uebergeben")), {"email": "neu@leute.example", "after": "leave"}
    done = owner.submit(page, values, button="Übergabe anbieten", follow_redirects=True)
    assert done.document.one(".notice form button").text == "Angebot zurückziehen"
    assert not done.document.all("#invited"), "it is not listed a second time"
    other = new_client()
    sign_in(town.app, other, second)
    assert "Übergabe" in other.get(town.work("team")).document.one("section[aria-labelledby=invited]").text
    gone = owner.submit(done, button="Angebot zurückziehen", follow_redirects=True)
    assert not gone.document.all(".notice form button")


def test_everybody_chooses_her_mails(town: Town, owner: CheckingClient) -> None:
    page = owner.get(town.work("team"))
    done = owner.submit(page, {"kinds": ["decisions"]}, button="Speichern", follow_redirects=True)
    assert "Gespeichert." in done.visible_text
    assert "E-Mails: Entscheidungen der Stadt" in done.visible_text
    assert "Deshalb bekommt sie die Leitung" in done.visible_text
    (membership,) = town.read(sa.select(Membership))
    assert membership.mail_kinds == ["decisions"]
