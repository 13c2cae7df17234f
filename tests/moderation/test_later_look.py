"""What goes online without a decision: who may, what the city's staff see of it, and how they undo it."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.audit.models import AuditEntry
from engagement.cities.models import City
from engagement.core.scope import Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import DomainError, Forbidden, NotFound
from engagement.moderation.enums import Verdict
from engagement.moderation.operations import decide_shown, set_trust
from engagement.moderation.queries import later_looks, opportunity_case, queue_count
from engagement.moderation.rules import DecidedBefore, NotVerified, ReasonMissing
from engagement.notifications.models import OutboxMessage
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Revision
from engagement.opportunities.rules.errors import CannotTakeDown
from tests.opportunities.world import World, publication
from tests.support import factories as make

pytestmark = pytest.mark.both_engines
REASON = "Bitte nennen Sie noch den Treffpunkt genauer."


@pytest.fixture
def desk(db_app: Flask, clock: Any) -> World:
    return World()


def trust(desk: World, trusted: bool = True) -> None:
    with entered(Scope.city(desk.city.id)):
        set_trust(desk.city.id, desk.association.public_id, trusted=trusted, actor=desk.moderator)


def allow(desk: World, **policies: Any) -> None:
    with writing():
        db.session.execute(sa.update(City).where(City.id == desk.city.id).values(policies=policies))


def look(desk: World, public_id: str, verdict: Verdict, reason: str = "", **changes: Any) -> None:
    found = publication(public_id)
    seen = db.session.scalars(sa.select(Revision.public_id).where(Revision.id == found.shown_revision_id)).one()
    values: dict[str, Any] = {"revision_id": seen, "since": found.look_since, "actor": desk.moderator} | changes
    with entered(Scope.city(desk.city.id)):
        decide_shown(desk.city.id, found.public_id, verdict=verdict, reason=reason, **values)


def test_a_trusted_association_publishes_at_once(desk: World) -> None:
    trust(desk)
    public_id = desk.draft()
    assert act.submit(public_id, actor=desk.editor).at_once == [desk.city.id]
    shown = publication(public_id)
    assert (shown.state, shown.look_reasons, shown.seen_number) == (State.PUBLISHED, ["trusted"], None)
    assert queue_count(desk.city.id) == 0
    looks = later_looks(desk.city.id)
    assert (looks.total, looks.items[0].title) == (1, "Hände für das Fest")
    look(desk, public_id, Verdict.APPROVE)
    assert later_looks(desk.city.id).total == 0
    assert publication(public_id).seen_number == 1
    desk.save(public_id, title="Viele Hände")
    act.submit(public_id, actor=desk.editor)
    assert publication(public_id).pending_revision_id is None
    case = opportunity_case(desk.city.id, publication(public_id).public_id)
    assert case.look is not None and case.look.seen is not None
    assert (case.look.seen.title, case.revision.title) == ("Hände für das Fest", "Viele Hände")
    actions = list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[0] == "listing.trusted"
    assert actions.count("opportunity.shown_at_once") == 2


def test_only_where_the_city_allows_it(desk: World) -> None:
    trust(desk)
    allow(desk, publish_at_once="nobody")
    public_id = desk.draft()
    assert act.submit(public_id, actor=desk.editor).in_review == [desk.city.id]


@pytest.mark.parametrize(("days", "policy", "at_once"), [
    (4, "trusted_and_soon", True), (6, "trusted_and_soon", False), (4, "trusted", False), (4, "nobody", False),
])  # fmt: skip
def test_what_starts_within_five_days(desk: World, days: int, policy: str, at_once: bool) -> None:
    allow(desk, publish_at_once=policy)
    public_id = desk.draft(days=(days,))
    done = act.submit(public_id, actor=desk.editor)
    assert bool(done.at_once) is at_once
    assert publication(public_id).look_reasons == (["soon"] if at_once else [])


def test_an_unverified_association_never_publishes_at_once(desk: World) -> None:
    allow(desk, publish_at_once="trusted_and_soon")
    with writing():
        db.session.execute(sa.update(Listing).values(state=ListingState.UNVERIFIED, is_trusted=True))
    public_id = desk.draft(days=(2,))
    assert act.submit(public_id, actor=desk.editor).in_review == [desk.city.id]


def test_small_changes_are_seen_at_once_and_the_rest_waits(desk: World) -> None:
    public_id = desk.published()
    desk.save(public_id, title="Viele Hände", bring_along="Schürze")
    done = act.submit(public_id, actor=desk.editor)
    assert (done.at_once, done.in_review) == ([desk.city.id], [desk.city.id])
    found = publication(public_id)
    shown, pending = (
        db.session.scalars(sa.select(Revision).where(Revision.id == row_id)).one()
        for row_id in (found.shown_revision_id, found.pending_revision_id)
    )
    assert (shown.title, shown.bring_along) == ("Hände für das Fest", "Schürze")
    assert (pending.title, pending.bring_along) == ("Viele Hände", "Schürze")
    assert later_looks(desk.city.id).total == 1
    desk.approve(public_id)
    assert later_looks(desk.city.id).total == 0
    # What waited is taken back with the title.
    desk.save(public_id, title="Ganz viele Hände")
    act.submit(public_id, actor=desk.editor)
    desk.save(public_id, title="Viele Hände")
    act.submit(public_id, actor=desk.editor)
    assert publication(public_id).pending_revision_id is None


def test_each_city_says_what_is_sensitive(desk: World) -> None:
    allow(desk, sensitive_fields=["skills"])
    public_id = desk.published()
    desk.save(public_id, skills="Traktor fahren")
    assert act.submit(public_id, actor=desk.editor).in_review == [desk.city.id]
    desk.save(public_id, skills="", allowance="20 Euro")
    assert act.submit(public_id, actor=desk.editor).at_once == [desk.city.id]


def test_a_wish_for_changes_leaves_it_online_and_the_next_text_waits(desk: World) -> None:
    trust(desk)
    public_id = desk.draft()
    act.submit(public_id, actor=desk.editor)
    with pytest.raises(ReasonMissing):
        look(desk, public_id, Verdict.REQUEST_CHANGES)
    look(desk, public_id, Verdict.REQUEST_CHANGES, REASON)
    found = publication(public_id)
    assert (found.state, found.reason, found.look_since) == (State.PUBLISHED, REASON, None)
    (mail,) = db.session.scalars(sa.select(OutboxMessage))
    assert mail.kind == "offer_changes_wanted"
    assert REASON in mail.body_text and desk.city.name in mail.subject
    desk.save(public_id, bring_along="Schürze")
    assert act.submit(public_id, actor=desk.editor).in_review == [desk.city.id]


def test_taking_offline_with_a_reason(desk: World) -> None:
    trust(desk)
    public_id = desk.draft()
    act.submit(public_id, actor=desk.editor)
    look(desk, public_id, Verdict.REJECT, REASON)
    found = publication(public_id)
    assert (found.state, found.reason, found.look_since) == (State.REJECTED, REASON, None)
    (mail,) = db.session.scalars(sa.select(OutboxMessage))
    assert mail.kind == "offer_taken_down"
    assert desk.city.name in mail.subject and "nutzungsbedingungen" in mail.body_text
    # Trusted or not: what was refused is looked at first.
    assert act.submit(public_id, actor=desk.editor).in_review == [desk.city.id]
    with pytest.raises(CannotTakeDown):
        act.take_down(found.id, reason=REASON, actor=desk.moderator)


def test_what_was_approved_can_be_taken_offline_too(desk: World) -> None:
    public_id = desk.published()
    with pytest.raises(DecidedBefore):
        look(desk, public_id, Verdict.APPROVE)
    look(desk, public_id, Verdict.REJECT, REASON)
    assert publication(public_id).state is State.REJECTED


def test_a_stale_look_changes_nothing(desk: World, clock: Any) -> None:
    from datetime import timedelta

    trust(desk)
    public_id = desk.draft()
    act.submit(public_id, actor=desk.editor)
    before = publication(public_id)
    seen = db.session.scalars(sa.select(Revision.public_id)).one()
    clock.shift(timedelta(minutes=1))
    desk.save(public_id, title="Etwas anderes")
    act.submit(public_id, actor=desk.editor)
    for stale in ({"revision_id": seen}, {"since": before.look_since}, {"since": None}):
        with pytest.raises(DecidedBefore):
            look(desk, public_id, Verdict.APPROVE, **stale)
    assert publication(public_id).look_since is not None


def test_two_look_at_once(desk: World, db_app: Flask) -> None:
    trust(desk)
    public_id = desk.draft()
    act.submit(public_id, actor=desk.editor)
    found = publication(public_id)
    seen = db.session.scalars(sa.select(Revision.public_id)).one()
    outcomes: list[str] = []

    def tick(since: datetime | None) -> None:
        with db_app.app_context(), entered(Scope.city(desk.city.id)):
            try:
                decide_shown(
                    desk.city.id, found.public_id, revision_id=seen, since=since, verdict=Verdict.APPROVE, reason="",
                    actor=desk.moderator,
                )  # fmt: skip
                outcomes.append("seen")
            except DomainError as refusal:
                outcomes.append(type(refusal).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=tick, args=(found.look_since,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["DecidedBefore", "seen"]


def test_trust_is_for_verified_ones_and_for_staff(desk: World) -> None:
    stranger = actor_of(make.make_staff(make.make_city("anderswo")).id)
    with pytest.raises(Forbidden):
        set_trust(desk.city.id, desk.association.public_id, trusted=True, actor=stranger)
    with pytest.raises(NotFound):
        set_trust(desk.city.id, "unbekannt", trusted=True, actor=desk.moderator)
    with writing():
        db.session.execute(sa.update(Listing).values(state=ListingState.UNVERIFIED))
    with pytest.raises(NotVerified):
        trust(desk)
    with writing():
        db.session.execute(sa.update(Listing).values(state=ListingState.VERIFIED))
    trust(desk)
    trust(desk)
    trust(desk, False)
    actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["listing.trusted", "listing.trust_ended"]


def test_a_foreign_moderator_looks_at_nothing(desk: World) -> None:
    public_id = desk.published()
    stranger = actor_of(make.make_staff(make.make_city("anderswo")).id)
    with pytest.raises(Forbidden):
        look(desk, public_id, Verdict.REJECT, REASON, actor=stranger)
