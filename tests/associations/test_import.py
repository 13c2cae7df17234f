"""Lists into the database: on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations import operations as act
from engagement.associations.enums import AssociationKind, ListingState
from engagement.associations.importing import running
from engagement.associations.importing.reading import NameColumnMissing
from engagement.associations.importing.report import Report
from engagement.associations.importing.running import import_associations
from engagement.associations.models import Association, Claim, Listing, Membership
from engagement.audit.models import AuditEntry
from engagement.cities.models import District
from engagement.core.scope import Scope, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden
from tests.associations.world import VALUES, World
from tests.support import factories as make

pytestmark = pytest.mark.both_engines
LIST = """id,name,postcode,city,street,ortsteil,categories,homepage,email
V/1,Chor Süd e. V.,76543,Musterstadt,Hauptstraße 1,Nordstadt,Musik|Kultur,www.chor.example,anna@chor.example
V/2,Ökohaus,76543,Musterstadt,Weg 2,Hintertal,Umwelt,,
V/3,"Kreis ""Brot & Rosen\"\"\",,,,Nordstadt|Hintertal,,file:///x,
V/4,,76543,Musterstadt,Weg 9,,,,
"""


class ImportWorld(World):
    def run(self, text: str | bytes = LIST, **options: Any) -> Report:
        data = text.encode() if isinstance(text, str) else text
        db.session.rollback()
        return import_associations(data, city_id=self.city.id, **({"source": "liste"} | options))

    @property
    def entries(self) -> dict[str, Association]:
        db.session.expire_all()
        statement = sa.select(Association).where(Association.home_city_id == self.city.id)
        return {one.import_key or one.name: one for one in db.session.scalars(statement.order_by(Association.id))}


@pytest.fixture
def world(db_app: Flask) -> Iterator[ImportWorld]:
    made = ImportWorld()
    with entered(Scope.city(made.city.id)):
        yield made
        db.session.rollback()


def numbers(report: Report) -> tuple[int, int, int, int]:
    assert report.total == len(report.table.rows)
    return report.taken, report.updated, report.unchanged, len(report.refused)


def test_a_list_is_taken_in(world: ImportWorld) -> None:
    report = world.run()
    assert numbers(report) == (3, 0, 0, 1)
    assert [(refusal.line, refusal.name) for refusal in report.refused] == [(5, "V/4")]
    chor, haus, kreis = world.entries["V/1"], world.entries["V/2"], world.entries["V/3"]
    assert (chor.name, chor.website, chor.categories) == (
        "Chor Süd e. V.",
        "https://www.chor.example",
        ["Musik", "Kultur"],
    )
    assert (chor.district.name, chor.district_text) == ("Nordstadt", "")
    assert (haus.district, haus.district_text) == (None, "Hintertal")
    assert (kreis.name, kreis.district.name) == ('Kreis "Brot & Rosen"', "Nordstadt")
    assert kreis.district_text == "Nordstadt, Hintertal"
    assert dict(report.districts_unknown) == {"Hintertal": 2}
    assert haus.sort_name.startswith("okohaus")
    assert "hintertal" in haus.search_text


def test_imported_entries_are_listed_without_people_and_without_contact(world: ImportWorld) -> None:
    report = world.run()
    assert set(db.session.scalars(sa.select(Listing.state))) == {ListingState.VERIFIED}
    assert db.session.scalars(sa.select(Membership)).all() == []
    assert {(one.email, one.phone, one.contact_public) for one in world.entries.values()} == {("", "", False)}
    assert "anna@" not in str([vars(one) for one in world.entries.values()])
    assert list(report.columns.personal) == ["email"]


def test_twice_is_once(world: ImportWorld) -> None:
    world.run()
    before = {key: one.updated_at for key, one in world.entries.items()}
    assert numbers(world.run()) == (0, 0, 3, 1)
    assert {key: one.updated_at for key, one in world.entries.items()} == before
    assert list(db.session.scalars(sa.select(AuditEntry.action))) == ["associations.imported"]


def test_a_dry_run_writes_nothing_and_reports_the_same(world: ImportWorld) -> None:
    dry = world.run(is_dry_run=True, with_districts=True)
    assert world.entries == {}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(District)) == 2
    assert db.session.scalars(sa.select(AuditEntry)).all() == []
    wet = world.run(with_districts=True)
    assert numbers(dry) == numbers(wet)
    assert dry.refused == wet.refused
    assert dry.remarks == wet.remarks
    assert dry.districts_created == wet.districts_created == ["Hintertal"]


def test_districts_are_created_on_request_and_rows_follow(world: ImportWorld) -> None:
    world.run()
    assert numbers(world.run(with_districts=True)) == (0, 1, 2, 1)
    haus = world.entries["V/2"]
    assert (haus.district.name, haus.district_text) == ("Hintertal", "")
    assert numbers(world.run()) == (0, 0, 3, 1)


def test_news_of_the_list_are_taken_over(world: ImportWorld) -> None:
    world.run()
    report = world.run(LIST.replace("Weg 2", "Weg 22").replace("V/1,Chor Süd", "V/1,Chor Nord"))
    assert numbers(report) == (0, 2, 1, 1)
    assert world.entries["V/2"].street == "Weg 22"
    assert world.entries["V/1"].sort_name.startswith("chor nord")
    assert "chornord" in world.entries["V/1"].search_text
    assert world.entries["V/2"].version == 2


def test_what_people_edited_is_never_undone(world: ImportWorld) -> None:
    world.run()
    one = world.entries["V/2"]
    claim = act.claim_association(
        one.id, city_id=world.city.id, role_in_association="Chefin", message="", actor=world.me
    )
    claim_id = db.session.scalars(sa.select(Claim.id).where(Claim.public_id == claim)).one()
    act.confirm_claim(claim_id, actor=world.moderator)
    own = VALUES | {"kind": one.kind, "name": "Ökohaus", "street": "Unser Hof 7", "town": "Musterstadt", "website": ""}
    act.save_profile(one.id, city_id=world.city.id, version=1, actor=world.me, **own)
    report = world.run(LIST.replace("Weg 2,Hintertal,Umwelt", "Weg 22,Hintertal,Umwelt|Energie"))
    assert numbers(report) == (0, 1, 2, 1)
    edited = world.entries["V/2"]
    assert (edited.street, edited.email, edited.contact_public) == ("Unser Hof 7", "tv@verein.example", True)
    assert edited.categories == ["Umwelt", "Energie"]
    kept = [remark.note.values["columns"] for remark in report.remarks if "columns" in remark.note.values]
    assert kept == ["street"]
    assert numbers(world.run(LIST.replace("Weg 2,Hintertal,Umwelt", "Weg 22,Hintertal,Umwelt|Energie"))) == (0, 0, 3, 1)


def test_what_its_people_entered_is_not_doubled(world: ImportWorld) -> None:
    world.register(name="Chor Sued eV")
    report = world.run()
    assert numbers(report) == (2, 0, 0, 2)
    assert report.refused[0].line == 2
    assert report.refused[0].why.values == {"name": "Chor Sued eV"}


def test_another_list_does_not_double_either(world: ImportWorld) -> None:
    world.run()
    report = world.run("name\nChor Süd\nTanzkreis\n", source="andere")
    assert numbers(report) == (1, 0, 0, 1)
    assert report.refused[0].why.values == {"name": "Chor Süd e. V.", "source": "liste"}


def test_a_renumbered_list_finds_its_entries_by_name(world: ImportWorld) -> None:
    world.run()
    ids = {one.id for one in world.entries.values()}
    report = world.run(LIST.replace("V/", "Neu/"))
    assert numbers(report) == (0, 0, 3, 1)
    assert {one.id for one in world.entries.values()} == ids
    assert set(world.entries) == {"Neu/1", "Neu/2", "Neu/3"}
    assert report.gone == []


def test_what_left_the_list_stays_and_is_named(world: ImportWorld) -> None:
    world.run()
    report = world.run("".join(LIST.splitlines(keepends=True)[:2]))
    assert report.gone == ['Kreis "Brot & Rosen"', "Ökohaus"]
    assert len(world.entries) == 3


def test_two_cities_take_the_same_list(world: ImportWorld) -> None:
    world.run()
    with entered(Scope.city(make.make_city("nachbarstadt").id)) as scope:
        other = import_associations(LIST.encode(), city_id=scope.id or 0, source="liste")
    assert other.taken == 3


def test_a_row_that_the_database_refuses_stops_no_other(world: ImportWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    write = running._write

    def break_one(run: Any, entry: Any) -> None:
        write(run, entry)
        if entry.row.key == "V/2":
            db.session.execute(sa.text("INSERT INTO listing (id) VALUES (NULL)"))

    monkeypatch.setattr(running, "_write", break_one)
    report = world.run()
    assert numbers(report) == (2, 0, 0, 2)
    assert set(world.entries) == {"V/1", "V/3"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Listing)) == 2


def test_batches_are_told_and_all_rows_counted(world: ImportWorld) -> None:
    rows = "".join(f"{number},Verein {number}\n" for number in range(250))
    told: list[tuple[int, int]] = []
    report = world.run("id,name\n" + rows, progress=lambda done, total: told.append((done, total)))
    assert told == [(100, 250), (200, 250), (250, 250)]
    assert numbers(report) == (250, 0, 0, 0)


def test_the_number_of_reads_does_not_grow_with_the_rows(world: ImportWorld, statements: Any) -> None:
    seen: list[int] = []
    for count in (3, 60):
        rows = "".join(f"{number},Verein {number}\n" for number in range(count))
        with statements() as sent:
            world.run("id,name\n" + rows, is_dry_run=True)
        seen.append(len(sent))
    assert seen[0] == seen[1]


def test_windows_lists_with_semicolons_are_read(world: ImportWorld) -> None:
    text = "Vereinsname;Rechtsform;Straße;PLZ;Ort\nMühlenfreunde;Stiftung;Mühlweg 1;76543;Musterstadt\n"
    report = world.run(text.encode("cp1252"))
    assert report.table.encoding == "Windows-1252"
    (one,) = world.entries.values()
    assert (one.name, one.kind, one.street) == ("Mühlenfreunde", AssociationKind.FOUNDATION, "Mühlweg 1")


def test_an_unusable_file_changes_nothing(world: ImportWorld) -> None:
    with pytest.raises(NameColumnMissing):
        world.run("a,b\n1,2\n")
    assert world.entries == {}


def test_only_administrators_import(world: ImportWorld) -> None:
    with pytest.raises(Forbidden):
        world.run(actor=world.moderator)
    assert world.entries == {}
