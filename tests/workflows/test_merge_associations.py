"""Two entries become one: what moves, what is joined, what is refused. On both engines."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations import operations as act
from engagement.associations import rules
from engagement.associations.enums import ListingState
from engagement.associations.importing.running import import_associations
from engagement.associations.models import Association, Claim, Contact, Listing, Membership, MergedAssociation
from engagement.associations.queries import merged_into, roles_of
from engagement.audit.models import AuditEntry
from engagement.core.actor import MembershipRole
from engagement.core.models import Base
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.models import AssociationTemplate, Opportunity, Publication, Revision, Shift
from engagement.registrations import errors, operations
from engagement.registrations.models import Registration
from engagement.registrations.operations import Outcome
from engagement.workflows.merge_associations import JOINED, LOGO, PARTS, merge_associations, moving_models
from tests.registrations.support import Stagecraft, change, mails, make_stage
from tests.registrations.test_concurrency import at_once
from tests.support import factories as make

pytestmark = pytest.mark.both_engines
OWNER, EDITOR = MembershipRole.OWNER, MembershipRole.EDITOR


class Two:
    """The kept entry, and the other one with an offer, somebody who comes, and a team."""

    def __init__(self) -> None:
        self.craft: Stagecraft = make_stage()
        self.city, self.gone = self.craft.city, self.craft.association
        self.kept_owner = make.make_user("kept@leute.example", name="Kim Kept")
        self.kept = make.make_association(
            self.city, owner=self.kept_owner, name="Nachbarn Muster", phone="07252 1", website="https://a.example"
        )
        self.moderator = actor_of(make.make_staff(self.city).id)

    def merge(self, *from_gone: str, actor: Any = None, versions: tuple[int, int] = (1, 1), **ids: str) -> None:
        with entered(Scope.city(self.city.id)):
            merge_associations(
                self.city.id, ids.get("kept", self.kept.public_id), ids.get("gone", self.gone.public_id),
                from_gone=from_gone, versions=versions, actor=actor or self.moderator,
            )  # fmt: skip


@pytest.fixture
def two(db_app: Flask, clock: Any) -> Two:
    return Two()


def rows(model: Any) -> list[Any]:
    with entered(SYSTEM):
        return list(db.session.scalars(sa.select(model).order_by(model.id).execution_options(populate_existing=True)))


def test_everything_moves_and_the_old_address_is_remembered(two: Two) -> None:
    comes = two.craft.guest(email="kommt@leute.example")
    with entered(SYSTEM):
        act.add_contact(two.gone.id, city_id=two.city.id, actor=two.craft.owner_actor, name="Elke", task="",
                        phone="07252 1234", email="", is_public=True)  # fmt: skip
    two.merge()
    for model in (Opportunity, Revision, Publication, Shift, Registration, Contact, Listing):
        assert {row.association_id for row in rows(model)} == {two.kept.id}, model
    (one,) = rows(Association)
    assert (one.name, one.phone, one.alternative_names) == ("Nachbarn Muster", "07252 1", "Nachbarn Musterstadt e. V.")
    assert merged_into(two.gone.public_id) == two.kept.public_id
    assert merged_into(two.kept.public_id) is None
    assert [row.public_id for row in rows(Registration)] == [comes.registration_id]
    assert roles_of(two.kept.id) == {two.kept_owner.id: OWNER, two.craft.owner.id: OWNER}
    told = sorted(mail.to_email for mail in mails("association_merged"))
    assert told == ["helga@verein.example", "kept@leute.example"]
    with entered(SYSTEM):
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "association.merged")).one()
        kept = {row[0] for row in db.session.execute(sa.select(AuditEntry.association_id)) if row[0] is not None}
    assert entry.details["merged"] == "Nachbarn Musterstadt e. V." and kept == {two.kept.id}


def test_staff_choose_what_stays(two: Two) -> None:
    change(Association, two.gone.id, purpose="Wir helfen.", email="x@b.example", website="https://b.example")
    two.merge("name", "contact", "purpose")
    (one,) = rows(Association)
    assert (one.name, one.alternative_names) == ("Nachbarn Musterstadt e. V.", "Nachbarn Muster")
    assert (one.email, one.phone, one.purpose, one.website) == ("x@b.example", "", "Wir helfen.", "https://a.example")
    (publication,) = rows(Publication)
    assert "nachbarn musterstadt" in publication.search_folded


def test_who_is_in_both_teams_keeps_the_higher_role(two: Two) -> None:
    other = make.make_user()
    with entered(SYSTEM), writing():
        for association, user, role in (
            (two.gone, two.kept_owner, EDITOR), (two.kept, two.craft.owner, EDITOR), (two.kept, other, EDITOR),
            (two.gone, other, EDITOR),
        ):  # fmt: skip
            db.session.add(Membership(association_id=association.id, user_id=user.id, role=role))
    two.merge()
    assert roles_of(two.kept.id) == {two.kept_owner.id: OWNER, two.craft.owner.id: OWNER, other.id: EDITOR}


def test_listings_of_both_are_joined_and_those_of_other_cities_move(two: Two) -> None:
    other = make.make_city("nachbarstadt")
    with entered(SYSTEM), writing():
        db.session.add(Listing(city_id=other.id, association_id=two.gone.id, state=ListingState.VERIFIED))
        kept = sa.update(Listing).where(Listing.association_id == two.kept.id)
        db.session.execute(kept.values(state=ListingState.UNVERIFIED))
    two.merge()
    assert {(row.city_id, row.association_id, row.state) for row in rows(Listing)} == {
        (two.city.id, two.kept.id, ListingState.VERIFIED), (other.id, two.kept.id, ListingState.VERIFIED),
    }  # fmt: skip


def test_one_who_has_claimed_both_asks_once(two: Two) -> None:
    person = make.make_user()
    with entered(SYSTEM), writing():
        for association in (two.kept, two.gone):
            db.session.add(Claim(city_id=two.city.id, association_id=association.id, user_id=person.id))
    two.merge()
    assert [row.association_id for row in rows(Claim)] == [two.kept.id]


def test_two_templates_of_one_name_stay_two(two: Two) -> None:
    with entered(SYSTEM), writing():
        for association in (two.kept, two.gone):
            db.session.add(AssociationTemplate(association_id=association.id, name="Fest"))
    two.merge()
    assert [(row.association_id, row.name) for row in rows(AssociationTemplate)] == [
        (two.kept.id, "Fest"), (two.kept.id, "Fest (2)"),
    ]  # fmt: skip


def test_a_block_goes_on(two: Two) -> None:
    comes = two.craft.guest(email="stoert@leute.example")
    with entered(Scope.association(two.gone.id)):
        operations.block_person(comes.registration_id, reason="Weil.", declines=True, tells=False,
                                actor=two.craft.owner_actor)  # fmt: skip
    two.merge()
    user = make.make_user("stoert@leute.example")
    with pytest.raises(errors.NotWithThisAssociation):
        two.craft.register(actor=actor_of(user.id))


def test_a_later_import_knows_both(two: Two) -> None:
    table = "id;name;adresse\n1;Ruderclub Süd;Weg 1\n2;Ruderverein Süd e. V.;Weg 1\n"
    with entered(Scope.city(two.city.id)):
        import_associations(table.encode(), city_id=two.city.id, source="amt")
    first, second = (row.public_id for row in rows(Association) if row.import_source == "amt")
    two.merge(kept=first, gone=second)
    before = [(row.public_id, row.name, row.street, row.version) for row in rows(Association)]
    with entered(Scope.city(two.city.id)):
        report = import_associations(table.replace("Weg 1", "Weg 1").encode(), city_id=two.city.id, source="amt")
        again = import_associations(
            table.replace("e. V.;Weg 1", "e. V.;Neuer Weg 9").encode(), city_id=two.city.id, source="amt"
        )
    assert (report.taken, report.updated, again.taken, again.updated) == (0, 0, 0, 0)
    assert [(row.public_id, row.name, row.street, row.version) for row in rows(Association)] == before


def test_a_chain_of_merges_leads_to_its_end(two: Two) -> None:
    third = make.make_association(two.city, name="Nachbarn Drei")
    two.merge()
    two.merge(kept=third.public_id, gone=two.kept.public_id, versions=(1, 2))
    assert merged_into(two.gone.public_id) == merged_into(two.kept.public_id) == third.public_id
    assert len(rows(MergedAssociation)) == 2


def test_what_is_refused(two: Two) -> None:
    stranger = actor_of(make.make_staff(make.make_city("nachbarstadt")).id)
    for actor in (stranger, two.craft.owner_actor):
        with pytest.raises(Forbidden):
            two.merge(actor=actor)
    with pytest.raises(rules.MergeStale):
        two.merge(versions=(1, 2))
    with pytest.raises(rules.MergeSame):
        two.merge(gone=two.kept.public_id)
    with pytest.raises(NotFound):
        two.merge(gone="unbekannt")
    foreign = make.make_association(make.make_city("drittstadt"))
    with pytest.raises(NotFound):
        two.merge(gone=foreign.public_id)
    with entered(SYSTEM), writing():
        db.session.add(Listing(city_id=two.city.id, association_id=foreign.id, state=ListingState.VERIFIED))
    with pytest.raises(rules.MergeForeign):
        two.merge(gone=foreign.public_id)
    with entered(SYSTEM), writing():
        gone = sa.update(Listing).where(Listing.association_id == two.gone.id)
        db.session.execute(gone.values(state=ListingState.SUSPENDED))
    with pytest.raises(rules.MergeSuspended):
        two.merge()
    assert len(rows(Association)) == 3


def test_no_table_is_forgotten(db_app: Flask) -> None:
    """Whatever names an association moves; what must not stand there twice is joined row by row."""
    moved = {model.__tablename__ for model in (*moving_models(), *JOINED)}
    naming = {
        table.name for table in db.metadata.sorted_tables
        if any(key.column.table.name == "association" for column in table.columns for key in column.foreign_keys)
    }  # fmt: skip
    assert naming <= moved
    for mapper in Base.registry.mappers:
        if mapper.class_ in set(moving_models()):
            uniques = [index for index in mapper.local_table.indexes if index.unique]
            uniques += [c for c in mapper.local_table.constraints if isinstance(c, sa.UniqueConstraint)]
            names = {tuple(column.name for column in each.columns) for each in uniques}
            assert not {each for each in names if "association_id" in each} - {("association_id", "form_key")}
    with entered(SYSTEM):
        one = db.session.query(Association).first()
    assert one is None or all(hasattr(one, column) for columns in PARTS.values() for column in columns)
    assert all(hasattr(Association, column) for columns in PARTS.values() for column in columns)
    assert LOGO not in PARTS


def test_two_merges_at_once_are_one(two: Two, app: Flask) -> None:
    ids, city_id, actor = (two.kept.public_id, two.gone.public_id), two.city.id, two.moderator

    def merge(first: str, second: str) -> Any:
        return lambda: merge_associations(city_id, first, second, from_gone=(), versions=(1, 1), actor=actor)

    results = at_once(app, Scope.city(city_id), [merge(*ids), merge(*reversed(ids)), merge(*ids)])
    assert sum(result is None for result in results) == 1, results
    assert all(result is None or isinstance(result, NotFound | rules.MergeStale) for result in results), results
    assert len(rows(Association)) == 1 and len(rows(Opportunity)) == 1


def test_who_registers_at_that_moment_is_there_afterwards(two: Two, app: Flask) -> None:
    people = [actor_of(make.make_user().id) for _ in range(3)]
    offer, shift, city_id = two.craft.opportunity.public_id, two.craft.shift.public_id, two.city.id
    ids, moderator = (two.kept.public_id, two.gone.public_id), two.moderator

    def join(actor: Any) -> Any:
        return lambda: operations.register(
            offer, city_id=city_id, actor=actor, shift_id=shift, name="Hanna", is_adult=True
        )

    calls: list[Any] = [join(actor) for actor in people]
    calls.insert(1, lambda: merge_associations(city_id, *ids, from_gone=(), versions=(1, 1), actor=moderator))
    results = at_once(app, Scope.city(city_id), calls)
    assert [type(each) for each in results if each is not None] == [Outcome] * 3, results
    assert {row.association_id for row in rows(Registration)} == {two.kept.id}
    assert len(rows(Registration)) == 3
