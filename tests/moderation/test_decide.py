"""Deciding on both engines: what changes, who is told, and what happens when two decide at once."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.models import User
from engagement.accounts.queries import actor_of
from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.audit.models import AuditEntry
from engagement.cities.models import City
from engagement.core.scope import Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.moderation.enums import CaseKind, Verdict
from engagement.moderation.models import Decision
from engagement.moderation.operations import decide_association, decide_opportunity
from engagement.moderation.queries import opportunity_case, queue, queue_count
from engagement.moderation.rules import AssociationSuspended, DecidedBefore, ReasonMissing
from engagement.notifications.models import OutboxMessage
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication, Revision
from tests.support.factories import make_association, make_city, make_opportunity, make_staff, make_user

pytestmark = pytest.mark.both_engines
REASON = "Bitte schreiben Sie noch, wo genau wir uns treffen."


class Stage:
    """A city with a moderator and an association whose first offer waits."""

    def __init__(self, *, verified: bool = False) -> None:
        self.city: City = make_city("hierstadt")
        self.moderator: User = make_staff(self.city, name="Murat Demir")
        self.owner: User = make_user("verein@leute.example", name="Helga Brandt")
        self.association: Association = make_association(self.city, owner=self.owner, verified=verified)
        make_opportunity(self.city, self.association, state=PublicationState.IN_REVIEW)
        self.publication_id: str = db.session.scalars(sa.select(Publication.public_id)).one()
        self.revision_id: str = db.session.scalars(sa.select(Revision.public_id)).one()

    def decide(self, verdict: Verdict, reason: str = "", user: User | None = None, revision_id: str = "") -> None:
        actor = actor_of((user or self.moderator).id)
        with entered(Scope.city(self.city.id)):
            decide_opportunity(
                self.city.id, self.publication_id, revision_id=revision_id or self.revision_id, verdict=verdict,
                reason=reason, actor=actor,
            )  # fmt: skip

    def publication(self) -> Publication:
        return db.session.scalars(sa.select(Publication).execution_options(populate_existing=True)).one()

    def listing(self) -> Listing:
        return db.session.scalars(sa.select(Listing).execution_options(populate_existing=True)).one()


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def test_an_approval_publishes_the_offer_and_verifies_the_association(db_app: Flask) -> None:
    stage = Stage()
    stage.decide(Verdict.APPROVE)
    publication = stage.publication()
    assert publication.state is PublicationState.PUBLISHED
    assert publication.pending_revision_id is None
    assert publication.shown_revision_id is not None
    assert stage.listing().state is ListingState.VERIFIED
    assert queue_count(stage.city.id) == 0
    (mail,) = mails()
    assert (mail.kind, mail.to_email) == ("offer_approve", "verein@leute.example")
    assert "/hierstadt/mitmachen/" in mail.body_text


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.REQUEST_CHANGES, PublicationState.CHANGES_REQUESTED),
        (Verdict.REJECT, PublicationState.REJECTED),
    ],
)
def test_a_refusal_tells_the_reason_and_leaves_the_association_alone(
    db_app: Flask, verdict: Verdict, state: PublicationState
) -> None:
    stage = Stage()
    stage.decide(verdict, REASON)
    assert stage.publication().state is state
    assert stage.listing().state is ListingState.UNVERIFIED
    (mail,) = mails()
    assert REASON in mail.body_text
    assert REASON in mail.body_html


def test_a_refusal_without_a_reason_changes_nothing(db_app: Flask) -> None:
    stage = Stage()
    with pytest.raises(ReasonMissing):
        stage.decide(Verdict.REJECT)
    assert stage.publication().state is PublicationState.IN_REVIEW
    assert mails() == []


def test_the_second_of_two_learns_what_the_first_decided(db_app: Flask) -> None:
    stage = Stage()
    second = make_staff(stage.city, name="Katja Ernst")
    stage.decide(Verdict.REJECT, REASON)
    with pytest.raises(DecidedBefore):
        stage.decide(Verdict.APPROVE, user=second)
    assert stage.publication().state is PublicationState.REJECTED
    with entered(Scope.city(stage.city.id)):
        last = opportunity_case(stage.city.id, stage.publication_id).last_decision
    assert last is not None
    assert (last.verdict, last.reason, last.decided_by) == (Verdict.REJECT, REASON, "Murat Demir")


def test_two_at_the_same_moment_leave_one_decision(db_app: Flask) -> None:
    stage = Stage()
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def work(verdict: Verdict) -> None:
        with db_app.app_context():
            start.wait()
            try:
                stage.decide(verdict, REASON)
                outcomes.append("decided")
            except DomainError as refusal:
                outcomes.append(type(refusal).__name__)

    threads = [threading.Thread(target=work, args=(verdict,)) for verdict in (Verdict.APPROVE, Verdict.REJECT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["DecidedBefore", "decided"]
    db.session.rollback()  # read what the threads left
    assert db.session.scalar(sa.select(sa.func.count(Decision.id))) == 1
    assert len(mails()) == 1


def test_an_older_text_cannot_be_approved(db_app: Flask) -> None:
    stage = Stage()
    with pytest.raises(DecidedBefore):
        stage.decide(Verdict.APPROVE, revision_id="nicht-diese")
    assert stage.publication().state is PublicationState.IN_REVIEW


def test_staff_of_another_city_decide_nothing_here(db_app: Flask) -> None:
    stage = Stage()
    stranger = make_staff(make_city("dortstadt"))
    with pytest.raises(Forbidden):
        stage.decide(Verdict.APPROVE, user=stranger)
    with entered(Scope.city(stage.city.id)), pytest.raises(NotFound):
        opportunity_case(stage.city.id + 1, stage.publication_id)


def test_every_decision_is_in_the_log(db_app: Flask) -> None:
    stage = Stage()
    stage.decide(Verdict.APPROVE)
    acts = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert "listing.verified" in acts
    assert "opportunity.approved" in acts


def test_an_association_without_an_offer_waits_by_itself(db_app: Flask) -> None:
    city = make_city("hierstadt")
    moderator = make_staff(city)
    make_association(city, owner=make_user(), verified=False, name="Backhaus Oberweier")
    with entered(Scope.city(city.id)):
        (item,) = queue(city.id).items
        assert (item.kind, item.title) == (CaseKind.ASSOCIATION, "Backhaus Oberweier")
        decide_association(city.id, item.public_id, verdict=Verdict.APPROVE, reason="", actor=actor_of(moderator.id))
        with pytest.raises(DecidedBefore):
            decide_association(
                city.id, item.public_id, verdict=Verdict.REJECT, reason=REASON, actor=actor_of(moderator.id)
            )
        assert queue_count(city.id) == 0


def test_an_association_with_a_waiting_offer_is_one_case(db_app: Flask) -> None:
    stage = Stage()
    with entered(Scope.city(stage.city.id)):
        found = queue(stage.city.id)
    assert [item.kind for item in found.items] == [CaseKind.OPPORTUNITY]
    assert found.total == queue_count(stage.city.id) == 1


def test_an_offer_of_a_suspended_association_is_not_approved(db_app: Flask) -> None:
    stage = Stage(verified=True)
    with writing():
        db.session.execute(sa.update(Listing).values(state=ListingState.SUSPENDED))
    with pytest.raises(AssociationSuspended):
        stage.decide(Verdict.APPROVE)
    assert stage.publication().state is PublicationState.IN_REVIEW
    assert mails() == []
