"""Standing in for a colleague: the rules, what follows from the dates, and the pages."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.cities import operations
from engagement.cities.enums import QueueMail
from engagement.cities.models import CityStaff, StaffDeputy
from engagement.cities.queries import staff_to_tell
from engagement.cities.rules import OwnRole
from engagement.cities.rules.deputies import (
    DeputyEndsBeforeStart,
    DeputyHerself,
    DeputyInThePast,
    DeputyNoColleague,
    DeputyOverlaps,
    Deputyship,
    check_deputyship,
    effective_role,
    who_is_told,
)
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from tests.support.accounts import mails_to, sign_in
from tests.support.factories import PASSWORD, make_city, make_staff, make_user

DAY = date(2026, 5, 4)  # the frozen clock's
BOSS, AIDE = "leitung@stadt.example", "hilfe@stadt.example"
ME = "/musterstadt/stadt/ich"


def days(start: int, end: int | None = None) -> tuple[date, date | None]:
    return DAY + timedelta(days=start), None if end is None else DAY + timedelta(days=end)


def ship(absent: int, deputy: int, start: int = 0, end: int | None = None) -> Deputyship:
    return Deputyship(absent, deputy, *days(start, end))


@pytest.mark.parametrize(
    ("start", "end", "is_active"), [(0, 0, True), (-3, None, True), (1, 5, False), (-3, -1, False), (-3, 0, True)]
)
def test_it_counts_from_the_first_to_the_last_day(start: int, end: int | None, is_active: bool) -> None:
    assert ship(1, 2, start, end).is_active(DAY) is is_active


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (ship(1, 1), DeputyHerself),
        (ship(1, 9), DeputyNoColleague),
        (ship(9, 1), DeputyNoColleague),
        (ship(1, 2, 3, 2), DeputyEndsBeforeStart),
        (ship(1, 2, -5, -1), DeputyInThePast),
        (ship(1, 3, 4, 6), DeputyOverlaps),
        (ship(1, 3, -2), DeputyOverlaps),
    ],
)
def test_what_is_no_deputyship(wanted: Deputyship, refusal: type[Exception]) -> None:
    others = [ship(1, 2, 5, 9), ship(2, 1, 0)]
    with pytest.raises(refusal):
        check_deputyship(wanted, day=DAY, colleagues={1, 2, 3}, others=others)
    check_deputyship(ship(1, 3, 0, 4), day=DAY, colleagues={1, 2, 3}, others=others)
    check_deputyship(ship(1, 3, 10), day=DAY, colleagues={1, 2, 3}, others=others)


def test_the_higher_role_counts() -> None:
    assert effective_role(CityRole.EDITOR, [CityRole.ADMINISTRATOR]) is CityRole.ADMINISTRATOR
    assert effective_role(CityRole.MODERATOR, [CityRole.EDITOR]) is CityRole.MODERATOR
    assert effective_role(CityRole.EDITOR, []) is CityRole.EDITOR


def test_mails_follow_the_deputies_and_reach_nobody_twice() -> None:
    assert who_is_told([1, 2], []) == {1: (), 2: ()}
    assert who_is_told([1, 2], [ship(1, 2)]) == {1: (), 2: ()}
    assert who_is_told([1], [ship(1, 3)]) == {1: (), 3: (1,)}
    assert who_is_told([1, 2], [ship(1, 3), ship(2, 3)]) == {1: (), 2: (), 3: (1, 2)}
    assert who_is_told([1], [ship(1, 3), ship(3, 4), ship(4, 1)]) == {1: (), 3: (1,), 4: (1,)}


def name(city: Any, by: Any, deputy: Any, start: int = 0, end: int | None = None, **values: Any) -> str:
    starts_on, ends_on = days(start, end)
    return operations.name_deputy(
        city.id, deputy=deputy.public_id, starts_on=starts_on, ends_on=ends_on, actor=actor_of(by.id), **values
    )


@pytest.mark.both_engines
def test_a_deputy_may_what_the_absent_one_may_and_only_then(db_app: Any, clock: Any) -> None:
    city, other = make_city(), make_city("nachbarstadt")
    boss, aide = make_staff(city, CityRole.ADMINISTRATOR), make_staff(city, CityRole.EDITOR)
    third = make_staff(city, CityRole.EDITOR)
    name(city, boss, aide, 1, 2)
    name(city, aide, third, 0)
    assert not actor_of(aide.id).moderates(city.id)
    clock.shift(timedelta(days=1))
    assert actor_of(aide.id).administers(city.id)
    assert not actor_of(aide.id).works_for(other.id)
    assert actor_of(third.id).city_roles == {city.id: CityRole.EDITOR}, "lent power is not lent on"
    operations.invite_staff(city.id, email="neu@stadt.example", role=CityRole.MODERATOR, actor=actor_of(aide.id))
    with pytest.raises(OwnRole):
        operations.change_staff_role(aide.public_id, city_id=city.id, role=CityRole.MODERATOR, actor=actor_of(aide.id))
    with pytest.raises(Forbidden):
        name(city, aide, third, 30, 31, absent=boss.public_id)
    clock.shift(timedelta(days=2))
    assert not actor_of(aide.id).moderates(city.id)


def test_mails_for_the_staff_go_to_deputies_too(db_app: Any) -> None:
    city = make_city()
    boss = make_staff(city, CityRole.ADMINISTRATOR, name="Karla Kopf")
    aide = make_staff(city, CityRole.EDITOR, name="Ada Aide")
    make_staff(city, CityRole.EDITOR)
    assert [each.user_id for each in staff_to_tell(city.id)] == [boss.id]
    name(city, boss, aide)
    told = staff_to_tell(city.id)
    assert [(each.user_id, each.stands_in_for) for each in told] == [(boss.id, ()), (aide.id, ("Karla Kopf",))]


def test_who_may_name_and_end(db_app: Any) -> None:
    city = make_city()
    boss, aide = make_staff(city, CityRole.ADMINISTRATOR), make_staff(city)
    third, stranger = make_staff(city), make_user()
    with pytest.raises(Forbidden):
        name(city, stranger, aide)
    with pytest.raises(Forbidden):
        name(city, aide, third, absent=boss.public_id)
    with pytest.raises(NotFound):
        name(city, boss, aide, absent=stranger.public_id)
    with pytest.raises(DeputyNoColleague):
        name(city, boss, stranger)
    row = name(city, boss, third, absent=aide.public_id)
    outsider = make_staff(city)
    with pytest.raises(Forbidden):
        operations.end_deputyship(row, city_id=city.id, actor=actor_of(outsider.id))
    with pytest.raises(NotFound):
        operations.end_deputyship("bcdfghjkmnpq", city_id=city.id, actor=actor_of(third.id))
    operations.end_deputyship(row, city_id=city.id, actor=actor_of(third.id))
    with entered(SYSTEM):
        actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["staff.deputy_named", "staff.deputy_ended"]


@pytest.mark.both_engines
def test_it_goes_when_one_of_the_two_leaves(db_app: Any) -> None:
    city = make_city()
    boss, aide = make_staff(city, CityRole.ADMINISTRATOR), make_staff(city)
    name(city, boss, aide)
    operations.remove_staff(aide.public_id, city_id=city.id, actor=actor_of(boss.id))
    with entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(StaffDeputy.id))) == 0


@pytest.mark.both_engines
def test_two_clicks_name_one_deputy(app: Any) -> None:
    with app.app_context():
        city = make_city()
        boss, aide = make_staff(city, CityRole.ADMINISTRATOR), make_staff(city)
    start, refused = threading.Barrier(2), []

    def click() -> None:
        with app.app_context(), entered(Scope.city(city.id)):
            start.wait()
            try:
                name(city, boss, aide)
            except DeputyOverlaps as refusal:
                refused.append(refusal)
            db.session.remove()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def test_the_pages(app: Any, client: Any, new_client: Any, clock: Any) -> None:
    with app.app_context():
        city = make_city()
        make_staff(city, CityRole.ADMINISTRATOR, email=BOSS, name="Karla Kopf", password=PASSWORD)
        aide = make_staff(city, CityRole.EDITOR, email=AIDE, name="Ada Aide", password=PASSWORD)
    sign_in(client, "musterstadt", BOSS)
    page = client.get(ME)
    refused = client.submit(page, {"deputy": aide.public_id, "ends_on": "2026-05-01"}, button="Vertretung eintragen")
    assert refused.status_code == 422
    assert "Der letzte Tag liegt vor dem ersten" in refused.visible_text
    answer = client.submit(refused, {"ends_on": "2026-05-10"}, button="Vertretung eintragen")
    assert answer.status_code == 303
    assert "Ada Aide vertritt" in client.get(ME).visible_text
    assert "Karla Kopf" in mails_to(app, AIDE)[0].body_text
    people = client.get("/musterstadt/stadt/menschen")
    assert "nicht da" in people.visible_text

    helper = new_client()
    sign_in(helper, "musterstadt", AIDE)
    assert helper.get("/musterstadt/stadt/menschen").status_code == 200
    assert helper.submit(helper.get(ME), button="Ja, beenden").status_code == 303
    assert helper.get("/musterstadt/stadt/menschen").status_code == 403
    assert helper.get("/musterstadt/stadt/").location == "/musterstadt/stadt/seiten", (
        "who does not decide goes to her own work"
    )


def test_an_administrator_names_a_deputy_for_a_sick_colleague(app: Any, client: Any) -> None:
    with app.app_context():
        city = make_city()
        make_staff(city, CityRole.ADMINISTRATOR, email=BOSS, password=PASSWORD)
        sick, aide = make_staff(city, name="Susi Sick"), make_staff(city, name="Ada Aide")
    sign_in(client, "musterstadt", BOSS)
    address = f"/musterstadt/stadt/menschen/{sick.public_id}"
    answer = client.submit(client.get(address), {"deputy": aide.public_id}, button="Vertretung eintragen")
    assert answer.status_code == 303
    page = client.get(address)
    assert "bis auf Weiteres" in page.visible_text
    assert client.submit(page, button="Ja, beenden").location.startswith(address)
    assert "bis auf Weiteres" not in client.get(address).visible_text
    refused = client.submit(client.get(address), {"deputy": ""}, button="Vertretung eintragen")
    assert refused.status_code == 422


def test_everybody_chooses_how_often_mails_come(app: Any, client: Any) -> None:
    with app.app_context():
        city = make_city()
        boss = make_staff(city, email=BOSS, password=PASSWORD)
    sign_in(client, "musterstadt", BOSS)
    assert client.submit(client.get(ME), {"queue_mail": "none"}, button="Speichern").status_code == 303
    with app.app_context(), entered(SYSTEM):
        row = db.session.scalars(sa.select(CityStaff).where(CityStaff.user_id == boss.id)).one()
        assert row.queue_mail is QueueMail.NONE
        with pytest.raises(Forbidden):
            operations.choose_queue_mail(city.id, wanted=QueueMail.DAILY, actor=actor_of(make_user().id))
        with writing():
            pass
