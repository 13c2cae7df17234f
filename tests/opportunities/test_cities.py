"""One offer in several cities: each decides for itself, shows its own text, and can be left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.audit.models import AuditEntry
from engagement.cities.models import City
from engagement.core.actor import Actor
from engagement.core.scope import Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.moderation.queries import queue_count
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Opportunity, Publication, PublicationFacet, Revision
from engagement.opportunities.operations.publishing import Withdrawn
from engagement.opportunities.queries import authored_offer
from engagement.opportunities.queries.listing import authors_page
from engagement.opportunities.rules import errors
from tests.opportunities.world import World, as_input, shifts
from tests.support import factories as make

pytestmark = pytest.mark.both_engines


class Two(World):
    """Two cities; the association is at home in the first."""

    def __init__(self) -> None:
        super().__init__()
        self.other: City = make.make_city("anderswo", name="Anderswo")
        self.colleague: Actor = actor_of(make.make_staff(self.other).id)

    def chosen(self, **content: Any) -> str:
        public_id = self.draft(**content)
        self.choose(public_id, self.other)
        return public_id

    def choose(self, public_id: str, *cities: City) -> None:
        with entered(Scope.association(self.association.id)):
            act.choose_cities(public_id, city_ids=[city.id for city in cities], actor=self.editor)

    def hand_in(self, public_id: str, city: City | None = None) -> act.Submitted:
        with entered(Scope.association(self.association.id)):
            return act.submit(public_id, actor=self.editor, city_id=city.id if city else None)

    def decide(self, public_id: str, city: City, verdict: Any = act.approve_publication, **values: Any) -> None:
        waiting = self.at(public_id, city)
        actor = self.moderator if city is self.city else self.colleague
        with entered(Scope.city(city.id)):
            verdict(waiting.id, revision_id=waiting.pending_revision_id, actor=actor, **values)

    def at(self, public_id: str, city: City) -> Publication:
        statement = sa.select(Publication).join(Opportunity).where(
            Opportunity.public_id == public_id, Publication.city_id == city.id
        )  # fmt: skip
        return db.session.scalars(statement.execution_options(populate_existing=True)).one()

    def states(self, public_id: str) -> tuple[State, State]:
        return self.at(public_id, self.city).state, self.at(public_id, self.other).state

    def title(self, public_id: str, city: City) -> str | None:
        shown = sa.select(Revision.title).where(Revision.id == self.at(public_id, city).shown_revision_id)
        return db.session.scalar(shown)

    def listing(self, city: City) -> Listing | None:
        of_city = sa.select(Listing).where(Listing.city_id == city.id, Listing.association_id == self.association.id)
        return db.session.scalar(of_city.execution_options(populate_existing=True))


@pytest.fixture
def two(db_app: Flask, clock: Any) -> Two:
    return Two()


def test_each_city_decides_for_itself(two: Two) -> None:
    public_id = two.chosen(fields=["sport"])
    assert two.listing(two.other) is None
    done = two.hand_in(public_id)
    assert (done.at_once, done.in_review) == ([], [two.city.id, two.other.id])
    listing = two.listing(two.other)
    assert listing is not None and listing.state is ListingState.UNVERIFIED
    assert db.session.scalar(sa.select(sa.func.count(Revision.id))) == 1
    two.decide(public_id, two.city)
    assert two.states(public_id) == (State.PUBLISHED, State.IN_REVIEW)
    two.decide(public_id, two.other, act.reject_publication, reason="Das passt nicht hierher.")
    assert two.states(public_id) == (State.PUBLISHED, State.REJECTED)
    assert two.at(public_id, two.city).reason == ""
    # One city again, the other is left in peace.
    with pytest.raises(errors.NothingChanged):
        two.hand_in(public_id)
    two.hand_in(public_id, two.other)
    assert two.states(public_id) == (State.PUBLISHED, State.IN_REVIEW)
    two.decide(public_id, two.other)
    assert two.states(public_id) == (State.PUBLISHED, State.PUBLISHED)


def test_one_city_shows_the_older_text(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    two.decide(public_id, two.city)
    two.decide(public_id, two.other)
    two.save(public_id, title="Viele Hände")
    two.hand_in(public_id)
    two.decide(public_id, two.city)
    assert (two.title(public_id, two.city), two.title(public_id, two.other)) == ("Viele Hände", "Hände für das Fest")
    two.decide(public_id, two.other, act.request_changes, reason="Bitte genauer beschreiben.")
    assert two.states(public_id) == (State.PUBLISHED, State.PUBLISHED)
    assert two.title(public_id, two.other) == "Hände für das Fest"


def test_a_district_is_named_at_home_only(two: Two) -> None:
    district_id = db.session.scalars(sa.select(City).where(City.id == two.city.id)).one().districts[0].id
    public_id = two.chosen(district_id=district_id)
    two.hand_in(public_id)
    for city in (two.city, two.other):
        two.decide(public_id, city)

    def facets(city: City) -> set[str]:
        of_city = sa.select(PublicationFacet.value).where(PublicationFacet.city_id == city.id)
        return set(db.session.scalars(of_city))

    assert "kernstadt" in facets(two.city)
    assert "kernstadt" not in facets(two.other)
    assert "musterstadt" in two.at(public_id, two.other).search_folded
    assert "musterstadt" not in two.at(public_id, two.city).search_folded


def test_leaving_one_city_leaves_the_other_alone(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    two.decide(public_id, two.city)
    two.decide(public_id, two.other)
    done = act.withdraw(public_id, actor=two.editor, city_id=two.other.id)
    assert done == Withdrawn(two.at(public_id, two.city).opportunity_id, is_over=False)
    assert two.states(public_id) == (State.PUBLISHED, State.WITHDRAWN)
    with pytest.raises(errors.CannotWithdraw):
        act.withdraw(public_id, actor=two.editor, city_id=two.other.id)
    two.save(public_id, title="Viele Hände")
    assert two.hand_in(public_id).in_review == [two.city.id]
    two.hand_in(public_id, two.other)
    assert two.at(public_id, two.other).is_chosen
    assert two.states(public_id) == (State.PUBLISHED, State.IN_REVIEW)


def test_the_last_city_that_is_left_ends_the_offer(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    two.decide(public_id, two.city)
    assert act.withdraw(public_id, actor=two.editor, city_id=two.city.id).is_over
    assert two.states(public_id) == (State.WITHDRAWN, State.IN_REVIEW)
    two.decide(public_id, two.other)
    two.save(public_id, title="Viele Hände")
    assert two.hand_in(public_id).in_review == [two.other.id]
    assert act.withdraw(public_id, actor=two.editor).is_over
    assert two.states(public_id) == (State.WITHDRAWN, State.WITHDRAWN)


def test_pausing_in_one_city_or_in_all(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    two.decide(public_id, two.city)
    with pytest.raises(errors.CannotPause):
        act.pause(public_id, actor=two.editor, city_id=two.other.id)
    two.decide(public_id, two.other)
    act.pause(public_id, actor=two.editor, city_id=two.other.id)
    assert two.states(public_id) == (State.PUBLISHED, State.PAUSED)
    act.pause(public_id, actor=two.editor)
    assert two.states(public_id) == (State.PAUSED, State.PAUSED)
    act.resume(public_id, actor=two.editor, city_id=two.city.id)
    assert two.states(public_id) == (State.PUBLISHED, State.PAUSED)
    act.resume(public_id, actor=two.editor)
    assert two.states(public_id) == (State.PUBLISHED, State.PUBLISHED)


def test_choosing(two: Two) -> None:
    public_id = two.chosen()
    two.choose(public_id)
    assert not two.at(public_id, two.other).is_chosen
    assert two.hand_in(public_id).in_review == [two.city.id]
    two.choose(public_id, two.other, two.city)
    assert two.at(public_id, two.other).is_chosen
    assert two.hand_in(public_id).in_review == [two.other.id]
    # A form that was opened before cannot take back what a city looks at.
    two.choose(public_id)
    assert two.at(public_id, two.other).is_chosen
    hidden = make.make_city("baustelle", is_published=False)
    with pytest.raises(errors.UnknownCity):
        two.choose(public_id, hidden)
    act.withdraw(public_id, actor=two.editor)
    act.archive(public_id, actor=two.editor)
    assert two.states(public_id) == (State.ARCHIVED, State.ARCHIVED)
    with pytest.raises(errors.CannotEdit):
        two.choose(public_id, two.other)


def test_a_city_that_suspended_the_association_is_passed_over(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    with writing():
        of_other = sa.update(Listing).where(Listing.city_id == two.other.id)
        db.session.execute(of_other.values(state=ListingState.SUSPENDED))
    two.save(public_id, title="Viele Hände")
    assert two.hand_in(public_id).in_review == [two.city.id]
    with pytest.raises(errors.AssociationSuspended):
        two.hand_in(public_id, two.other)


def test_what_the_authors_see(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    two.decide(public_id, two.city)
    two.decide(public_id, two.other, act.reject_publication, reason="Das passt nicht hierher.")
    alone = two.draft(title="Nur hier")
    with entered(Scope.association(two.association.id)):
        rows = {row.public_id: row for row in authors_page(two.association.id).items}
        offer = authored_offer(public_id, association_id=two.association.id, city_id=two.city.id)
        with pytest.raises(NotFound):
            authored_offer(public_id, association_id=two.association.id, city_id=two.other.id)
    assert rows[alone].cities == ()
    assert [(row.name, row.state, row.reason) for row in rows[public_id].cities] == [
        ("Musterstadt", State.PUBLISHED, ""), ("Anderswo", State.REJECTED, "Das passt nicht hierher."),
    ]  # fmt: skip
    assert [each.city.name for each in offer.standing] == ["Musterstadt", "Anderswo"]


def test_every_city_finds_its_own_acts_in_its_log(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    two.decide(public_id, two.other)
    act.pause(public_id, actor=two.editor)
    with entered(Scope.city(two.other.id)):
        actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == [
        "opportunity.city_added", "listing.opened", "opportunity.submitted", "opportunity.approved",
        "opportunity.paused",
    ]  # fmt: skip


def test_a_foreign_moderator_decides_nothing(two: Two) -> None:
    from engagement.kernel.errors import Forbidden

    public_id = two.chosen()
    two.hand_in(public_id)
    waiting = two.at(public_id, two.other)
    with pytest.raises(Forbidden):
        act.approve_publication(waiting.id, revision_id=waiting.pending_revision_id, actor=two.moderator)


def test_words_at_a_date_are_looked_at_later_where_it_is_shown(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    two.decide(public_id, two.city)
    rows = [as_input(shift) for shift in shifts(public_id)]
    two.save(public_id, rows)
    assert two.at(public_id, two.city).look_since is None
    two.save(public_id, [replace(row, note="Küche") for row in rows])
    assert two.at(public_id, two.city).look_reasons == ["date_note"]
    assert two.at(public_id, two.other).look_since is None


def test_an_association_that_left_before_the_decision_leaves_no_case(two: Two) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    assert queue_count(two.other.id) == 1
    act.withdraw(public_id, actor=two.editor, city_id=two.other.id)
    assert queue_count(two.other.id) == 0
    assert two.at(public_id, two.other).state is State.DRAFT
