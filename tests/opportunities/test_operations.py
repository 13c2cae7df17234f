"""Writing, handing in, deciding, taking back: on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.audit.models import AuditEntry
from engagement.cities.models import City
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.media.models import Picture
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Opportunity, Publication, PublicationFacet, Revision, Shift
from engagement.opportunities.rules import errors
from engagement.opportunities.rules.dates import ShiftInput
from tests.support import factories as make

pytestmark = pytest.mark.both_engines
CONTENT: dict[str, Any] = {
    "title": "Hände für das Fest", "location_name": "Gemeindehaus", "contact_name": "Helga",
    "contact_phone": "07252 1234",
}  # fmt: skip


class World:
    """A city with an association, its editor and a moderator."""

    def __init__(self) -> None:
        self.city: City = make.make_city()
        self.editor: Actor = ANONYMOUS
        owner = make.make_user()
        self.association: Association = make.make_association(self.city, owner=owner)
        self.editor = actor_of(owner.id)
        self.moderator = actor_of(make.make_staff(self.city).id)

    def draft(self, *, days: tuple[int, ...] = (3,), **content: Any) -> str:
        return act.create_draft(
            self.association.id, city_id=self.city.id, actor=self.editor, shifts=[in_days(day) for day in days],
            **(CONTENT | content),
        )  # fmt: skip

    def published(self, **content: Any) -> str:
        public_id = self.draft(**content)
        act.submit(public_id, actor=self.editor)
        self.approve(public_id)
        return public_id

    def approve(self, public_id: str) -> None:
        waiting = publication(public_id)
        assert waiting.pending_revision_id is not None
        act.approve_publication(waiting.id, revision_id=waiting.pending_revision_id, actor=self.moderator)

    def save(self, public_id: str, shifts: list[ShiftInput] | None = None, **content: Any) -> int:
        version = opportunity(public_id).version
        return act.save_content(public_id, version=version, actor=self.editor, content=content, shifts=shifts)


@pytest.fixture
def world(db_app: Flask, clock: Any) -> Iterator[World]:
    return World()


def in_days(days: int, **values: Any) -> ShiftInput:
    start = utcnow() + timedelta(days=days)
    return ShiftInput(**({"starts_at": start, "ends_at": start + timedelta(hours=2), "capacity": 5} | values))


def opportunity(public_id: str) -> Opportunity:
    row = db.session.scalar(
        sa.select(Opportunity).where(Opportunity.public_id == public_id).execution_options(populate_existing=True)
    )
    assert row is not None
    return row


def publication(public_id: str) -> Publication:
    statement = sa.select(Publication).join(Opportunity).where(Opportunity.public_id == public_id)
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    assert row is not None
    return row


def shifts(public_id: str) -> list[Shift]:
    statement = sa.select(Shift).join(Opportunity).where(Opportunity.public_id == public_id).order_by(Shift.starts_at)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def as_input(shift: Shift, **values: Any) -> ShiftInput:
    base = {"starts_at": shift.starts_at, "ends_at": shift.ends_at, "capacity": shift.capacity, "note": shift.note,
            "public_id": shift.public_id}  # fmt: skip
    return ShiftInput(**(base | values))


def take(shift: Shift, count: int) -> None:
    with writing():
        db.session.execute(sa.update(Shift).where(Shift.id == shift.id).values(taken=count))


def test_a_draft_may_be_empty(world: World) -> None:
    public_id = act.create_draft(world.association.id, city_id=world.city.id, actor=world.editor)
    assert publication(public_id).state is State.DRAFT
    with pytest.raises(errors.Incomplete) as refusal:
        act.submit(public_id, actor=world.editor)
    named = [gap.field for gap in refusal.value.gaps]
    assert named == ["title", "shifts", "location_name", "contact_name", "contact_email"]


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


def test_a_second_window_is_stale(world: World) -> None:
    public_id = world.draft()
    version = opportunity(public_id).version
    assert world.save(public_id, title="Eins") == version + 1
    assert world.save(public_id, title="Eins") == version + 1
    with pytest.raises(errors.StaleContent):
        act.save_content(public_id, version=version, actor=world.editor, content={"title": "Zwei"})
    assert opportunity(public_id).title == "Eins"


def test_what_cannot_be_stored_changes_nothing(world: World) -> None:
    public_id = world.draft()
    with pytest.raises(errors.InvalidContent) as refusal:
        world.save(public_id, title="Neu", min_age=200, contact_email="falsch")
    assert [problem.field for problem in refusal.value.problems] == ["min_age", "contact_email"]
    assert opportunity(public_id).title == "Hände für das Fest"
    with pytest.raises(ValueError, match="state"):
        world.save(public_id, state="published")


def test_district_and_picture_are_ones_own(world: World) -> None:
    other = make.make_city("anderswo")
    public_id = world.draft(district_id=world.city.districts[1].id)
    with pytest.raises(errors.ForeignDistrict):
        world.save(public_id, district_id=other.districts[0].id)
    stranger = make.make_association(other)
    with writing():
        picture = Picture(association_id=stranger.id, width=1, height=1, variants={}, content_hash="x")
        db.session.add(picture)
        db.session.flush()
        picture_id = picture.id
    with pytest.raises(errors.ForeignPicture):
        world.save(public_id, picture_id=picture_id)


def test_only_members_write_and_only_staff_decide(world: World) -> None:
    public_id = world.draft()
    for write in (act.submit, act.pause, act.withdraw, act.archive):
        with pytest.raises(Forbidden):
            write(public_id, actor=world.moderator)
    with pytest.raises(Forbidden):
        act.save_content(public_id, version=1, actor=ANONYMOUS, content={})
    with pytest.raises(Forbidden):
        act.create_draft(world.association.id, city_id=world.city.id, actor=world.moderator)
    act.submit(public_id, actor=world.editor)
    waiting = publication(public_id)
    with pytest.raises(Forbidden):
        act.approve_publication(waiting.id, revision_id=waiting.pending_revision_id, actor=world.editor)


def test_a_city_where_the_association_is_not_listed(world: World) -> None:
    other = make.make_city("anderswo")
    with pytest.raises(NotFound):
        act.create_draft(world.association.id, city_id=other.id, actor=world.editor)


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
    assert act.expire_past() == 0
    clock.shift(timedelta(days=7))
    assert act.expire_past() == 1
    assert act.expire_past() == 0
    assert publication(public_id).state is State.EXPIRED
    with pytest.raises(errors.Incomplete):
        act.submit(public_id, actor=world.editor)
    world.save(public_id, [in_days(5)])
    act.submit(public_id, actor=world.editor)
    assert publication(public_id).state is State.IN_REVIEW
    assert len(shifts(public_id)) == 3


def test_a_period_ends_with_its_last_day_in_the_city(world: World, clock: Any) -> None:
    ongoing = {"is_ongoing": True, "people_needed": 2, "schedule_note": "mittwochs"}
    public_id = world.published(days=(), ends_on=date(2026, 5, 5), **ongoing)
    endless = world.published(days=(), **ongoing)
    clock.move_to(utcnow().replace(day=5, hour=21, minute=59))  # 23.59 in Berlin
    assert act.expire_past() == 0
    clock.shift(timedelta(minutes=1))
    assert act.expire_past() == 1
    assert (publication(public_id).state, publication(endless).state) == (State.EXPIRED, State.PUBLISHED)


def test_dates_change_at_once(world: World) -> None:
    public_id = world.published()
    (first,) = shifts(public_id)
    version = world.save(public_id, [as_input(first, capacity=8, note="Küche"), in_days(9)])
    assert [(shift.capacity, shift.note) for shift in shifts(public_id)] == [(8, "Küche"), (5, "")]
    assert publication(public_id).pending_revision_id is None
    assert world.save(public_id, [as_input(shift) for shift in shifts(public_id)]) == version


def test_registered_people_are_not_lost(world: World) -> None:
    public_id = world.published(days=(3, 10))
    first, second = shifts(public_id)
    take(first, 3)
    with pytest.raises(errors.ShiftHasPeople):
        world.save(public_id, [as_input(second)])
    with pytest.raises(errors.CapacityBelowTaken):
        world.save(public_id, [as_input(first, capacity=2), as_input(second)])
    with pytest.raises(errors.ShiftTimeFixed):
        world.save(public_id, [as_input(first, starts_at=first.starts_at - timedelta(hours=1)), as_input(second)])
    world.save(public_id, [as_input(first, capacity=3)])
    assert [(shift.capacity, shift.taken) for shift in shifts(public_id)] == [(3, 3)]


def test_dates_of_a_shown_offer(world: World, clock: Any) -> None:
    public_id = world.published(days=(3, 10))
    with pytest.raises(errors.InvalidContent):
        world.save(public_id, [])
    with pytest.raises(errors.InvalidContent):
        world.save(public_id, [in_days(-1)])
    clock.shift(timedelta(days=4))
    over, ahead = shifts(public_id)
    world.save(public_id, [as_input(over, capacity=99), as_input(ahead, capacity=7)])
    assert [shift.capacity for shift in shifts(public_id)] == [5, 7]


def test_another_offers_date_is_not_touched(world: World) -> None:
    mine, other = world.draft(), world.draft()
    (foreign,) = shifts(other)
    world.save(mine, [as_input(foreign, capacity=9)])
    assert [shift.capacity for shift in shifts(other)] == [5]
    assert [shift.capacity for shift in shifts(mine)] == [9]


def test_an_ongoing_draft_has_no_dates(world: World) -> None:
    public_id = world.draft()
    world.save(public_id, [], is_ongoing=True)
    assert shifts(public_id) == []
    shown = world.published()
    world.save(shown, [], is_ongoing=True)
    assert len(shifts(shown)) == 1
