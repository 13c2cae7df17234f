"""The pages of associations, as a browser sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.models import User
from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Claim, Listing
from engagement.associations.operations import index_association
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.support import factories as make
from tests.support.actors import sign_in
from tests.support.client import CheckingClient

PROFILE = {"name": "Turnverein e. V.", "purpose": "Wir turnen.", "website": "tv.example"}


class Town:
    """A city with two associations; `me` owns the first."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.city = make.make_city()
            self.me = make.make_user("mara@leute.example")
            self.moderator = make.make_staff(self.city)
            self.mine = make.make_association(
                self.city, owner=self.me, name="Chor Süd", email="chor@verein.example", phone="07000 777-1",
                website="https://chor.example",
            )  # fmt: skip
            self.free = make.make_association(self.city, name="Ökohaus", street="Weg 2")
            for one in (self.mine, self.free):
                self.change(one, lambda each: index_association(each, ""))

    def change(self, one: Association, act: Callable[[Association], Any]) -> None:
        with self.app.app_context(), entered(SYSTEM), writing():
            act(db.session.scalars(sa.select(Association).where(Association.id == one.id)).one())

    def read(self, statement: Any) -> Any:
        with self.app.app_context(), entered(SYSTEM):
            return db.session.scalars(statement).all()

    def suspend(self, one: Association) -> None:
        with self.app.app_context(), entered(SYSTEM), writing():
            listing = db.session.scalars(sa.select(Listing).where(Listing.association_id == one.id)).one()
            listing.state = ListingState.SUSPENDED

    def offer(self, **values: Any) -> None:
        with self.app.app_context():
            make.make_opportunity(self.city, self.mine, **values)

    def user(self, *args: Any, **values: Any) -> User:
        with self.app.app_context():
            return make.make_user(*args, **values)

    def work(self, page: str = "") -> str:
        return f"/musterstadt/verein/{self.mine.public_id}/{page}"


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)


@pytest.fixture
def signed_in(town: Town, client: CheckingClient) -> CheckingClient:
    sign_in(town.app, client, town.me)
    return client


def entries(page: Any) -> list[str]:
    return [link.text for link in page.document.all("h2.orglist__t a")]


def test_the_directory_lists_searches_and_jumps(town: Town, client: CheckingClient) -> None:
    assert entries(client.get("/musterstadt/vereine/")) == ["Chor Süd", "Ökohaus"]
    page = client.get("/musterstadt/vereine/?q=oekohaus")
    assert entries(page) == ["Ökohaus"]
    assert page.document.one("nav.letters a").get("href") == "/musterstadt/vereine/?q=oekohaus&buchstabe=o"
    assert entries(client.get("/musterstadt/vereine/?buchstabe=c")) == ["Chor Süd"]
    assert entries(client.get("/musterstadt/vereine/?art=verein&ort=unbekannt&seite=99")) == ["Chor Süd", "Ökohaus"]


@pytest.mark.parametrize("query", ["seite=x", "buchstabe=ab", "art=%F0", "q=" + "ü" * 300, "seite=-1"])
def test_wild_addresses_are_answered(town: Town, client: CheckingClient, query: str) -> None:
    assert client.get(f"/musterstadt/vereine/?{query}").status_code == 200


def test_an_empty_result_offers_a_way_out(town: Town, client: CheckingClient) -> None:
    page = client.get("/musterstadt/vereine/?q=xyzzy&buchstabe=c")
    assert "Niemanden gefunden" in page.visible_text
    without = [link.get("href") for link in page.document.all(".empty__do a")]
    assert without == ["/musterstadt/vereine/?buchstabe=c", "/musterstadt/vereine/?q=xyzzy", "/musterstadt/vereine/"]


def test_a_new_city_has_a_friendly_directory(app: Flask, client: CheckingClient) -> None:
    with app.app_context():
        make.make_city("neustadt")
    assert "Hier entsteht das Verzeichnis" in client.get("/neustadt/vereine/").visible_text


def test_only_entries_without_a_team_can_be_claimed(town: Town, client: CheckingClient) -> None:
    page = client.get("/musterstadt/vereine/")
    claims = [link.get("href") for link in page.document.all("ul.orglist a.more")]
    assert claims == [f"/musterstadt/verein/uebernehmen/{town.free.public_id}"]


def test_the_profile_shows_offers_and_contact_only_if_ticked(town: Town, client: CheckingClient) -> None:
    town.offer(title="Stimmen für den Bass")
    page = client.get(f"/musterstadt/vereine/{town.mine.public_id}")
    assert "Stimmen für den Bass" in page.visible_text
    assert page.document.one("a[href=https://chor.example]").text == "chor.example"
    assert "chor@verein.example" not in page.get_data(as_text=True)
    assert "777" not in page.get_data(as_text=True)
    town.change(town.mine, lambda one: setattr(one, "contact_public", True))
    page = client.get(f"/musterstadt/vereine/{town.mine.public_id}")
    assert page.document.one("a[href=mailto:chor@verein.example]")
    assert "07000 777-1" in page.visible_text


def test_a_profile_without_offers_says_so(town: Town, client: CheckingClient) -> None:
    text = client.get(f"/musterstadt/vereine/{town.free.public_id}").visible_text
    assert "Zurzeit kein offenes Angebot" in text
    assert "Das ist unser Verein" in text


def test_an_unlisted_profile_is_seen_by_its_people_and_staff_only(
    town: Town, client: CheckingClient, new_client: Any
) -> None:
    town.suspend(town.mine)
    address = f"/musterstadt/vereine/{town.mine.public_id}"
    assert client.get(address).status_code == 404
    for user, status in ((town.me, 200), (town.moderator, 200), (town.user(), 404)):
        other = new_client()
        sign_in(town.app, other, user)
        assert other.get(address).status_code == status


def test_another_city_s_association_is_not_here(town: Town, client: CheckingClient) -> None:
    with town.app.app_context():
        make.make_city("nachbarstadt")
    assert client.get(f"/nachbarstadt/vereine/{town.mine.public_id}").status_code == 404


def test_visitors_read_how_it_works(town: Town, client: CheckingClient) -> None:
    page = client.get("/musterstadt/verein/")
    assert "Konto anlegen" in page.visible_text
    links = [link.get("href").split("next=")[1] for link in page.document.all(".buttons a")]
    assert links == ["/musterstadt/verein/"] * 2
    assert client.get("/musterstadt/verein/neu").location == "/musterstadt/konto/einloggen?next=/musterstadt/verein/neu"


def test_my_associations_and_a_search_for_more(town: Town, signed_in: CheckingClient) -> None:
    page = signed_in.get("/musterstadt/verein/")
    assert page.document.one("a.orglist__a").get("href") == town.work()
    page = signed_in.submit(page, {"q": "oekohaus"}, form="form.lookup")
    assert page.document.one("#gefunden a.more").get("href") == f"/musterstadt/verein/uebernehmen/{town.free.public_id}"
    assert "hat schon ein Team" in signed_in.get("/musterstadt/verein/?q=chor").visible_text
    assert "Nichts gefunden" in signed_in.get("/musterstadt/verein/?q=xyzzy").visible_text


def test_registering_leads_to_the_workplace(town: Town, signed_in: CheckingClient) -> None:
    page = signed_in.get("/musterstadt/verein/neu")
    answer = signed_in.submit(page, PROFILE, follow_redirects=True)
    assert answer.document.one("h1").text == "Heute"
    assert "Schreiben Sie als Nächstes Ihr erstes Angebot" in answer.visible_text
    (one,) = town.read(sa.select(Association).where(Association.name == "Turnverein e. V."))
    assert one.website == "https://tv.example"
    assert answer.request.path == f"/musterstadt/verein/{one.public_id}/"


def test_mistakes_are_named_and_the_input_stays(town: Town, signed_in: CheckingClient) -> None:
    page = signed_in.get("/musterstadt/verein/neu")
    answer = signed_in.submit(page, {"purpose": "Wir turnen.", "email": "kein", "founded": "bald", "phone": "07000 1"})
    assert answer.status_code == 422
    links = [link.get("href") for link in answer.document.all(".errors a")]
    assert links == ["#name", "#email", "#founded"]
    assert answer.document.one("textarea#purpose").raw.strip() == "Wir turnen."
    assert answer.document.one("input#founded").get("value") == "bald"
    assert answer.document.one("title").text.startswith("Fehler:")
    refused = signed_in.submit(page, PROFILE | {"website": "kein Link"})
    assert [link.get("href") for link in refused.document.all(".errors a")] == ["#website"]
    assert "open" in refused.document.one("details.further").attributes


def test_a_name_that_is_here_is_asked_about(town: Town, signed_in: CheckingClient) -> None:
    page = signed_in.get("/musterstadt/verein/neu")
    answer = signed_in.submit(page, PROFILE | {"name": "Oekohaus e.V."})
    assert answer.status_code == 422
    assert answer.document.one(".box a.solo").get("href") == f"/musterstadt/verein/uebernehmen/{town.free.public_id}"
    done = signed_in.submit(answer, {"accept_same_name": "y"})
    assert done.status_code == 303


def test_claiming_waits_for_the_city(town: Town, signed_in: CheckingClient) -> None:
    address = f"/musterstadt/verein/uebernehmen/{town.free.public_id}"
    page = signed_in.get(address)
    assert signed_in.submit(page, {"role_in_association": ""}).status_code == 422
    done = signed_in.submit(page, {"role_in_association": "Kassier", "message": "Ich bin es."}, follow_redirects=True)
    assert "Danke. Musterstadt prüft das" in done.visible_text
    assert not done.document.all("main form")
    (claim,) = town.read(sa.select(Claim))
    assert (claim.role_in_association, claim.message) == ("Kassier", "Ich bin es.")
    again = signed_in.submit(page, {"role_in_association": "Kassier"})
    assert again.status_code == 303
    assert len(town.read(sa.select(Claim))) == 1
    assert "Ökohaus" in signed_in.get("/musterstadt/verein/").visible_text


def test_an_entry_in_hands_says_how_to_reach_its_team(town: Town, client: CheckingClient) -> None:
    sign_in(town.app, client, town.user())
    address = f"/musterstadt/verein/uebernehmen/{town.mine.public_id}"
    page = client.get(address)
    assert "schon in guten Händen" in page.visible_text
    assert "chor@verein.example" not in page.visible_text
    town.change(town.mine, lambda one: setattr(one, "contact_public", True))
    assert "chor@verein.example" in client.get(address).visible_text


def test_who_is_in_the_team_need_not_claim(town: Town, signed_in: CheckingClient) -> None:
    text = signed_in.get(f"/musterstadt/verein/uebernehmen/{town.mine.public_id}").visible_text
    assert "Sie sind schon im Team von Chor Süd" in text


def test_claiming_the_unknown_or_unlisted_is_404(town: Town, signed_in: CheckingClient) -> None:
    town.suspend(town.free)
    for public_id in (town.free.public_id, "unbekannt"):
        assert signed_in.get(f"/musterstadt/verein/uebernehmen/{public_id}").status_code == 404


def test_the_profile_is_edited(town: Town, signed_in: CheckingClient) -> None:
    page = signed_in.get(town.work("profil"))
    assert page.document.one("input#name").get("value") == "Chor Süd"
    done = signed_in.submit(page, {"purpose": "Wir singen <b>laut</b>.", "contact_public": "y"}, follow_redirects=True)
    assert "Gespeichert." in done.visible_text
    assert "Wir singen <b>laut</b>." in signed_in.get(f"/musterstadt/vereine/{town.mine.public_id}").visible_text


def test_an_older_form_keeps_its_text_and_can_be_saved_then(town: Town, signed_in: CheckingClient) -> None:
    first = signed_in.get(town.work("profil"))
    signed_in.submit(first, {"purpose": "Zuerst."})
    late = signed_in.submit(first, {"purpose": "Später."})
    assert late.status_code == 422
    assert "inzwischen geändert" in late.visible_text
    assert late.document.one("textarea#purpose").raw.strip() == "Später."
    assert signed_in.submit(late).status_code == 303
    (one,) = town.read(sa.select(Association).where(Association.id == town.mine.id))
    assert (one.purpose, one.version) == ("Später.", 3)


@pytest.mark.parametrize("version", ["", "x", "99"])
def test_a_broken_version_is_an_older_form(town: Town, signed_in: CheckingClient, version: str) -> None:
    page = signed_in.get(town.work("profil"))
    assert signed_in.submit(page, {"version": version, "purpose": "Neu."}).status_code == 422


def test_today_says_what_is_missing(town: Town, signed_in: CheckingClient) -> None:
    assert "Gerade ist nichts zu tun" in signed_in.get(town.work()).visible_text
    town.suspend(town.mine)
    assert "zeigt Ihren Verein zurzeit nicht" in signed_in.get(town.work()).visible_text


def test_today_lists_dates(town: Town, signed_in: CheckingClient) -> None:
    town.offer(title="Stimmen für den Bass")
    page = signed_in.get(town.work())
    assert "Stimmen für den Bass" in page.document.one("ul.week").text
    assert "5 Plätze frei" in page.visible_text


@pytest.mark.parametrize("page", ["", "profil", "team"])
def test_strangers_do_not_see_the_workplace(town: Town, client: CheckingClient, page: str) -> None:
    assert client.get(town.work(page)).location.startswith("/musterstadt/konto/einloggen?next=")
    sign_in(town.app, client, town.user())
    assert client.get(town.work(page)).status_code == 404


def test_pages_take_the_same_number_of_statements(town: Town, client: CheckingClient, statements: Any) -> None:
    counts = []
    for more in (0, 3):
        with town.app.app_context():
            for number in range(more):
                one = make.make_association(town.city, name=f"Verein {number}", owner=make.make_user())
                town.change(one, lambda each: index_association(each, ""))
        with statements() as seen:
            client.get(f"/musterstadt/vereine/?stand={more}")  # another address: no page is kept for it
        counts.append(len(seen))
    assert counts[0] == counts[1]
