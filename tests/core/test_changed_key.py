"""What was signed holds when the key is changed and the old one kept; and not after a leak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from engagement.accounts.operations.resets import resettable_user, welcome_token
from engagement.attendance.certificates import certificate_token, read_certificate
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.tokens import TokenInvalid
from engagement.kernel.clock import today
from engagement.registrations import errors, operations
from engagement.registrations.links import answer_url, read_answer_token, registration_token
from engagement.registrations.queries.answering import question
from tests.registrations.support import Stagecraft, make_stage
from tests.support.actors import sign_in
from tests.support.stage import SECRET

NEW, NEWER = "n" * 40, "m" * 40
Keep = Callable[[tuple[str, ...]], Flask]


@pytest.fixture
def town(db_app: Flask) -> Stagecraft:
    return make_stage(shifts=2)


@pytest.fixture
def changed(make_app: Any) -> Keep:
    return lambda kept: make_app(secret_key=NEWER, secret_key_fallbacks=kept)


def test_an_old_certificate_can_still_be_checked(town: Stagecraft, changed: Keep) -> None:
    token = certificate_token("Nachbarn e. V.", "Hanna Keller", 150, today(), today(), today())
    address = f"/{town.city.slug}/bescheinigung/{token}"
    with changed((NEW, SECRET)).app_context():
        assert read_certificate(token).is_about("Hanna Keller")
    assert changed((NEW, SECRET)).test_client().get(address).status_code == 200
    assert changed((NEW,)).test_client().get(address).status_code == 400


def test_new_things_are_signed_with_the_new_key_alone(town: Stagecraft, changed: Keep) -> None:
    with changed((SECRET,)).app_context():
        again = certificate_token("Nachbarn e. V.", "Hanna Keller", 150, today(), today(), today())
    with changed(()).app_context():
        assert read_certificate(again).minutes == 150
    with pytest.raises(TokenInvalid):
        read_certificate(again)


def test_who_is_signed_in_stays_so(town: Stagecraft, db_app: Flask, changed: Keep) -> None:
    old = db_app.test_client()
    sign_in(db_app, old, town.owner)
    cookie = old.get_cookie("engagement")
    assert cookie is not None
    address = f"/{town.city.slug}/konto/"
    for kept, is_in in (((SECRET,), True), ((), False)):
        client = changed(kept).test_client()
        client.set_cookie("engagement", cookie.value)
        assert (client.get(address).status_code == 200) is is_in


def test_mailed_links_hold(town: Stagecraft, changed: Keep) -> None:
    done = town.guest()
    welcome = welcome_token(town.owner)
    answer = urlsplit(answer_url(town.city.slug, done.registration_id, town.owner.email)).path.rpartition("/")[2]
    with changed((SECRET,)).app_context(), entered(Scope.city(town.city.id)):
        assert question(*read_answer_token(answer)) is not None
        with entered(SYSTEM):
            assert resettable_user(welcome).id == town.owner.id
    address = f"/{town.city.slug}/zusage/{registration_token(done.registration_id)}"
    assert changed((SECRET,)).test_client().get(address).status_code == 200
    assert changed(()).test_client().get(address).status_code == 400
    with changed(()).app_context(), entered(SYSTEM), pytest.raises(TokenInvalid):
        resettable_user(welcome)


def test_whom_an_association_has_blocked_stays_blocked(town: Stagecraft, changed: Keep) -> None:
    email = "stoert@leute.example"
    done = town.guest(email=email)
    with entered(Scope.association(town.association.id)):
        operations.block_person(
            done.registration_id, actor=town.owner_actor, reason="Beschimpft andere.", declines=True, tells=False
        )
    with changed((SECRET,)).app_context(), entered(SYSTEM):
        held = town.register(email=email, shift=town.shifts[1])
        with entered(Scope.city(town.city.id)), pytest.raises(errors.NotWithThisAssociation):
            operations.confirm_hold(held.registration_id, actor=ANONYMOUS)
