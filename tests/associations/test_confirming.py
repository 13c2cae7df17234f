"""„Stimmen diese Angaben noch?“: asked once a year, reminded once, said after 60 days. On both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations import operations as act
from engagement.associations.enums import ListingState
from engagement.associations.models import Association, Listing
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import NotFound
from engagement.moderation.queries import listing_page
from tests.associations.world import VALUES, World, actions, association, mails
from tests.registrations.support import change
from tests.registrations.test_concurrency import at_once
from tests.support import factories as make

pytestmark = pytest.mark.both_engines
YEAR = timedelta(days=365)


class Asked(World):
    def __init__(self) -> None:
        super().__init__()
        self.one = make.make_association(self.city, owner=self.person, name="Chor")
        make.make_association(self.city, name="Ohne Team")

    @property
    def now(self) -> Association:
        return association(self.one.public_id)

    def unconfirmed(self) -> list[str]:
        with entered(SYSTEM):
            return [row.name for row in listing_page(self.city.id, 1, unconfirmed=True).items]


@pytest.fixture
def asked(db_app: Flask, clock: Any) -> Asked:
    return Asked()


def test_a_team_is_asked_after_a_year_reminded_once_and_asked_again_a_year_later(asked: Asked, clock: Any) -> None:
    assert act.ask_for_confirmation() == 0
    clock.shift(YEAR)
    assert [act.ask_for_confirmation(), act.ask_for_confirmation()] == [1, 0]
    assert mails() == [("association_confirm", "mara@leute.example")]
    clock.shift(timedelta(days=29))
    assert act.ask_for_confirmation() == 0
    clock.shift(timedelta(days=1))
    assert [act.ask_for_confirmation(), act.ask_for_confirmation()] == [1, 0]
    clock.shift(timedelta(days=29))
    assert asked.unconfirmed() == []
    clock.shift(timedelta(days=1))
    assert asked.unconfirmed() == ["Chor"]
    clock.shift(YEAR)
    assert act.ask_for_confirmation() == 1
    assert asked.unconfirmed() == ["Chor"], "a new question does not hide that the old one is open"


def test_a_yes_ends_it_for_a_year(asked: Asked, clock: Any) -> None:
    clock.shift(YEAR + timedelta(days=1))
    act.ask_for_confirmation()
    clock.shift(timedelta(days=61))
    for _ in range(2):
        act.confirm_data(asked.one.public_id, city_id=asked.city.id, actor=ANONYMOUS)
    assert (asked.now.confirmed_at, asked.now.ask_open_since, asked.now.ask_count) == (utcnow(), None, 0)
    assert asked.unconfirmed() == []
    assert "association.confirmed" in actions()
    clock.shift(YEAR - timedelta(days=1))
    assert act.ask_for_confirmation() == 0
    clock.shift(timedelta(days=1))
    assert act.ask_for_confirmation() == 1
    with pytest.raises(NotFound):
        act.confirm_data("unbekannt", city_id=asked.city.id, actor=ANONYMOUS)


def test_saving_the_profile_is_a_yes(asked: Asked, clock: Any) -> None:
    clock.shift(YEAR)
    act.ask_for_confirmation()
    act.save_profile(asked.one.id, city_id=asked.city.id, version=1, actor=asked.me, **VALUES)
    assert asked.now.ask_open_since is None and asked.now.confirmed_at == utcnow()


def test_who_is_shown_nowhere_is_not_asked(asked: Asked, clock: Any) -> None:
    clock.shift(YEAR)
    with entered(SYSTEM):
        listing_id = db.session.scalars(sa.select(Listing.id).where(Listing.association_id == asked.one.id)).one()
    change(Listing, listing_id, state=ListingState.SUSPENDED)
    assert act.ask_for_confirmation() == 0
    other = make.make_city("nachbarstadt")
    from engagement.core.transaction import writing

    with entered(SYSTEM), writing():
        db.session.add(Listing(city_id=other.id, association_id=asked.one.id, state=ListingState.VERIFIED))
    assert act.ask_for_confirmation() == 1


def test_two_clocks_at_once_ask_once(asked: Asked, clock: Any, app: Flask) -> None:
    clock.shift(YEAR)
    results = at_once(app, SYSTEM, [act.ask_for_confirmation, act.ask_for_confirmation])
    assert sorted(results) == [0, 1]
    assert len(mails()) == 1
