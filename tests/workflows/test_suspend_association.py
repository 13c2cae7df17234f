"""A city hides an association and brings it back: nothing is lost, everybody is told. On both engines."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations import rules
from engagement.associations.enums import ListingState, SuspensionGround
from engagement.associations.models import Listing, Suspension
from engagement.associations.queries import open_suspension, profile
from engagement.audit.models import AuditEntry
from engagement.core.actor import Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.moderation.queries import association_file
from engagement.opportunities.models import Publication
from engagement.opportunities.search.pages import shown_offer
from engagement.registrations import errors
from engagement.registrations.enums import CallTopic, RegistrationState
from engagement.registrations.models import CallTask
from engagement.registrations.queries.one import registration_view
from engagement.workflows.suspend_association import restore_association, suspend_association
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage, registration
from tests.registrations.test_concurrency import at_once
from tests.support import factories as make

pytestmark = pytest.mark.both_engines
GROUND, FACTS = SuspensionGround.WRONG_DATA, "Am 3. Mai war zum dritten Mal niemand am Treffpunkt."


class Stage:
    def __init__(self) -> None:
        self.craft: Stagecraft = make_stage()
        self.city = self.craft.city
        self.moderator = actor_of(make.make_staff(self.city).id)
        self.public_id, self.row = self.craft.association.public_id, self.craft.association.id

    def suspend(self, actor: Actor | None = None, facts: str = FACTS) -> int:
        with entered(Scope.city(self.city.id)):
            return suspend_association(
                self.city.id, self.public_id, ground=GROUND, facts=facts, actor=actor or self.moderator
            )

    def restore(self, actor: Actor | None = None, note: str = "") -> None:
        with entered(Scope.city(self.city.id)):
            restore_association(self.city.id, self.public_id, note=note, actor=actor or self.moderator)

    def state(self) -> ListingState:
        with entered(SYSTEM):
            return db.session.scalars(sa.select(Listing.state).where(Listing.association_id == self.row)).one()


@pytest.fixture
def stage(db_app: Flask, clock: Any) -> Stage:
    return Stage()


def publications() -> list[Any]:
    with entered(SYSTEM):
        columns = (Publication.state, Publication.shown_revision_id, Publication.paused_by_id, Publication.updated_at)
        return [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(Publication.id))]


def test_everything_vanishes_and_comes_back_as_it_was(stage: Stage) -> None:
    before, city_id, offer = publications(), stage.city.id, stage.craft.opportunity.public_id
    stage.suspend()
    with entered(Scope.city(city_id)):
        found, shown = profile(stage.public_id, city_id), shown_offer(offer, city_id)
    assert found is not None and not found.is_listed
    assert shown is not None and not shown.is_visible and shown.is_suspended
    assert publications() == before, "what is hidden follows from the listing alone"
    stage.restore()
    assert stage.state() is ListingState.VERIFIED
    with entered(Scope.city(city_id)):
        shown = shown_offer(offer, city_id)
    assert shown is not None and shown.is_visible
    assert publications() == before


def test_the_team_gets_reasons_and_people_what_it_means(stage: Stage) -> None:
    comes = stage.craft.guest(email="kommt@leute.example")
    stage.craft.register(email="nicht-bestaetigt@leute.example")
    assert stage.suspend() == 1
    (team,) = mails("association_suspended")
    assert team.to_email == stage.craft.owner.email
    for said in (FACTS, "Was hier steht, muss stimmen", "innerhalb von sechs Monaten", "/nutzungsbedingungen"):
        assert said in team.body_text
    (person,) = mails("registration_suspended")
    assert person.to_email == "kommt@leute.example"
    assert "Ihre Zusage gilt weiter" in person.body_text and "/zusage/" in person.body_text
    assert registration(comes.registration_id).state is RegistrationState.CONFIRMED
    with entered(Scope.city(stage.city.id)):
        assert registration_view(comes.registration_id).is_suspended


def test_whom_no_mail_reaches_is_called_unless_the_city_shows_the_association_again_first(stage: Stage) -> None:
    def topics() -> list[CallTopic]:
        with entered(SYSTEM):
            return list(db.session.scalars(sa.select(CallTask.topic).order_by(CallTask.id)))

    stage.craft.register(email="", phone="0171 3920012")
    assert stage.suspend() == 1
    assert not mails("registration_suspended")
    assert topics() == [CallTopic.SUSPENDED]
    stage.restore()
    assert topics() == []


def test_nobody_registers_anew_and_a_held_place_is_not_confirmed(stage: Stage) -> None:
    held = stage.craft.register()
    stage.suspend()
    with pytest.raises(errors.AssociationSuspended):
        stage.craft.register()
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.AssociationSuspended):
        from engagement.core.actor import ANONYMOUS
        from engagement.registrations.operations import confirm_hold

        confirm_hold(held.registration_id, actor=ANONYMOUS)


def test_one_city_alone_hides_it(stage: Stage) -> None:
    from engagement.core.transaction import writing

    other = make.make_city("nachbarstadt")
    with entered(SYSTEM), writing():
        db.session.add(Listing(city_id=other.id, association_id=stage.row, state=ListingState.VERIFIED))
    stage.suspend()
    with entered(Scope.city(other.id)):
        found = profile(stage.public_id, other.id)
        assert found is not None and found.is_listed
        assert open_suspension(stage.row, other.id) is None


def test_the_file_tells_the_story(stage: Stage) -> None:
    stage.suspend()
    with entered(Scope.city(stage.city.id)):
        file = association_file(stage.city.id, stage.public_id)
        assert file.suspension is not None and file.suspension.facts == FACTS
        assert [(act.suspended, act.lifted) for act in file.acts] == [(GROUND, False)]
    stage.restore(note="Danke für das Gespräch.")
    with entered(Scope.city(stage.city.id)):
        file = association_file(stage.city.id, stage.public_id)
        assert file.suspension is None
        assert {(act.lifted, act.reason) for act in file.acts} == {(False, FACTS), (True, "Danke für das Gespräch.")}
    assert kinds() == ["association_suspended", "association_restored"]
    with entered(SYSTEM):
        said = list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))
    assert said == ["listing.suspended", "listing.restored"]


def test_unverified_and_refused_ones_wait_again(stage: Stage) -> None:
    change(Listing, 1, state=ListingState.UNVERIFIED)
    stage.suspend()
    stage.restore()
    assert stage.state() is ListingState.UNVERIFIED
    change(Listing, 1, state=ListingState.SUSPENDED)  # as a refusal leaves it
    stage.restore()
    assert stage.state() is ListingState.UNVERIFIED
    assert "wartet wieder auf eine Entscheidung" in mails("association_restored")[-1].body_text


def test_who_may_not_and_what_is_too_late(stage: Stage) -> None:
    stranger = actor_of(make.make_staff(make.make_city("nachbarstadt")).id)
    for actor in (stranger, stage.craft.owner_actor):
        with pytest.raises(Forbidden):
            stage.suspend(actor)
    with pytest.raises(rules.FactsTooShort):
        stage.suspend(facts="  zu kurz  ")
    with pytest.raises(rules.ListingDecided):
        stage.restore()
    stage.suspend()
    with pytest.raises(rules.ListingDecided):
        stage.suspend()
    with pytest.raises(Forbidden):
        stage.restore(stranger)
    with entered(SYSTEM), pytest.raises(NotFound):
        suspend_association(stage.city.id + 1, stage.public_id, ground=GROUND, facts=FACTS, actor=stage.moderator)


def test_two_who_suspend_at_once_are_one(stage: Stage, app: Flask) -> None:
    city_id, public_id, actor = stage.city.id, stage.public_id, stage.moderator

    def suspend() -> int:
        return suspend_association(city_id, public_id, ground=GROUND, facts=FACTS, actor=actor)

    results = at_once(app, Scope.city(city_id), [suspend, suspend, suspend])
    assert sorted(type(result).__name__ for result in results) == ["ListingDecided", "ListingDecided", "int"]
    with entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(Suspension.id))) == 1


def test_who_registers_at_that_moment_is_told_or_refused(stage: Stage, app: Flask) -> None:
    """Nobody slips in between: each account either has a place and a mail, or neither."""
    from engagement.registrations import operations

    actors = [actor_of(make.make_user().id) for _ in range(4)]
    offer, city_id, shift = stage.craft.opportunity.public_id, stage.city.id, stage.craft.shift.public_id
    public_id, moderator = stage.public_id, stage.moderator

    def join(actor: Actor) -> Any:
        return lambda: operations.register(
            offer, city_id=city_id, actor=actor, shift_id=shift, name="Hanna", is_adult=True
        )

    calls = [join(actor) for actor in actors]
    calls.insert(2, lambda: suspend_association(city_id, public_id, ground=GROUND, facts=FACTS, actor=moderator))
    results = at_once(app, Scope.city(city_id), calls)
    joined = [result for result in results if isinstance(result, operations.Outcome)]
    refused = [result for result in results if isinstance(result, errors.AssociationSuspended)]
    assert len(joined) + len(refused) == len(actors), results
    assert len(mails("registration_suspended")) == len(joined)
