"""Authors and staff of several cities act on one offer at the same moment: real threads, on both engines."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations.models import Listing
from engagement.core.scope import Scope, entered
from engagement.extensions import db
from engagement.kernel.errors import DomainError
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Revision
from tests.opportunities.test_cities import Two

pytestmark = pytest.mark.both_engines


def at_once(app: Flask, calls: Sequence[tuple[Scope, Callable[[], Any]]]) -> list[Any]:
    """Run every call in a thread of its own, all released together. Exceptions are results."""
    db.session.rollback()
    barrier = threading.Barrier(len(calls))

    def run(scope: Scope, call: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                with entered(scope):
                    barrier.wait(60)
                    return call()
            except Exception as error:
                return error
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(run, *call) for call in calls]]


@pytest.fixture
def two(db_app: Flask) -> Two:
    return Two()


def test_two_offers_come_to_a_city_at_once_and_make_one_listing(two: Two, db_app: Flask) -> None:
    ids = [two.chosen(title=f"Hände {number}") for number in range(4)]
    scope = Scope.association(two.association.id)
    found = at_once(db_app, [(scope, lambda each=each: act.submit(each, actor=two.editor)) for each in ids])
    assert [each for each in found if isinstance(each, Exception)] == []
    listings = sa.select(sa.func.count(Listing.id)).where(Listing.city_id == two.other.id)
    assert db.session.scalar(listings) == 1
    assert {two.at(each, two.other).state for each in ids} == {State.IN_REVIEW}


def test_handed_in_twice_at_once_is_one_text(two: Two, db_app: Flask) -> None:
    public_id = two.chosen()
    scope = Scope.association(two.association.id)
    found = at_once(db_app, [(scope, lambda: act.submit(public_id, actor=two.editor))] * 3)
    assert sum(isinstance(each, act.Submitted) for each in found) == 1
    assert {type(each).__name__ for each in found if isinstance(each, Exception)} == {"NothingChanged"}
    assert db.session.scalar(sa.select(sa.func.count(Revision.id))) == 1


def test_both_cities_decide_while_the_authors_hand_in_anew(two: Two, db_app: Flask) -> None:
    public_id = two.chosen()
    two.hand_in(public_id)
    first = two.at(public_id, two.city).pending_revision_id
    two.save(public_id, title="Viele Hände")
    calls = [(Scope.association(two.association.id), lambda: act.submit(public_id, actor=two.editor))]
    for city, staff in ((two.city, two.moderator), (two.other, two.colleague)):
        waiting = two.at(public_id, city).id
        calls.append((
            Scope.city(city.id),
            lambda waiting=waiting, staff=staff: act.approve_publication(waiting, revision_id=first, actor=staff),
        ))  # fmt: skip
    submitted, *decided = at_once(db_app, calls)
    assert isinstance(submitted, act.Submitted)
    for city, outcome in zip((two.city, two.other), decided, strict=True):
        found = two.at(public_id, city)
        # Whoever was first: the new text waits, and what was approved is exactly what was seen.
        assert found.pending_revision_id not in (None, first)
        if outcome is None:
            assert (found.state, found.shown_revision_id) == (State.PUBLISHED, first)
        else:
            assert isinstance(outcome, DomainError)
            assert (found.state, found.shown_revision_id) == (State.IN_REVIEW, None)
