"""The town's settings: contact, rules, periods, districts."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.queries import actor_of
from engagement.associations.models import Association
from engagement.audit.models import AuditEntry
from engagement.cities import operations
from engagement.cities.lands import LANDS, data_protection_words
from engagement.cities.models import City, District
from engagement.cities.policies import (
    ALWAYS_SENSITIVE,
    GuardianAgeInvalid,
    PeriodTooLong,
    PublishAtOnce,
    UnknownSensitiveField,
    policies_of,
)
from engagement.cities.queries import page_entries
from engagement.cities.rules.settings import (
    MAX_DISTRICTS,
    DistrictExists,
    LastDistrict,
    SettingsChanged,
    TooManyDistricts,
)
from engagement.core.actor import SYSTEM_ACTOR, CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.models import Opportunity, Publication, PublicationFacet, Revision
from engagement.opportunities.search import index_publication
from engagement.workflows.change_districts import remove_district, rename_district
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_association, make_city, make_opportunity, make_staff

BOSS = "leitung@stadt.example"
HERE = "/musterstadt/stadt/einstellungen"


@pytest.fixture
def boss(app: Any) -> Any:
    with app.app_context():
        return make_staff(make_city(), CityRole.ADMINISTRATOR, email=BOSS, password=PASSWORD)


@pytest.fixture
def town(db_app: Any) -> tuple[City, Any]:
    city = make_city()
    return city, actor_of(make_staff(city, CityRole.ADMINISTRATOR).id)


def test_contact_data_change_everywhere(app: Any, client: Any, new_client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = client.get(HERE)
    refused = client.submit(page, {"contact_phone": "ruf an", "contact_email": "x", "address_postcode": "7"})
    assert refused.status_code == 422
    assert "Das ist keine Telefonnummer" in refused.visible_text
    assert "fünf Ziffern" in refused.visible_text
    values = {"contact_phone": "07252 921-0", "contact_email": "buero@stadt.example", "address_postcode": "75015"}
    assert client.submit(refused, values).status_code == 303
    home = new_client().get("/musterstadt/")
    assert "07252" in home.visible_text
    assert "buero@stadt.example" in new_client().get("/musterstadt/seite/impressum").visible_text
    with app.app_context(), entered(SYSTEM):
        entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.action == "city.contact_changed"
    assert "contact_phone" in entry.details["changed"]
    assert "921" not in str(entry.details), "the log holds no contact data"

    stale = client.submit(page, {"intro": "Wir packen an.", "contact_phone": "07252 1111"})
    assert stale.status_code == 409
    assert "Wir packen an." in stale.document.one("textarea[name=intro]").text
    assert client.submit(stale).status_code == 303, "having looked, she saves again"


def test_the_land_decides_whom_the_privacy_page_names(client: Any, new_client: Any, boss: Any) -> None:
    privacy = "/musterstadt/seite/datenschutz"
    assert "70025 Stuttgart" in new_client().get(privacy).visible_text
    sign_in(client, "musterstadt", BOSS)
    assert client.submit(client.get(HERE), {"state_name": "Atlantis"}).status_code == 422
    assert client.submit(client.get(HERE), {"state_name": "Bayern"}).status_code == 303
    for address in (privacy, f"/en{privacy}"):
        page = new_client().get(address)
        assert "Der Bayerische Landesbeauftragte für den Datenschutz" in page.visible_text
        assert "Stuttgart" not in page.visible_text
        assert "Artikel 4 Bayerisches Datenschutzgesetz" in page.visible_text
        assert page.document.one("a[href='https://www.datenschutz-bayern.de']").text == "www.datenschutz-bayern.de"


def test_every_land_has_its_authority_and_an_unknown_one_leaves_gaps(town: tuple[City, Any]) -> None:
    assert len(LANDS) == 16
    seen = [data_protection_words(land) for land in LANDS]
    assert all(all(words.values()) for words in seen)
    assert len({words["data_authority_address"] for words in seen}) == 16
    with entered(SYSTEM), writing():
        db.session.execute(sa.update(City).values(state_name="Tirol"))
    with entered(SYSTEM):
        city = db.session.scalars(sa.select(City)).one()
        (privacy,) = [entry for entry in page_entries(city) if entry.slug == "datenschutz"]
    assert {"data_authority", "data_authority_site", "data_ground"} <= set(privacy.gaps)


def test_rules_are_explained_and_saved(app: Any, client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = client.get(f"{HERE}/regeln")
    assert "wartet nicht über das Wochenende" in page.visible_text
    values = {
        "publish_at_once": "nobody", "sensitive_fields": ["town"], "guardian_age": "16", "waitlist_hours": "6",
    }  # fmt: skip
    assert client.submit(page, values).status_code == 303
    with app.app_context(), entered(SYSTEM):
        policies = policies_of(db.session.scalars(sa.select(City)).one())
        entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert policies.publish_at_once is PublishAtOnce.NOBODY
    assert policies.waitlist_hours == 6
    assert policies.sensitive_fields == {"town"} | ALWAYS_SENSITIVE
    assert policies.guardian_age == 16
    assert entry.details["guardian_age"] == {"before": 18, "after": 16}
    assert client.submit(client.get(f"{HERE}/regeln"), {"publish_at_once": "everybody"}).status_code == 422


def test_periods_are_only_shortened(app: Any, client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = client.get(f"{HERE}/fristen")
    assert "Höchstens 30 Tage." in page.visible_text
    assert any(link["href"] == "/musterstadt/stadt/verzeichnis" for link in page.document.all("main a"))
    assert "Höchstens 48 Stunden (2 Tage)." in page.visible_text
    refused = client.submit(page, {"days_registration_ended": "31", "days_audit": ""})
    assert refused.status_code == 422
    assert "Bitte geben Sie eine Zahl" in refused.visible_text
    refused = client.submit(page, {"days_registration_ended": "31"})
    assert "Höchstens 30 Tage" in refused.document.one("#days_registration_ended-error").text
    assert client.submit(refused, {"days_registration_ended": "0"}).status_code == 422
    assert client.submit(refused, {"days_registration_ended": "7"}).status_code == 303
    with app.app_context(), entered(SYSTEM):
        assert dict(policies_of(db.session.scalars(sa.select(City)).one()).periods) == {"registration_ended": 7}
    assert client.submit(client.get(f"{HERE}/fristen"), {"days_registration_ended": "30"}).status_code == 303
    with app.app_context(), entered(SYSTEM):
        assert not policies_of(db.session.scalars(sa.select(City)).one()).periods


def test_refusals(town: tuple[City, Any]) -> None:
    city, actor = town
    stranger = actor_of(make_staff(city).id)
    rules: dict[str, Any] = {"publish_at_once": PublishAtOnce.NOBODY, "sensitive_fields": [], "guardian_age": 18}
    with pytest.raises(Forbidden):
        operations.save_city_contact(city.id, version=1, actor=stranger, intro="x")
    with pytest.raises(Forbidden):
        operations.save_city_rules(city.id, version=1, actor=stranger, **rules)
    with pytest.raises(Forbidden):
        operations.add_district(city.id, name="Süd", actor=stranger)
    with pytest.raises(TypeError):
        operations.save_city_contact(city.id, version=1, actor=actor, slug="x")
    for wrong, refusal in (
        ({"sensitive_fields": ["shoes"]}, UnknownSensitiveField), ({"guardian_age": 12}, GuardianAgeInvalid),
    ):  # fmt: skip
        with pytest.raises(refusal):
            operations.save_city_rules(city.id, version=1, actor=actor, **(rules | wrong))
    with pytest.raises(PeriodTooLong):
        operations.save_city_periods(city.id, periods={"a": 9}, default_days={"a": 8}, version=1, actor=actor)
    operations.save_city_rules(city.id, version=1, actor=actor, **rules)
    for save in (
        lambda: operations.save_city_rules(city.id, version=1, actor=actor, **rules),
        lambda: operations.save_city_periods(city.id, periods={}, default_days={}, version=1, actor=actor),
        lambda: operations.save_city_contact(city.id, version=1, actor=actor, intro="x"),
    ):
        with pytest.raises(SettingsChanged):
            save()


@pytest.mark.both_engines
def test_two_who_save_at_once_do_not_overwrite_each_other(app: Any) -> None:
    with app.app_context():
        city = make_city()
        actor = actor_of(make_staff(city, CityRole.ADMINISTRATOR).id)
    start, refused = threading.Barrier(2), []

    def save(intro: str) -> None:
        with app.app_context(), entered(Scope.city(city.id)):
            start.wait()
            try:
                operations.save_city_contact(city.id, version=1, actor=actor, intro=intro)
            except SettingsChanged as refusal:
                refused.append(refusal)
            db.session.remove()

    threads = [threading.Thread(target=save, args=(intro,)) for intro in ("packt an", "hilft mit")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def offer_in(city: City, district: District) -> tuple[Opportunity, Association]:
    association = make_association(city, district_id=district.id)
    offer = make_opportunity(city, association, district_id=district.id)
    with entered(SYSTEM), writing():
        publication = db.session.scalars(sa.select(Publication).where(Publication.opportunity_id == offer.id)).one()
        revision = db.session.scalars(sa.select(Revision).where(Revision.id == publication.shown_revision_id)).one()
        index_publication(publication, revision, association.name, district.name)
    return offer, association


def found_by(value: str) -> int:
    with entered(SYSTEM):
        statement = sa.select(sa.func.count(PublicationFacet.id)).where(PublicationFacet.value == value)
        return db.session.scalar(statement) or 0


@pytest.mark.both_engines
def test_what_hangs_on_a_district_follows_it(town: tuple[City, Any]) -> None:
    city, actor = town
    with entered(SYSTEM):
        north = db.session.scalars(sa.select(District).where(District.name == "Nordstadt")).one()
    offer, association = offer_in(city, north)
    assert found_by("nordstadt") == 1
    rename_district(city.id, north.public_id, name="Südstadt", actor=actor)
    assert (found_by("nordstadt"), found_by("suedstadt")) == (0, 1)
    with entered(SYSTEM):
        text = db.session.scalar(sa.select(Association.search_text).where(Association.id == association.id))
    assert "sud" in text
    rename_district(city.id, north.public_id, name="Südstadt", actor=actor)
    remove_district(city.id, north.public_id, actor=actor)
    assert found_by("suedstadt") == 0
    with entered(SYSTEM):
        assert db.session.scalar(sa.select(Opportunity.district_id).where(Opportunity.id == offer.id)) is None
        entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.details) == ("district.removed", {"offers": 1, "associations": 1})


def test_district_refusals(town: tuple[City, Any]) -> None:
    city, actor = town
    with entered(SYSTEM):
        core, north = db.session.scalars(sa.select(District).order_by(District.id)).all()
    for act in (
        lambda: operations.add_district(city.id, name="nordstadt", actor=actor),
        lambda: rename_district(city.id, core.public_id, name="NORDSTADT", actor=actor),
    ):
        with pytest.raises(DistrictExists):
            act()
    with pytest.raises(NotFound):
        operations.move_district(city.id, core.public_id, up=True, actor=actor)
    with pytest.raises(NotFound):
        rename_district(make_city("nachbarstadt").id, north.public_id, name="Süd", actor=SYSTEM_ACTOR)
    remove_district(city.id, north.public_id, actor=actor)
    with pytest.raises(LastDistrict):
        remove_district(city.id, core.public_id, actor=actor)
    with entered(SYSTEM), writing():
        db.session.add_all(District(city_id=city.id, name=f"Teil {number}") for number in range(MAX_DISTRICTS))
    with pytest.raises(TooManyDistricts):
        operations.add_district(city.id, name="Süd", actor=actor)


def test_districts_in_the_browser(app: Any, client: Any, boss: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    address = f"{HERE}/stadtteile"
    assert client.submit(client.get(address), {"name": "Südstadt"}, button="Hinzufügen").status_code == 303
    again = client.submit(client.get(address), {"name": "südstadt"}, button="Hinzufügen")
    assert again.status_code == 422
    assert "gibt es schon" in again.visible_text
    assert client.submit(client.get(address), button="Nach oben").status_code == 303
    page = client.get(address)
    names = [b.text for b in page.document.all(".rows b")]
    assert names == ["Kernstadt", "Südstadt", "Nordstadt"]
    renamed = client.submit(page, {"name": "Altstadt"}, form="main form", button="Speichern")
    assert renamed.status_code == 303
    assert "Altstadt" in client.get(address).visible_text
    assert client.submit(client.get(address), button="Ja, entfernen").status_code == 303


@pytest.mark.parametrize("count", [1, 3])
def test_the_districts_need_the_same_statements(app: Any, client: Any, boss: Any, statements: Any, count: int) -> None:
    with app.app_context(), entered(SYSTEM), writing():
        city = db.session.scalars(sa.select(City)).one()
        db.session.add_all(District(city_id=city.id, name=f"Teil {number}") for number in range(count))
    sign_in(client, "musterstadt", BOSS)
    with statements() as seen:
        client.get(f"{HERE}/stadtteile")
    assert len(seen) == 11, seen
