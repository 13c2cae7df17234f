"""An offer from next door in a second city's showcase: all that people do there works as at home."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations.models import Association, Listing
from engagement.cities.models import City
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.moderation.enums import Verdict
from engagement.moderation.operations import decide_opportunity
from engagement.opportunities import operations as act
from engagement.opportunities.models import Opportunity, Publication, Revision, Shift
from engagement.registrations.models import Registration
from engagement.registrations.operations import register
from engagement.registrations.operations.outcome import Outcome
from engagement.workflows.cancel_shift import cancel_shift
from engagement.workflows.withdraw_opportunity import withdraw_opportunity
from tests.opportunities.world import CONTENT, in_days
from tests.registrations.support import mails
from tests.support import factories as make
from tests.support.actors import sign_in
from tests.support.client import CheckingClient

pytestmark = pytest.mark.both_engines


class NextDoor:
    """Bretten's offer, approved in Ettlingen as well."""

    def __init__(self) -> None:
        self.home: City = make.make_city("bretten", name="Bretten")
        self.away: City = make.make_city("ettlingen", name="Ettlingen")
        owner = make.make_user("verein@leute.example", name="Helga Brandt")
        self.association: Association = make.make_association(self.home, owner=owner, name="Brettener Tafel")
        self.owner: Actor = actor_of(owner.id)
        self.staff = {city.id: make.make_staff(city) for city in (self.home, self.away)}
        district = db.session.scalars(sa.select(City).where(City.id == self.home.id)).one().districts[0]
        self.public_id = act.create_draft(
            self.association.id, city_id=self.home.id, actor=self.owner, shifts=[in_days(3)],
            **(CONTENT | {"district_id": district.id, "fields": ["social"]}),
        )  # fmt: skip
        with entered(Scope.association(self.association.id)):
            act.choose_cities(self.public_id, city_ids=[self.away.id], actor=self.owner)
            act.submit(self.public_id, actor=self.owner)
        for city in (self.home, self.away):
            self.approve(city)

    def approve(self, city: City) -> None:
        waiting = db.session.execute(
            sa.select(Publication.public_id, Revision.public_id)
            .join(Revision, Revision.id == Publication.pending_revision_id)
            .join(Opportunity, Opportunity.id == Publication.opportunity_id)
            .where(Publication.city_id == city.id, Opportunity.public_id == self.public_id)
        ).one()
        with entered(Scope.city(city.id)):
            decide_opportunity(
                city.id, waiting[0], revision_id=waiting[1], verdict=Verdict.APPROVE, reason="",
                actor=actor_of(self.staff[city.id].id),
            )  # fmt: skip

    def shift_id(self) -> str:
        return db.session.scalars(sa.select(Shift.public_id)).one()

    def join(self, city: City, email: str = "", actor: Actor = ANONYMOUS) -> Outcome:
        with entered(Scope.city(city.id)):
            return register(
                self.public_id, city_id=city.id, actor=actor, shift_id=self.shift_id(), name="Mara Muster", email=email,
                is_adult=True,
            )  # fmt: skip


@pytest.fixture
def next_door(db_app: Flask) -> NextDoor:
    return NextDoor()


@pytest.mark.parametrize(
    "path", ["", "mitmachen/", "mitmachen/?q=hände", "mitmachen/?q=bretten", "vereine/", "vereine/{association}"]
)
def test_it_is_found_there(next_door: NextDoor, client: CheckingClient, path: str) -> None:
    page = client.get("/ettlingen/" + path.format(association=next_door.association.public_id))
    assert page.status_code == 200
    assert ("Brettener Tafel" if path == "vereine/" else "Hände für das Fest") in page.visible_text


def test_its_page_names_the_town_not_the_district(next_door: NextDoor, client: CheckingClient) -> None:
    address = f"mitmachen/{next_door.public_id}"
    at_home, away = (client.get(f"/{slug}/{address}").visible_text for slug in ("bretten", "ettlingen"))
    assert "Kernstadt" in at_home
    assert "Kernstadt" not in away
    assert "Gemeindehaus" in away and "Bretten" in away
    assert address in client.get("/ettlingen/sitemap.xml").text
    assert client.get("/ettlingen/mitmachen/?ort=kernstadt").visible_text.count("Hände für das Fest") == 0
    # Beside another offer there it is a related one.
    other = make.make_opportunity(next_door.away, make.make_association(next_door.away), fields=["social"])
    assert "Hände für das Fest" in client.get(f"/ettlingen/mitmachen/{other.public_id}").visible_text


def test_once_in_the_search_over_all_towns(next_door: NextDoor, client: CheckingClient) -> None:
    page = client.get("/suche?q=hände")
    addresses = [each.get("href") for each in page.document.all("main a") if next_door.public_id in each.get("href")]
    assert set(addresses) == {f"/bretten/mitmachen/{next_door.public_id}"}
    with entered(Scope.association(next_door.association.id)):
        withdraw_opportunity(next_door.public_id, city_id=next_door.home.id, reason="", actor=next_door.owner)
    page = client.get("/suche?q=hände")
    addresses = [each.get("href") for each in page.document.all("main a") if next_door.public_id in each.get("href")]
    assert set(addresses) == {f"/ettlingen/mitmachen/{next_door.public_id}"}


def test_registering_there_uses_that_showcase(next_door: NextDoor) -> None:
    next_door.join(next_door.away, "mara@leute.example")
    registration = db.session.scalars(sa.select(Registration)).one()
    assert registration.city_id == next_door.away.id
    (mail,) = mails("registration_hold")
    assert "/ettlingen/" in mail.body_text
    assert "/bretten/" not in mail.body_text
    assert "Ettlingen" in mail.body_text and "Kernstadt" not in mail.body_text
    # The same address at home is the same place, not a second one.
    again = next_door.join(next_door.home, "mara@leute.example")
    assert again.registration_id == registration.public_id
    assert db.session.scalars(sa.select(Shift.taken)).one() == 1


def test_a_place_taken_in_one_city_is_shown_in_the_other(
    next_door: NextDoor, app: Flask, new_client: Callable[[], CheckingClient]
) -> None:
    citizen = make.make_user("mara@leute.example")
    next_door.join(next_door.away, actor=actor_of(citizen.id))
    client = new_client()
    sign_in(app, client, citizen)
    page = client.get(f"/bretten/mitmachen/{next_door.public_id}/zusagen")
    link = next(each.get("href") for each in page.document.all("main a") if "/zusage/" in each.get("href", ""))
    assert client.get(link).status_code == 200


def test_cancelling_a_date_tells_people_of_both_cities(next_door: NextDoor) -> None:
    for city, email in ((next_door.home, "a@leute.example"), (next_door.away, "b@leute.example")):
        next_door.join(city, actor=actor_of(make.make_user(email).id))
    with entered(Scope.association(next_door.association.id)):
        told = cancel_shift(next_door.public_id, next_door.shift_id(), reason="Sturm", actor=next_door.owner)
    assert told == 2
    found = {mail.to_email: mail.body_text for mail in mails("registration_cancelled")}
    assert set(found) == {"a@leute.example", "b@leute.example"}
    assert "/bretten/" in found["a@leute.example"] and "/ettlingen/" in found["b@leute.example"]


def test_leaving_a_city_ends_no_registration_leaving_the_last_one_does(next_door: NextDoor) -> None:
    next_door.join(next_door.away, actor=actor_of(make.make_user("b@leute.example").id))
    with entered(Scope.association(next_door.association.id)):
        leave = {"reason": "Sturm", "actor": next_door.owner}
        assert withdraw_opportunity(next_door.public_id, city_id=next_door.away.id, **leave) == 0
        assert withdraw_opportunity(next_door.public_id, city_id=next_door.home.id, **leave) == 1
    assert [mail.to_email for mail in mails("registration_cancelled")] == ["b@leute.example"]


def test_what_left_explains_itself_in_that_city_alone(next_door: NextDoor, client: CheckingClient) -> None:
    with entered(Scope.association(next_door.association.id)):
        withdraw_opportunity(next_door.public_id, city_id=next_door.away.id, reason="", actor=next_door.owner)
    assert client.get(f"/ettlingen/mitmachen/{next_door.public_id}").status_code == 410
    assert client.get(f"/bretten/mitmachen/{next_door.public_id}").status_code == 200


def test_what_never_was_shown_there_does_not_exist_there(next_door: NextDoor, client: CheckingClient) -> None:
    with entered(SYSTEM):
        elsewhere = make.make_opportunity(next_door.home, next_door.association, title="Nur in Bretten")
    assert client.get(f"/ettlingen/mitmachen/{elsewhere.public_id}").status_code == 404
    assert "Nur in Bretten" not in client.get("/ettlingen/mitmachen/").visible_text


def test_approving_there_took_the_association_into_that_directory(next_door: NextDoor) -> None:
    states = dict(db.session.execute(sa.select(Listing.city_id, Listing.state)).all())
    assert {str(state) for state in states.values()} == {"verified"}
