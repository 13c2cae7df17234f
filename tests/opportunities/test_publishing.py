"""Handing in, deciding, pausing, taking back, running out: on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.audit.models import AuditEntry
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import PublicationFacet, Revision
from engagement.opportunities.rules import errors
from engagement.workflows.freshness import expire_past
from tests.opportunities.world import World, in_days, publication, shifts

pytestmark = pytest.mark.both_engines


def test_the_way_to_citizens(world: World) -> None:
    public_id = world.draft(fields=["sport"], description_html="<p onclick='x'>Hallo</p>")
    act.submit(public_id, actor=world.editor)
    waiting = publication(public_id)
    assert (waiting.state, waiting.shown_revision_id) == (State.IN_REVIEW, None)
    world.approve(public_id)
    shown = publication(public_id)
    assert (shown.state, shown.pending_revision_id, shown.submitted_at) == (State.PUBLISHED, None, None)
    assert shown.published_at == utcnow()
    revision = db.session.scalar(sa.select(Revision).where(Revision.id == shown.shown_revision_id))
    assert revision is not None
    assert (revision.number, revision.description_html) == (1, "<p>Hallo</p>")
    facets = db.session.scalars(sa.select(PublicationFacet.value).where(PublicationFacet.publication_id == shown.id))
    assert "sport" in facets.all()
    actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["opportunity.created", "opportunity.submitted", "opportunity.approved"]


def test_a_new_text_waits_while_the_old_one_is_shown(world: World) -> None:
    public_id = world.published()
    first = publication(public_id).shown_revision_id
    with pytest.raises(errors.NothingChanged):
        act.submit(public_id, actor=world.editor)
    world.save(public_id, title="Viele Hände für das Fest")
    act.submit(public_id, actor=world.editor)
    waiting = publication(public_id)
    assert (waiting.state, waiting.shown_revision_id) == (State.PUBLISHED, first)
    with pytest.raises(errors.NothingChanged):
        act.submit(public_id, actor=world.editor)
    old = db.session.scalar(sa.select(Revision.title).where(Revision.id == first))
    assert old == "Hände für das Fest"
    world.approve(public_id)
    assert publication(public_id).shown_revision_id != first


@pytest.mark.parametrize(
    ("decide", "state"), [(act.request_changes, State.CHANGES_REQUESTED), (act.reject_publication, State.REJECTED)]
)
def test_a_city_gives_back(world: World, decide: Any, state: State) -> None:
    public_id = world.draft()
    act.submit(public_id, actor=world.editor)
    waiting = publication(public_id)
    pending = waiting.pending_revision_id
    decide(waiting.id, revision_id=pending, reason=" Bitte die Uhrzeit. ", actor=world.moderator)
    given_back = publication(public_id)
    assert (given_back.state, given_back.reason, given_back.pending_revision_id) == (state, "Bitte die Uhrzeit.", None)
    with pytest.raises(errors.AlreadyDecided):
        act.approve_publication(waiting.id, revision_id=pending, actor=world.moderator)
    act.submit(public_id, actor=world.editor)
    assert publication(public_id).state is State.IN_REVIEW


def test_a_refused_change_leaves_the_shown_text(world: World) -> None:
    public_id = world.published()
    world.save(public_id, title="Anders")
    act.submit(public_id, actor=world.editor)
    waiting = publication(public_id)
    act.reject_publication(waiting.id, revision_id=waiting.pending_revision_id, reason="Nein", actor=world.moderator)
    assert publication(public_id).state is State.PUBLISHED


def test_a_newer_version_makes_the_decision_stale(world: World) -> None:
    public_id = world.draft()
    act.submit(public_id, actor=world.editor)
    seen = publication(public_id).pending_revision_id
    world.save(public_id, title="Neuer Titel")
    act.submit(public_id, actor=world.editor)
    with pytest.raises(errors.AlreadyDecided):
        act.approve_publication(publication(public_id).id, revision_id=seen, actor=world.moderator)


def test_a_suspended_association_hands_nothing_in(world: World) -> None:
    public_id = world.draft()
    with writing():
        db.session.execute(sa.update(Listing).values(state=ListingState.SUSPENDED))
    with pytest.raises(errors.AssociationSuspended):
        act.submit(public_id, actor=world.editor)


def test_pause_and_resume(world: World, clock: Any) -> None:
    public_id = world.published()
    with pytest.raises(errors.CannotResume):
        act.resume(public_id, actor=world.editor)
    act.pause(public_id, actor=world.editor)
    paused = publication(public_id)
    assert (paused.state, paused.paused_by_id, paused.paused_at) == (State.PAUSED, world.editor.user_id, utcnow())
    with pytest.raises(errors.CannotPause):
        act.pause(public_id, actor=world.editor)
    world.save(public_id, title="Anders")
    act.submit(public_id, actor=world.editor)
    world.approve(public_id)
    assert publication(public_id).state is State.PAUSED
    act.resume(public_id, actor=world.editor)
    assert (publication(public_id).state, publication(public_id).paused_by_id) == (State.PUBLISHED, None)
    act.pause(public_id, actor=world.editor)
    clock.shift(timedelta(days=5))
    with pytest.raises(errors.AllDatesOver):
        act.resume(public_id, actor=world.editor)


def test_withdraw_and_archive(world: World) -> None:
    public_id = world.published()
    with pytest.raises(errors.CannotArchive):
        act.archive(public_id, actor=world.editor)
    act.withdraw(public_id, actor=world.editor)
    assert publication(public_id).state is State.WITHDRAWN
    with pytest.raises(errors.CannotWithdraw):
        act.withdraw(public_id, actor=world.editor)
    act.archive(public_id, actor=world.editor)
    with pytest.raises(errors.CannotSubmit):
        act.submit(public_id, actor=world.editor)
    with pytest.raises(errors.CannotEdit):
        world.save(public_id, title="Anders")


def test_what_nobody_saw_becomes_a_draft_again(world: World) -> None:
    public_id = world.draft()
    act.submit(public_id, actor=world.editor)
    act.withdraw(public_id, actor=world.editor)
    taken_back = publication(public_id)
    assert (taken_back.state, taken_back.pending_revision_id) == (State.DRAFT, None)


def test_what_is_over_expires_and_can_come_back(world: World, clock: Any) -> None:
    public_id = world.published(days=(3, 10))
    clock.shift(timedelta(days=4))
    assert expire_past() == 0
    clock.shift(timedelta(days=7))
    assert expire_past() == 1
    assert expire_past() == 0
    assert publication(public_id).state is State.EXPIRED
    with pytest.raises(errors.Incomplete):
        act.submit(public_id, actor=world.editor)
    world.save(public_id, [in_days(5)])
    act.submit(public_id, actor=world.editor)
    # The text was approved, dates are the authors' own: it comes back at once, and is looked at later.
    assert (publication(public_id).state, publication(public_id).look_reasons) == (State.PUBLISHED, ["small_change"])
    assert len(shifts(public_id)) == 3


def test_what_expired_and_says_something_new_is_looked_at_first(world: World, clock: Any) -> None:
    public_id = world.published(days=(3,))
    clock.shift(timedelta(days=4))
    assert expire_past() == 1
    world.save(public_id, [in_days(5)], title="Etwas ganz anderes", bring_along="Schürze")
    act.submit(public_id, actor=world.editor)
    assert publication(public_id).state is State.IN_REVIEW


def test_a_period_ends_with_its_last_day_in_the_city(world: World, clock: Any) -> None:
    ongoing = {"is_ongoing": True, "people_needed": 2, "schedule_note": "mittwochs"}
    public_id = world.published(days=(), ends_on=date(2026, 5, 5), **ongoing)
    endless = world.published(days=(), **ongoing)
    clock.move_to(utcnow().replace(day=5, hour=21, minute=59))  # 23.59 in Berlin
    assert expire_past() == 0
    clock.shift(timedelta(minutes=1))
    assert expire_past() == 1
    assert (publication(public_id).state, publication(endless).state) == (State.EXPIRED, State.PUBLISHED)
