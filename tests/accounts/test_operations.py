"""Counting, parallel attempts, and what follows from confirming."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts import operations
from engagement.accounts.models import Attempt, User
from engagement.accounts.operations.attempts import of_sign_in
from engagement.accounts.operations.sign_up import AccountExists, sign_up
from engagement.accounts.passwords import fingerprint, hash_password, is_outdated, verify_password
from engagement.accounts.queries import actor_of, fresh, user_by_email, workplaces_of
from engagement.accounts.rules.attempts import TooManyAttempts
from engagement.core.actor import ANONYMOUS, SYSTEM_ACTOR
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.errors import Forbidden
from tests.support.factories import make_association, make_city, make_user

EMAIL, SECRET = "mara@leute.example", "vier wörter und ein hut"


def side_by_side(app: Any, times: int, act: Any) -> list[Any]:
    """What `act` returned or raised, in so many threads at once."""
    start, results = threading.Barrier(times), []

    def run() -> None:
        with app.app_context(), entered(SYSTEM):
            start.wait()
            try:
                results.append(act())
            except Exception as error:
                results.append(error)
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.both_engines
def test_many_attempts_at_once_gain_nothing(app: Any) -> None:
    results = side_by_side(app, 12, lambda: operations.count_attempts(of_sign_in(EMAIL, "192.0.2.1")))
    assert sorted(type(result).__name__ for result in results) == ["NoneType"] * 5 + ["TooManyAttempts"] * 7
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(Attempt.id))) == 10


@pytest.mark.both_engines
def test_signing_up_twice_at_once_makes_one_account(app: Any) -> None:
    with app.app_context():
        city_id = make_city().id
    results = side_by_side(
        app, 3, lambda: sign_up(name="Mara", email=EMAIL, password=SECRET, city_id=city_id, network="192.0.2.1")
    )
    assert results == [None] * 3
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(User.id))) == 1


def test_forgetting_gives_the_network_one_attempt_back(db_app: Any) -> None:
    for _ in range(3):
        operations.count_attempts(of_sign_in(EMAIL, "192.0.2.1"))
    operations.forget_attempts(EMAIL, "192.0.2.1")
    kinds = db.session.scalars(sa.select(Attempt.kind)).all()
    assert kinds == ["sign_in_network"] * 2


def test_addresses_that_differ_in_capitals_count_as_one(db_app: Any) -> None:
    for email in ("a@b.example", "A@b.example", " a@B.example", "a@b.example", "A@B.EXAMPLE"):
        operations.count_attempts(of_sign_in(email, "192.0.2.1"))
    with pytest.raises(TooManyAttempts):
        operations.count_attempts(of_sign_in("a@b.example", "192.0.2.2"))


@pytest.mark.usefixtures("full_hashing")
def test_hashes(app: Any) -> None:
    with app.app_context():
        composed, decomposed = "schöne grüße", "scho\u0308ne gru\u0308ße"
        stored = hash_password(composed)
        assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        assert verify_password(decomposed, stored), "the same keys on another device"
        assert not verify_password(composed + " ", stored)
        assert not verify_password(composed, None)
        assert not verify_password(composed, "broken")
        assert not is_outdated(stored)
        assert fingerprint(stored) != fingerprint(hash_password(composed))


def test_an_account_for_an_invited_person(db_app: Any) -> None:
    waiting = make_user(email=EMAIL, name="Wartet", confirmed=False)
    user_id = operations.create_confirmed_account(name="Mara", email=EMAIL, password_hash="x")
    assert user_id == waiting.id
    user = user_by_email(EMAIL.upper())
    assert (user.name, user.password_hash) == ("Mara", "x")
    assert user.email_confirmed_at is not None
    with pytest.raises(AccountExists):
        operations.create_confirmed_account(name="Andere", email=EMAIL, password_hash="y")


def test_actors_are_fresh_or_nobody(db_app: Any) -> None:
    assert fresh(SYSTEM_ACTOR) is SYSTEM_ACTOR
    assert actor_of(None) is ANONYMOUS
    assert actor_of(make_user(confirmed=False).id) is ANONYMOUS
    assert actor_of(10**6) is ANONYMOUS
    with pytest.raises(Forbidden):
        operations.change_profile("X", "", actor=ANONYMOUS)
    with pytest.raises(Forbidden):
        operations.make_platform_admin(EMAIL, actor=actor_of(make_user().id))


def test_workplaces_prefer_the_city_at_hand(db_app: Any) -> None:
    from engagement.associations.models import Listing
    from engagement.core.transaction import writing

    home, other, person = make_city("heim"), make_city("nachbar"), make_user()
    make_association(home, owner=person, name="Zither-Club")
    both = make_association(home, owner=person, name="Ähren-Chor")
    with writing():
        db.session.add(Listing(city_id=other.id, association_id=both.id))
    found = [(place.name, place.city_slug) for place in workplaces_of(person.id, other.id)]
    assert found == [("Ähren-Chor", "nachbar"), ("Zither-Club", "heim")]
    assert {place.city_slug for place in workplaces_of(person.id, home.id)} == {"heim"}


def test_a_platform_administrator_who_had_begun_an_account_starts_without_its_password(db_app: Any) -> None:
    make_user(email=EMAIL, confirmed=False, password_hash="of whoever typed it")
    assert operations.make_platform_admin(EMAIL, actor=SYSTEM_ACTOR) is operations.Made.INVITED
    assert user_by_email(EMAIL).password_hash is None
    assert operations.make_platform_admin(EMAIL, actor=SYSTEM_ACTOR) is operations.Made.ALREADY
    assert operations.make_platform_admin(EMAIL, resend=True, actor=SYSTEM_ACTOR) is operations.Made.INVITED
