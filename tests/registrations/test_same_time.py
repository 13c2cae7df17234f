"""Two things at the same time: people are asked, associations may forbid it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.models import User
from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import registration_token
from tests.registrations.support import Stagecraft, kinds, make_stage, registration, taken
from tests.support.actors import sign_in
from tests.support.factories import make_association, make_opportunity, make_user

pytestmark = pytest.mark.usefixtures("clock")
OTHER = "Wer liest im Kindergarten vor?"


def beside(stage: Stagecraft, *, starts_in: timedelta = timedelta(days=3, hours=1), **content: Any) -> Stagecraft:
    """Another association's offer in the same town; unless told otherwise its date begins before the first one ends."""
    association = make_association(stage.city, owner=stage.owner, name="Vorleser e. V.")
    opportunity = make_opportunity(stage.city, association, starts_in=starts_in, **{"title": OTHER} | content)
    with entered(SYSTEM):
        shifts = list(db.session.scalars(sa.select(Shift).where(Shift.opportunity_id == opportunity.id)))
    db.session.expunge_all()
    return Stagecraft(stage.city, association, stage.owner, opportunity, shifts)


def citizen(person: User | None = None) -> Actor:
    person = person or make_user("mara@leute.example")
    with entered(SYSTEM):
        return actor_of(person.id)


@pytest.mark.both_engines
def test_account_is_asked_and_may_do_both(db_app: Flask) -> None:
    stage = make_stage()
    other, mara = beside(stage), citizen()
    other.register(actor=mara)
    with pytest.raises(errors.SameTime) as refusal:
        stage.register(actor=mara)
    assert OTHER in str(refusal.value)
    assert taken(stage.shift) == 0
    stage.register(actor=mara, despite_overlap=True)
    assert taken(stage.shift) == 1


@pytest.mark.both_engines
@pytest.mark.parametrize(("here", "there"), [(True, False), (False, True)])
def test_an_association_may_forbid_it(db_app: Flask, *, here: bool, there: bool) -> None:
    """Whichever of the two offers says so."""
    stage = make_stage(forbids_overlap=here)
    other, mara = beside(stage, forbids_overlap=there), citizen()
    other.register(actor=mara)
    with pytest.raises(errors.OnlyOneAtATime):
        stage.register(actor=mara, despite_overlap=True)


def test_what_does_not_touch_is_no_overlap(db_app: Flask) -> None:
    """One begins when the other ends; another was called off."""
    stage = make_stage()
    after, mara = beside(stage, starts_in=timedelta(days=3, hours=2)), citizen()
    after.register(actor=mara)
    at_once = beside(stage)
    done = at_once.register(actor=mara, despite_overlap=True)
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(done.registration_id, actor=mara)
    assert stage.register(actor=mara).state is RegistrationState.CONFIRMED


def test_asking_twice_for_the_same_place_is_no_overlap(db_app: Flask) -> None:
    stage, mara = make_stage(forbids_overlap=True), citizen()
    stage.register(actor=mara)
    assert stage.register(actor=mara).is_repeated


@pytest.mark.both_engines
def test_guest_is_asked_when_she_confirms(db_app: Flask) -> None:
    """Not before: whoever types an address must not learn what its owner does."""
    stage = make_stage()
    other = beside(stage)
    other.guest(email="hanna@leute.example")
    done = stage.register(email="hanna@leute.example")
    with entered(Scope.city(stage.city.id)):
        with pytest.raises(errors.SameTime):
            operations.confirm_hold(done.registration_id, actor=ANONYMOUS)
        operations.confirm_hold(done.registration_id, actor=ANONYMOUS, despite_overlap=True)
    assert registration(done.registration_id).state is RegistrationState.CONFIRMED


def test_guest_with_an_account_is_asked_about_what_she_has_there(db_app: Flask) -> None:
    stage = make_stage()
    other, mara = beside(stage), citizen()
    other.register(actor=mara)
    done = stage.register(email="mara@leute.example")
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.SameTime):
        operations.confirm_hold(done.registration_id, actor=ANONYMOUS)


def test_page_behind_the_mail_asks(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    beside(stage).guest(email="hanna@leute.example")
    done = stage.register(email="hanna@leute.example")
    page = client.get(f"/{stage.city.slug}/zusage/{registration_token(done.registration_id)}")
    asked = client.submit(page, button="Ja, ich mache mit")
    assert asked.status_code == 422
    assert OTHER in asked.document.one(".notice").text
    before = len(kinds())
    answer = client.submit(asked, button="Ja, ich schaffe beides", follow_redirects=True)
    assert answer.document.one("h1").text == "Ihr Platz ist sicher"
    assert kinds()[before:] == ["registration_confirmed", "registration_new"]


def test_form_of_an_account_asks_with_a_tick(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    mara = make_user("mara@leute.example")
    beside(stage).register(actor=citizen(mara))
    sign_in(db_app, client, mara)
    page = client.get(f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}/zusagen")
    assert not page.document.all("#despite_overlap")
    asked = client.submit(page, {"is_adult": "ja"})
    assert asked.status_code == 422
    assert OTHER in asked.document.one(".kern-form-input--error").text
    assert client.submit(asked, {"despite_overlap": "y"}).status_code == 303
    assert taken(stage.shift) == 1
