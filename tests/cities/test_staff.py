"""Who works for a city: invitations, roles, leaving; in the browser and below."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.queries import actor_of, user_by_email
from engagement.audit.models import AuditEntry
from engagement.cities import operations
from engagement.cities.models import CityStaff
from engagement.cities.rules import (
    AlreadyStaff,
    InvitationForSomebodyElse,
    InvitationVoid,
    LastAdministrator,
)
from engagement.core.actor import SYSTEM_ACTOR, CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from tests.support.accounts import link_in, mails_to, sign_in, token_of
from tests.support.factories import PASSWORD, make_city, make_staff, make_user

BOSS, NEW = "leitung@stadt.example", "neu@stadt.example"
PEOPLE = "/musterstadt/stadt/menschen"


@pytest.fixture
def city(app: Any) -> Any:
    with app.app_context():
        return make_city()


@pytest.fixture
def boss(app: Any, city: Any) -> Any:
    with app.app_context():
        return make_staff(city, CityRole.ADMINISTRATOR, email=BOSS, name="Karla Kopf", password=PASSWORD)


def role_of(app: Any, email: str, city: Any) -> CityRole | None:
    with app.app_context(), entered(SYSTEM):
        user = user_by_email(email)
        return actor_of(user.id).city_roles.get(city.id) if user else None


def invite(client: Any, email: str = NEW, role: str = "moderator") -> Any:
    return client.submit(client.get(PEOPLE), {"email": email, "role": role}, button="Einladung schicken")


@pytest.mark.both_engines
def test_a_newcomer_is_invited_and_works_at_once(app: Any, client: Any, new_client: Any, city: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    answer = invite(client)
    assert answer.status_code == 303
    assert NEW in client.get(answer.location).visible_text
    (mail,) = mails_to(app, NEW)
    assert "Karla Kopf" in mail.body_text

    newcomer, link = new_client(), link_in(mail, "/einladung/")
    page = newcomer.get(link)
    refused = newcomer.submit(page, {"name": "Nora Neu", "password": "kurz"})
    assert refused.status_code == 422
    assert role_of(app, NEW, city) is None
    answer = newcomer.submit(refused, {"password": "vier wörter und ein hut"})
    assert answer.location == "/musterstadt/stadt/"
    assert role_of(app, NEW, city) is CityRole.MODERATOR
    assert newcomer.get("/musterstadt/stadt/").status_code == 200
    assert new_client().get(link).status_code == 410, "it works once"


def test_somebody_with_an_account_signs_in_and_accepts(
    app: Any, client: Any, new_client: Any, city: Any, boss: Any
) -> None:
    with app.app_context():
        make_user(email=NEW, password=PASSWORD)
        make_user(email="andere@leute.example", password=PASSWORD)
    sign_in(client, "musterstadt", BOSS)
    invite(client, role="administrator")
    link = link_in(mails_to(app, NEW)[0], "/einladung/")

    other = new_client()
    sign_in(other, "musterstadt", "andere@leute.example")
    assert "loggen Sie sich aus" in other.get(link).visible_text
    token = token_of(other.get(link))
    other.post(link, data={"csrf_token": token})
    assert role_of(app, "andere@leute.example", city) is None

    invited = new_client()
    page = invited.get(link)
    to_sign_in = next(a["href"] for a in page.document.all("main a") if "einloggen" in a.get("href"))
    answer = invited.submit(invited.get(to_sign_in), {"email": NEW, "password": PASSWORD})
    assert answer.location == link
    assert role_of(app, NEW, city) is None, "opening the page accepts nothing"
    answer = invited.submit(invited.get(link), button="Einladung annehmen")
    assert answer.status_code == 303
    assert role_of(app, NEW, city) is CityRole.ADMINISTRATOR


def test_invitations_end_by_time_by_hand_and_by_a_newer_one(
    app: Any, client: Any, new_client: Any, clock: Any, city: Any, boss: Any
) -> None:
    sign_in(client, "musterstadt", BOSS)
    invite(client)
    client.submit(client.get(PEOPLE), button="Noch einmal schicken")
    first, second = (link_in(mail, "/einladung/") for mail in mails_to(app, NEW))
    assert new_client().get(first).status_code == 410
    assert new_client().get(second).status_code == 200
    assert client.submit(client.get(PEOPLE), button="Zurückziehen").status_code == 303
    assert new_client().get(second).status_code == 410
    invite(client)
    clock.shift(timedelta(days=14, seconds=1))
    assert new_client().get(link_in(mails_to(app, NEW)[-1], "/einladung/")).status_code == 410


def test_an_invitation_of_another_city_is_void_here(app: Any, client: Any, new_client: Any, boss: Any) -> None:
    with app.app_context():
        make_city("nachbarstadt")
    sign_in(client, "musterstadt", BOSS)
    invite(client)
    link = link_in(mails_to(app, NEW)[0], "/einladung/")
    assert new_client().get(link.replace("musterstadt", "nachbarstadt")).status_code == 410


def test_a_colleague_is_not_invited_twice(client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = invite(client, email=BOSS)
    assert page.status_code == 422
    assert "arbeitet schon" in page.visible_text


def person_page(app: Any, client: Any, email: str) -> Any:
    with app.app_context(), entered(SYSTEM):
        user = user_by_email(email)
    assert user is not None
    return client.get(f"{PEOPLE}/{user.public_id}")


def test_roles_change_and_people_leave(app: Any, client: Any, city: Any, boss: Any) -> None:
    with app.app_context():
        make_staff(city, email="rat@stadt.example", name="Rosa Rat")
    sign_in(client, "musterstadt", BOSS)
    page = person_page(app, client, "rat@stadt.example")
    for role in (CityRole.ADMINISTRATOR, CityRole.EDITOR):
        answer = client.submit(page, {"role": role.value}, button="Speichern")
        assert answer.status_code == 303
        assert role_of(app, "rat@stadt.example", city) is role
    answer = client.submit(person_page(app, client, "rat@stadt.example"), button="Arbeit für die Stadt beenden")
    assert answer.status_code == 303
    assert role_of(app, "rat@stadt.example", city) is None
    assert [mail.kind for mail in mails_to(app, "rat@stadt.example")] == ["staff_removed"]
    with app.app_context(), entered(SYSTEM):
        actions = [entry.action for entry in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]
    assert actions == ["staff.role_changed", "staff.role_changed", "staff.removed"]


def test_the_last_administrator_stays(app: Any, client: Any, city: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = person_page(app, client, BOSS)
    assert "Niemand sonst leitet hier" in page.visible_text
    for answer in (
        client.submit(page, {"role": "moderator"}, button="Speichern"),
        client.submit(page, button="Arbeit für die Stadt beenden"),
    ):
        assert answer.status_code == 422
        assert "mindestens eine Person" in answer.visible_text
    assert role_of(app, BOSS, city) is CityRole.ADMINISTRATOR


def test_moderators_and_other_cities_manage_nobody(app: Any, new_client: Any, city: Any, boss: Any) -> None:
    with app.app_context():
        make_staff(city, email="rat@stadt.example", password=PASSWORD)
        other = make_city("nachbarstadt")
        make_staff(other, CityRole.ADMINISTRATOR, email="chef@nachbar.example", password=PASSWORD)
        make_staff(other, CityRole.ADMINISTRATOR, email="vize@nachbar.example")
    moderator, neighbour = new_client(), new_client()
    sign_in(moderator, "musterstadt", "rat@stadt.example")
    assert moderator.get(PEOPLE).status_code == 403
    sign_in(neighbour, "nachbarstadt", "chef@nachbar.example")
    assert neighbour.get(PEOPLE).status_code == 404
    page = neighbour.get("/nachbarstadt/stadt/menschen")
    token = token_of(page)
    foreign = f"/nachbarstadt/stadt/menschen/{boss.public_id}/entfernen"
    assert neighbour.post(foreign, data={"csrf_token": token}).status_code == 404
    assert role_of(app, BOSS, city) is CityRole.ADMINISTRATOR


def test_operations_ask_for_the_permission_again(db_app: Any) -> None:
    city = make_city()
    boss, moderator = make_staff(city, CityRole.ADMINISTRATOR), make_staff(city)
    by_moderator = actor_of(moderator.id)
    with pytest.raises(Forbidden):
        operations.invite_staff(city.id, email=NEW, role=CityRole.MODERATOR, actor=by_moderator)
    with pytest.raises(Forbidden):
        operations.change_staff_role(
            moderator.public_id, city_id=city.id, role=CityRole.ADMINISTRATOR, actor=by_moderator
        )
    with pytest.raises(Forbidden):
        operations.remove_staff(boss.public_id, city_id=city.id, actor=by_moderator)
    with pytest.raises(Forbidden):
        operations.invite_first_administrator(city.id, email=NEW, actor=actor_of(boss.id))
    stale = actor_of(boss.id)
    make_another = make_staff(city, CityRole.ADMINISTRATOR)
    operations.remove_staff(boss.public_id, city_id=city.id, actor=actor_of(make_another.id))
    with pytest.raises(Forbidden):
        operations.invite_staff(city.id, email=NEW, role=CityRole.MODERATOR, actor=stale)


def test_refusals_of_the_operations(db_app: Any) -> None:
    city = make_city()
    boss, person = make_staff(city, CityRole.ADMINISTRATOR, email=BOSS), make_user(email=NEW)
    actor = actor_of(boss.id)
    with pytest.raises(AlreadyStaff):
        operations.invite_first_administrator(city.id, email=BOSS.upper(), actor=SYSTEM_ACTOR)
    invitation = operations.invite_staff(city.id, email=NEW, role=CityRole.MODERATOR, actor=actor)
    with pytest.raises(InvitationForSomebodyElse):
        operations.accept_staff_invitation(invitation, city_id=city.id, user_id=make_user().id)
    with pytest.raises(NotFound):
        operations.accept_staff_invitation("bcdfghjkmnpq", city_id=city.id, user_id=person.id)
    operations.accept_staff_invitation(invitation, city_id=city.id, user_id=person.id)
    with pytest.raises(InvitationVoid):
        operations.accept_staff_invitation(invitation, city_id=city.id, user_id=person.id)
    with pytest.raises(InvitationVoid):
        operations.revoke_staff_invitation(invitation, city_id=city.id, actor=actor)
    with pytest.raises(NotFound):
        operations.remove_staff(make_user().public_id, city_id=city.id, actor=actor)


@pytest.mark.both_engines
def test_two_administrators_who_remove_each_other_at_once_leave_one(app: Any, city: Any) -> None:
    with app.app_context():
        pair = [make_staff(city, CityRole.ADMINISTRATOR) for _ in range(2)]
    start, refused = threading.Barrier(2), []

    def remove(actor_id: int, victim: str) -> None:
        with app.app_context(), entered(Scope.city(city.id)):
            actor = actor_of(actor_id)
            start.wait()
            try:
                operations.remove_staff(victim, city_id=city.id, actor=actor)
            except (LastAdministrator, Forbidden) as refusal:
                refused.append(refusal)
            db.session.remove()

    threads = [
        threading.Thread(target=remove, args=(pair[0].id, pair[1].public_id)),
        threading.Thread(target=remove, args=(pair[1].id, pair[0].public_id)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context(), entered(SYSTEM):
        left = db.session.scalar(sa.select(sa.func.count(CityStaff.id)))
    assert (left, len(refused)) == (1, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_needs_the_same_statements_for_one_and_three(
    app: Any, client: Any, city: Any, boss: Any, statements: Any, count: int
) -> None:
    with app.app_context():
        for number in range(count):
            make_staff(city)
            with entered(SYSTEM):
                operations.invite_first_administrator(city.id, email=f"x{number}@y.example", actor=SYSTEM_ACTOR)
    sign_in(client, "musterstadt", BOSS)
    with statements() as seen:
        client.get(PEOPLE)
    assert len(seen) == 13, seen
