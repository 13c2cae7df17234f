"""Writing an opportunity and its dates: on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engagement.core.actor import ANONYMOUS
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.media.models import Picture
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.rules import errors
from tests.opportunities.world import World, as_input, in_days, opportunity, publication, shifts, take
from tests.support import factories as make

pytestmark = pytest.mark.both_engines


def test_a_draft_may_be_empty(world: World) -> None:
    public_id = act.create_draft(world.association.id, city_id=world.city.id, actor=world.editor)
    assert publication(public_id).state is State.DRAFT
    with pytest.raises(errors.Incomplete) as refusal:
        act.submit(public_id, actor=world.editor)
    named = [gap.field for gap in refusal.value.gaps]
    assert named == ["title", "shifts", "location_name", "contact_name", "contact_email"]


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
