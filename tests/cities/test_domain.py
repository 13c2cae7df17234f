"""Giving a city a host name of its own, by rule, operation, command and page."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engagement.audit.models import AuditEntry
from engagement.cities.domains import (
    DomainInvalid,
    DomainIsPlatform,
    DomainMissing,
    DomainTaken,
    check_domain,
    normalise_domain,
    readable_domain,
)
from engagement.cities.models import City
from engagement.cities.operations import set_domain
from engagement.core.actor import SYSTEM_ACTOR, Actor, CityRole
from engagement.core.links import external_url
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_city, make_staff, make_user


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mitmachen.bretten.de", "mitmachen.bretten.de"),
        ("  https://Mitmachen.Bretten.DE:443/irgendwo ", "mitmachen.bretten.de"),
        ("bretten.de.", "bretten.de"),
        ("mitmachen.bühl.de", "mitmachen.xn--bhl-hoa.de"),
        ("MITMACHEN.BÜHL.DE", "mitmachen.xn--bhl-hoa.de"),
        ("große-stadt.example", "xn--groe-stadt-73a.example"),
        ("xn--bhl-hoa.de", "xn--bhl-hoa.de"),
    ],
)
def test_a_domain_is_stored_as_browsers_send_it(typed: str, stored: str) -> None:
    assert normalise_domain(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["bretten", "", "localhost", "bretten.localhost", "drucker.local", "127.0.0.1", "http://[::1]/", "a b.de", "-a.de",
     "a..de", "a_b.de", "name@bretten.de", "x" * 64 + ".de", ".".join(["abcdefgh"] * 32), "bretten.1"],
)  # fmt: skip
def test_what_is_no_domain(typed: str) -> None:
    with pytest.raises(DomainInvalid):
        normalise_domain(typed)


def test_the_platforms_own_name_is_refused() -> None:
    for domain in ("mitmachen.example", "www.mitmachen.example"):
        with pytest.raises(DomainIsPlatform):
            check_domain(domain, "Mitmachen.Example:8443")
    check_domain("bretten.mitmachen.example", "mitmachen.example")


def test_people_read_it_as_they_write_it() -> None:
    assert readable_domain("mitmachen.xn--bhl-hoa.de") == "mitmachen.bühl.de"
    assert readable_domain("xn--.de") == "xn--.de"


@pytest.mark.both_engines
def test_a_city_gets_changes_and_loses_its_domain(db_app: Any) -> None:
    city = make_city("bretten")
    assert set_domain(city.id, "https://Mitmachen.Bretten.example/", is_used=True, actor=SYSTEM_ACTOR) is not None
    assert external_url("public.home", city="bretten") == "http://mitmachen.bretten.example/"
    set_domain(city.id, "mitmachen.bretten.example", is_used=True, actor=SYSTEM_ACTOR)
    set_domain(city.id, "", is_used=False, actor=SYSTEM_ACTOR)
    assert external_url("public.home", city="bretten").endswith("/bretten/")
    stored = db.session.scalars(sa.select(City).where(City.id == city.id)).one()
    assert (stored.domain, stored.is_domain_used) == (None, False)
    written = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "city.domain_changed")).all()
    assert len(written) == 2, "saving the same again is no change"


@pytest.mark.both_engines
def test_two_cities_cannot_have_one_domain(db_app: Any) -> None:
    bretten, ettlingen = make_city("bretten"), make_city("ettlingen")
    set_domain(bretten.id, "mitmachen.example.org", is_used=False, actor=SYSTEM_ACTOR)
    with pytest.raises(DomainTaken):
        set_domain(ettlingen.id, "MITMACHEN.example.org", is_used=False, actor=SYSTEM_ACTOR)
    with pytest.raises(NotFound):
        set_domain(4711, "anders.example.org", is_used=False, actor=SYSTEM_ACTOR)


def test_the_refusals_of_the_operation(db_app: Any) -> None:
    city = make_city("bretten")
    with pytest.raises(DomainMissing):
        set_domain(city.id, " ", is_used=True, actor=SYSTEM_ACTOR)
    with pytest.raises(DomainInvalid):
        set_domain(city.id, "bretten", is_used=False, actor=SYSTEM_ACTOR)
    with pytest.raises(DomainIsPlatform):
        set_domain(city.id, db_app.config["SETTINGS"].platform_host, is_used=False, actor=SYSTEM_ACTOR)


def test_who_may(db_app: Any) -> None:
    city, other = make_city("bretten"), make_city("ettlingen")
    administrator = make_staff(city, role=CityRole.ADMINISTRATOR)
    stranger = make_staff(other, role=CityRole.ADMINISTRATOR)
    operator = make_user(is_platform_admin=True)
    for user in (administrator, operator):
        set_domain(city.id, f"a{user.id}.example.org", is_used=False, actor=Actor(user_id=user.id, name=user.name))
    for user in (make_staff(city), stranger, make_user()):
        with pytest.raises(Forbidden):
            set_domain(city.id, "b.example.org", is_used=False, actor=Actor(user_id=user.id, name=user.name))


def test_an_administrator_saves_it_on_the_page(app: Any, client: Any) -> None:
    with app.app_context():
        city = make_city("bretten", name="Bretten")
        make_city("ettlingen", domain="vergeben.example.org")
        make_staff(city, role=CityRole.ADMINISTRATOR, email="leitung@bretten.example", password=PASSWORD)
    sign_in(client, "bretten", "leitung@bretten.example")
    page = client.get("/bretten/stadt/adresse")
    refused = client.submit(page, {"domain": "vergeben.example.org"})
    assert refused.status_code == 422
    assert "Diese Adresse hat schon eine andere Stadt." in refused.visible_text
    assert refused.document.one("input[name=domain]")["value"] == "vergeben.example.org"
    saved = client.submit(refused, {"domain": "mitmachen.bühl.example"}, follow_redirects=True)
    assert saved.status_code == 200 and "Gespeichert." in saved.visible_text
    assert saved.document.one("input[name=domain]")["value"] == "mitmachen.bühl.example"
    assert saved.document.all("a[href='http://mitmachen.xn--bhl-hoa.example/']"), "a link to try it"
    used = client.submit(saved, {"is_used": "y"}, follow_redirects=True)
    assert used.status_code == 200
    with app.app_context(), entered(SYSTEM):
        assert external_url("public.home", city="bretten") == "http://mitmachen.xn--bhl-hoa.example/"


def test_the_operator_sees_and_changes_it(app: Any, client: Any) -> None:
    with app.app_context():
        city = make_city("bretten", name="Bretten", domain="mitmachen.bretten.example")
        make_user("betrieb@region.example", password=PASSWORD, is_platform_admin=True)
        make_staff(city, role=CityRole.ADMINISTRATOR)
    sign_in(client, "bretten", "betrieb@region.example")
    listed = client.get("/plattform/")
    assert "mitmachen.bretten.example" in listed.visible_text and "noch nicht in Gebrauch" in listed.visible_text
    page = client.get("/plattform/staedte/bretten/adresse")
    assert client.submit(page, {"domain": "", "is_used": None}, follow_redirects=True).status_code == 200
    assert "mitmachen.bretten.example" not in client.get("/plattform/").visible_text
    assert client.get("/plattform/staedte/nirgends/adresse").status_code == 404


def test_the_command(app: Any) -> None:
    with app.app_context():
        make_city("bretten")
    run = app.test_cli_runner().invoke
    assert run(args=["city", "domain", "bretten", "mitmachen.bretten.example"]).output == (
        "bretten: mitmachen.bretten.example\n"
    )
    assert run(args=["city", "domains"]).output.splitlines()[1:] == ["mitmachen.bretten.example"]
    assert "Example: mitmachen.musterstadt.de" in run(args=["city", "domain", "bretten", "bretten"]).output
    assert "no city" in run(args=["city", "domain", "nirgends", "a.example.org"]).output
    assert run(args=["city", "domain", "bretten"]).exit_code == 2
    assert "no own address" in run(args=["city", "domain", "bretten", "--remove"]).output
    assert len(run(args=["city", "domains"]).output.splitlines()) == 1
