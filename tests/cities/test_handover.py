"""Somebody leaves the city's staff, and a colleague takes over."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.cities import operations
from engagement.cities.models import City, StaffDeputy, StaffInvitation
from engagement.cities.rules import SuccessorNoColleague
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import today
from tests.cities.test_staff import BOSS, NEW, boss, city, invite, person_page, role_of
from tests.support.accounts import mails_to, sign_in
from tests.support.factories import PASSWORD, make_city, make_staff, make_user

__all__ = ["boss", "city"]  # fixtures


@pytest.mark.both_engines
def test_who_leaves_hands_over(app: Any, client: Any, city: Any, boss: Any) -> None:
    with app.app_context():
        rosa = make_staff(city, email="rat@stadt.example", name="Rosa Rat", password=PASSWORD)
        away = make_staff(city, email="weg@stadt.example", name="Wim Weg")
        with entered(SYSTEM), writing():
            db.session.execute(
                sa.update(City).where(City.id == city.id).values(contact_name="Karla Kopf", contact_email=BOSS)
            )
            day = today()
            db.session.add(
                StaffDeputy(city_id=city.id, absent_id=away.id, deputy_id=boss.id, starts_on=day, ends_on=None)
            )
    sign_in(client, "musterstadt", BOSS)
    invite(client)
    page = person_page(app, client, BOSS)
    assert "Vertritt Wim Weg" in page.visible_text
    assert NEW in page.visible_text
    assert "Ist Kontakt der Stadt" in page.visible_text
    answer = client.submit(
        page, {"successor": rosa.public_id, "takes_role": "y", "takes_contact": "y"},
        button="Arbeit für die Stadt beenden",
    )  # fmt: skip
    assert answer.location.startswith("/musterstadt/?"), "she sees the public page"
    assert role_of(app, BOSS, city) is None
    assert role_of(app, "rat@stadt.example", city) is CityRole.ADMINISTRATOR
    assert [mail.kind for mail in mails_to(app, "rat@stadt.example")] == ["staff_successor"]
    with app.app_context(), entered(SYSTEM):
        now = db.session.scalars(sa.select(City)).one()
        assert (now.contact_name, now.contact_email) == ("Rosa Rat", "rat@stadt.example")
        assert [row.deputy_id for row in db.session.scalars(sa.select(StaffDeputy))] == [rosa.id]
        assert [row.invited_by_id for row in db.session.scalars(sa.select(StaffInvitation))] == [rosa.id]


def test_a_successor_is_a_colleague(db_app: Any) -> None:
    city = make_city()
    boss, other = (make_staff(city, CityRole.ADMINISTRATOR) for _ in range(2))
    stranger = make_user()
    for successor in (stranger.public_id, other.public_id):
        with pytest.raises(SuccessorNoColleague):
            operations.remove_staff(other.public_id, city_id=city.id, actor=actor_of(boss.id), successor=successor)
