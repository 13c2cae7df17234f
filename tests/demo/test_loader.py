"""The demo fills an empty installation once, and its dates follow the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.accounts.models import User
from engagement.associations.models import Listing
from engagement.audit.models import AuditEntry
from engagement.cities.models import City
from engagement.demo import logins
from engagement.demo.content import CITIES, demo_id
from engagement.demo.dates import redate
from engagement.demo.loader import load
from engagement.extensions import db
from engagement.feedback.models import Feedback
from engagement.kernel.clock import local, utcnow
from engagement.messages.models import MessageThread
from engagement.opportunities.enums import Field, PublicationState
from engagement.opportunities.models import Publication, Revision, Shift
from engagement.registrations.enums import PLACE_STATES, RegistrationState
from engagement.registrations.models import Registration

pytestmark = pytest.mark.both_engines


def shifts() -> dict[str, Shift]:
    statement = sa.select(Shift).execution_options(populate_existing=True)
    return {shift.public_id: shift for shift in db.session.scalars(statement)}


def test_the_demo_is_filled_once_and_whole(db_app: Flask) -> None:
    """One load for all that is only read: it takes seconds."""
    assert load()
    _every_city_is_full()
    _places_taken_are_the_people_who_come()
    _every_login_exists()
    _each_city_has_registrations_with_a_story()
    _nothing_was_decided_tomorrow()
    before = db.session.scalar(sa.select(sa.func.count(Registration.id)))
    assert not load()
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == before


def _every_city_is_full() -> None:
    for slug in CITIES:
        city = db.session.scalars(sa.select(City).where(City.slug == slug)).one()
        count = sa.select(sa.func.count()).select_from
        assert db.session.scalar(count(Listing).where(Listing.city_id == city.id)) >= 12
        assert db.session.scalar(count(Publication).where(Publication.city_id == city.id)) >= 30
        states = db.session.scalars(sa.select(Publication.state).where(Publication.city_id == city.id).distinct())
        assert set(states) == set(PublicationState)
        main = db.session.scalars(
            sa.select(Revision.fields).join(Publication, Publication.shown_revision_id == Revision.id)
            .where(Publication.city_id == city.id, Publication.state == PublicationState.PUBLISHED)
        )  # fmt: skip
        assert {value for values in main for value in values} == {field.value for field in Field}


def _places_taken_are_the_people_who_come() -> None:
    active = (
        sa.select(Registration.shift_id, sa.func.sum(Registration.party_size))
        .where(Registration.shift_id.is_not(None), Registration.state.in_(PLACE_STATES))
        .group_by(Registration.shift_id)
    )
    taken = dict(db.session.execute(active).all())
    assert {shift.id: shift.taken for shift in shifts().values() if shift.taken} == taken


def _every_login_exists() -> None:
    emails = set(db.session.scalars(sa.select(User.email)))
    assert {login.email for login in logins.all_logins()} <= emails


def _each_city_has_registrations_with_a_story() -> None:
    for slug in CITIES:
        city_id = db.session.scalars(sa.select(City.id).where(City.slug == slug)).one()
        theirs = db.session.scalars(sa.select(Registration).where(Registration.city_id == city_id)).all()
        group = next(each for each in theirs if each.group_name)
        assert 0 < len(group.companions) < group.party_size - 1
        young = next(each for each in theirs if each.guardian_email)
        assert young.state == RegistrationState.AWAITING_GUARDIAN and young.opportunity.admits_minors
        moved = next(each for each in theirs if each.moved_from)
        assert moved.moved_from != moved.shift.starts_at
        assert {each.state for each in theirs} >= {RegistrationState.WAITLISTED, RegistrationState.OFFERED}
        threads = db.session.scalars(sa.select(MessageThread).where(MessageThread.city_id == city_id)).all()
        assert sorted(thread.is_unread for thread in threads) == [False, True]
        assert set(db.session.scalars(sa.select(Feedback.mood).where(Feedback.city_id == city_id))) == {"good", "fair"}


def _nothing_was_decided_tomorrow() -> None:
    late = sa.select(AuditEntry.action, AuditEntry.subject_label).where(AuditEntry.at > utcnow())
    assert not db.session.execute(late).all()


def test_dates_move_to_today_and_keep_their_weekday_and_hour(db_app: Flask, clock: time_machine.Coordinates) -> None:
    load()
    before = {key: (shift.starts_at, shift.taken) for key, shift in shifts().items()}
    clock.shift(timedelta(days=40))
    redate()
    after = shifts()
    weekly = demo_id("baden-baden", "cafe-am-samstag", "shift", 0)
    assert local(after[weekly].starts_at).strftime("%a %H:%M") == local(before[weekly][0]).strftime("%a %H:%M")
    assert after[weekly].starts_at > utcnow() - timedelta(days=1)
    assert {key: shift.taken for key, shift in after.items()} == {key: taken for key, (_at, taken) in before.items()}


def test_what_expired_while_the_demo_slept_is_back(db_app: Flask, clock: time_machine.Coordinates) -> None:
    from engagement.workflows.freshness import expire_past

    load()
    published = sa.select(sa.func.count()).select_from(Publication).where(Publication.state == "published")
    before = db.session.scalar(published)
    clock.shift(timedelta(days=400))
    assert expire_past() > 0
    redate()
    assert db.session.scalar(published) == before
