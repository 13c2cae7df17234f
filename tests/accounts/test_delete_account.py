"""Deleting one's own account: what goes, what stays, what has to be handed over first."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.accounts.models import User, UserSession
from engagement.accounts.queries import actor_of
from engagement.associations.enums import MembershipRole
from engagement.associations.models import Membership
from engagement.audit.models import AuditEntry
from engagement.cities.models import CityStaff
from engagement.core.actor import ANONYMOUS, CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import DomainError
from engagement.opportunities.models import Shift
from engagement.registrations import operations
from engagement.registrations.enums import CallTopic, EntryWay, RegistrationState
from engagement.registrations.errors import AlreadyEnded
from engagement.registrations.links import registration_token
from engagement.registrations.models import CallTask, Participant, Registration, RegistrationEntry
from engagement.registrations.operations import register
from engagement.workflows.delete_account import account_end, delete_account
from tests.registrations.support import make_stage
from tests.support.accounts import mails_to, sign_in
from tests.support.factories import PASSWORD, make_association, make_opportunity, make_staff, make_user

EMAIL = "mara@leute.example"
PAGE = "/musterstadt/konto/loeschen"
pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("city")]


@pytest.fixture
def person(app: Any, city: Any) -> Any:
    with app.app_context():
        return make_user(email=EMAIL, password=PASSWORD, phone="07221 12345")


def registered(city: Any, person: Any, **offer: Any) -> Any:
    """A registration of the person; returns the offer."""
    made = make_opportunity(city, make_association(city), **offer)
    with entered(SYSTEM):
        shift = db.session.scalar(sa.select(Shift.public_id).where(Shift.opportunity_id == made.id))
        register(
            made.public_id, city_id=city.id, actor=actor_of(person.id), shift_id=shift, name="Mara Muster",
            message="Ich bringe Kuchen mit.", is_adult=True,
        )  # fmt: skip
    return made


def delete(client: Any, password: str = PASSWORD) -> Any:
    return client.submit(client.get(f"{PAGE}/bestaetigen"), {"current": password})


def count(app: Any, model: Any) -> int:
    with app.app_context(), entered(SYSTEM):
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_the_account_goes_and_the_rest_is_as_it_was_told(
    app: Any, client: Any, city: Any, person: Any, clock: Any
) -> None:
    with app.app_context():
        past = registered(city, person)
        clock.shift(timedelta(days=5))
        coming = registered(city, person, contact_email="kontakt@verein.example")
        with entered(SYSTEM):
            before = db.session.scalar(sa.select(Registration.updated_at).order_by(Registration.id).limit(1))
    sign_in(client, "musterstadt", EMAIL)
    told = client.get(PAGE).visible_text
    assert "Hände, die beim Fest Kuchen verkaufen" in told and "24 Monate" in told
    assert "verliert Ihren Namen" in told
    answer = delete(client)
    assert answer.status_code == 303
    home = client.get(answer.location)
    assert "Ihr Konto ist gelöscht" in home.visible_text
    assert client.get(PAGE).status_code == 302, "nobody is signed in any more"
    with app.app_context(), entered(SYSTEM):
        assert count(app, User) == count(app, UserSession) == 0
        rows = {row.opportunity_id: row for row in db.session.scalars(sa.select(Registration))}
        for row in rows.values():
            assert (row.name, row.message, row.phone, row.user_id) == ("", "", "", None)
        assert rows[past.id].state is RegistrationState.CONFIRMED
        assert rows[past.id].updated_at == before, "the period counts on"
        assert rows[coming.id].state is RegistrationState.WITHDRAWN
        assert db.session.scalar(sa.select(Shift.taken).where(Shift.opportunity_id == coming.id)) == 0
        guest = db.session.scalars(sa.select(Participant)).one()
        assert (guest.user_id, guest.email, guest.phone) == (None, None, None)
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "account.deleted")).one()
        assert (entry.actor_name, entry.actor_id) == ("Mara Muster", None)
    assert [mail.kind for mail in mails_to(app, "kontakt@verein.example")][-1] == "registration_withdrawn_association"
    kinds = [mail.kind for mail in mails_to(app, EMAIL)]
    assert kinds[-1] == "account_deleted" and "registration_withdrawn" not in kinds
    assert "Hände, die beim Fest" in mails_to(app, EMAIL)[-1].body_text


def test_the_association_sees_a_past_helper_without_a_name(
    app: Any, client: Any, city: Any, person: Any, clock: Any
) -> None:
    with app.app_context():
        offer = registered(city, person)
        with entered(SYSTEM), writing():
            row = db.session.scalars(sa.select(Registration)).one()
            here = {"city_id": row.city_id, "association_id": row.association_id, "registration_id": row.id}
            db.session.add(RegistrationEntry(way=EntryWay.PHONE, note="Mara kann schlecht stehen.", **here))
            db.session.add(CallTask(topic=CallTopic.ACCEPTED, **here))
        owner = make_user(email="verein@leute.example", password=PASSWORD)
        with entered(SYSTEM), writing():
            db.session.add(Membership(association_id=offer.association_id, user_id=owner.id, role=MembershipRole.OWNER))
    clock.shift(timedelta(days=5))
    with app.app_context(), entered(SYSTEM):
        delete_account(PASSWORD, actor=actor_of(person.id), city_id=city.id, network="x")

    from engagement.registrations.queries import people_of, registration_of_reference

    with app.test_request_context("/"), entered(Scope.association(offer.association_id)):
        people = people_of(offer.public_id, past=True)
        [left] = people.shifts.items[0].people
        assert left.name == "Konto gelöscht"
        assert left.entry is not None and left.entry.note == "", "what was noted about her is gone"
    with app.app_context(), entered(SYSTEM):
        assert count(app, CallTask) == 0
    with app.test_request_context("/"), entered(Scope.city(city.id)):
        assert [each.name for each in registration_of_reference(city.id, left.public_id).items] == ["Konto gelöscht"]


def test_the_wrong_password_deletes_nothing(app: Any, client: Any, person: Any) -> None:
    sign_in(client, "musterstadt", EMAIL)
    page = delete(client, "falsch geraten")
    assert page.status_code == 422 and "nicht Ihr jetziges Passwort" in page.visible_text
    assert delete(client, "").status_code == 422
    assert count(app, User) == 1


def test_the_password_cannot_be_guessed_here(client: Any, clock: Any, person: Any) -> None:
    sign_in(client, "musterstadt", EMAIL)
    assert [delete(client, "falsch geraten").status_code for _ in range(6)] == [422] * 5 + [429]


def test_a_sole_owner_hands_over_first(app: Any, client: Any, city: Any, person: Any) -> None:
    with app.app_context():
        association = make_association(city, owner=person, name="Waldfreunde")
    sign_in(client, "musterstadt", EMAIL)
    page = client.get(PAGE)
    assert "Waldfreunde" in page.visible_text
    assert f"/{association.public_id}/team" in page.text, "with a link to where it can be handed over"
    assert client.get(f"{PAGE}/bestaetigen").status_code == 303
    with app.app_context(), entered(SYSTEM), pytest.raises(DomainError, match="Waldfreunde"):
        delete_account(PASSWORD, actor=actor_of(person.id), city_id=city.id, network="x")
    assert count(app, User) == 1
    with app.app_context():
        other = make_user()
        with entered(SYSTEM), writing():
            db.session.add(Membership(association_id=association.id, user_id=other.id, role=MembershipRole.OWNER))
    assert delete(client).status_code == 303
    assert count(app, Membership) == 1


def test_the_last_administrator_hands_over_first(app: Any, client: Any, city: Any) -> None:
    with app.app_context():
        boss = make_staff(city, CityRole.ADMINISTRATOR, email=EMAIL, password=PASSWORD)
        make_staff(city, CityRole.MODERATOR)
    sign_in(client, "musterstadt", EMAIL)
    assert "einzige Leitung" in client.get(PAGE).visible_text
    with app.app_context(), entered(SYSTEM), pytest.raises(DomainError, match="Musterstadt"):
        delete_account(PASSWORD, actor=actor_of(boss.id), city_id=city.id, network="x")
    with app.app_context():
        make_staff(city, CityRole.ADMINISTRATOR)
    assert delete(client).status_code == 303
    assert count(app, CityStaff) == 2
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(AuditEntry.action).where(AuditEntry.action == "staff.left")) is not None


def test_without_an_account_nothing_can_be_deleted(client: Any) -> None:
    assert client.get(PAGE).status_code == client.get(f"{PAGE}/bestaetigen").status_code == 302
    assert client.post(f"{PAGE}/bestaetigen", data={"current": PASSWORD}).status_code in (302, 401)


def test_a_registration_at_the_same_moment_is_called_off_or_refused(app: Any, city: Any, person: Any) -> None:
    with app.app_context():
        registered(city, person)
        offer = make_opportunity(city, make_association(city))
        with entered(SYSTEM):
            shift = db.session.scalar(sa.select(Shift.public_id).where(Shift.opportunity_id == offer.id))
            actor = actor_of(person.id)
    start, problems = threading.Barrier(2), []

    def run(act: Any) -> None:
        with app.app_context(), entered(SYSTEM):
            start.wait()
            try:
                act()
            except DomainError:
                pass
            except Exception as problem:
                problems.append(problem)
            finally:
                db.session.remove()

    def sign_on() -> None:
        register(offer.public_id, city_id=city.id, actor=actor, shift_id=shift, name="Mara", is_adult=True)

    def leave() -> None:
        delete_account(PASSWORD, actor=actor, city_id=city.id, network="x")

    threads = [threading.Thread(target=run, args=(act,)) for act in (sign_on, leave)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with app.app_context(), entered(SYSTEM):
        assert count(app, User) == 0
        assert db.session.scalars(sa.select(Registration.name)).all().count("Mara") == 0
        assert set(db.session.scalars(sa.select(Registration.state))) == {RegistrationState.WITHDRAWN}
        assert set(db.session.scalars(sa.select(Shift.taken))) == {0}


def test_what_is_told_is_of_this_person_alone(app: Any, city: Any, person: Any) -> None:
    with app.app_context():
        registered(city, make_user())
        with entered(SYSTEM):
            end = account_end(person.id)
    assert end.is_possible and not end.coming and end.past == 0


def test_everything_about_me_is_shown_and_can_be_taken_along(app: Any, client: Any, city: Any, person: Any) -> None:
    with app.app_context():
        registered(city, person)
        registered(city, make_user(name="Fremde Person"))
        make_association(city, owner=person, name="Waldfreunde")
    sign_in(client, "musterstadt", EMAIL)
    text = client.get("/musterstadt/konto/meine-daten").visible_text
    for part in (EMAIL, "07221 12345", "Waldfreunde", "Ich bringe Kuchen mit.", "Zusagen"):
        assert part in text
    answer = client.get("/musterstadt/konto/meine-daten.json")
    data = json.loads(answer.text)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert data["account"][0]["email"] == EMAIL and len(data["registrations"]) == 1
    assert data["teams"][0]["association"] == "Waldfreunde"
    assert "Fremde" not in answer.text and "password" not in answer.text
    assert datetime_of(data["account"][0]["created_at"]) <= utcnow()


def datetime_of(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


def test_an_old_link_opens_nothing_and_brings_nobody_back(
    db_app: Flask, client: Any, clock: time_machine.Traveller
) -> None:
    """She had asked as a guest, let the time run out, and ended the account that had taken it over."""
    stage = make_stage("oldtown", starts_in=timedelta(days=9), shifts=2)
    user = make_user(email=EMAIL, password=PASSWORD)
    lapsed = stage.register(email=EMAIL).registration_id
    came = stage.guest(email=EMAIL, shift=stage.shifts[1]).registration_id
    tokens = [registration_token(each) for each in (lapsed, came)]
    clock.shift(timedelta(minutes=40))
    operations.expire_holds()
    operations.adopt_guest_registrations(user.id)
    with entered(SYSTEM):
        actor = actor_of(user.id)
    delete_account(PASSWORD, actor=actor, city_id=stage.city.id, network="192.0.2.7")
    for token in tokens:
        page = client.get(f"/{stage.city.slug}/zusage/{token}")
        assert page.status_code == 410 and stage.opportunity.title not in page.document.text
    with entered(Scope.city(stage.city.id)), pytest.raises(AlreadyEnded):
        operations.renew_hold(lapsed, actor=ANONYMOUS)
