"""Asking for a call, and what the staff do about it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.callbacks import errors, operations, rules
from engagement.callbacks.enums import CallbackState
from engagement.callbacks.models import CallbackNote, CallbackRequest
from engagement.callbacks.operations import Asked
from engagement.callbacks.queries import callback, callback_page, waiting_callbacks
from engagement.cities.models import StaffDeputy
from engagement.core.actor import ANONYMOUS, Actor, CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.kernel.errors import Forbidden, NotFound
from tests.registrations.support import kinds, mails
from tests.support.factories import make_city, make_staff, make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]
PHONE = "0171 3920012"


def ask(city: Any, **values: str) -> Asked:
    asked = {"name": "Erna Alt", "phone": PHONE, "network": "192.0.2.1"} | values
    with entered(Scope.city(city.id)):
        return operations.ask(city.id, actor=ANONYMOUS, **asked)


def staff(city: Any, name: str = "Rita Rathaus") -> Actor:
    user = make_staff(city, name=name)
    with entered(SYSTEM):
        return actor_of(user.id)


def test_a_wish_stands_in_the_list_and_the_desk_gets_a_mail(db_app: Flask) -> None:
    city = make_city()
    done = ask(city, name=" Erna  Alt ", wish="Ich kann gut kochen.", reachable="vormittags")
    with entered(Scope.city(city.id)):
        assert waiting_callbacks(city.id) == 1
        one = callback(city.id, done.request_id)
    assert (one.name, one.wish, one.state) == ("Erna Alt", "Ich kann gut kochen.", CallbackState.OPEN)
    [mail] = mails()
    assert (mail.kind, mail.to_email) == ("callback_new", "ehrenamt@musterstadt.example")
    for words in ("0171 3920012", "Ich kann gut kochen.", "vormittags", f"/stadt/anrufe/{done.request_id}"):
        assert words in mail.body_text


def test_who_stands_in_hears_of_it_too_and_each_address_once(db_app: Flask) -> None:
    city = make_city()
    boss = make_staff(city, CityRole.ADMINISTRATOR, email=city.contact_email, name="Karla Kopf")
    aide = make_staff(city, CityRole.EDITOR, name="Ada Aide")
    with entered(SYSTEM), writing():
        db.session.add(StaffDeputy(city_id=city.id, absent_id=boss.id, deputy_id=aide.id, starts_on=today()))
    ask(city)
    told = {mail.to_email: mail.body_text for mail in mails("callback_new")}
    assert sorted(told) == sorted([city.contact_email, aide.email])
    assert "Karla Kopf" in told[aide.email]


def test_a_number_waits_once_and_the_first_words_stay(db_app: Flask) -> None:
    city = make_city()
    first = ask(city, wish="Kochen")
    second = ask(city, phone="+49 171 3920012", name="Scherzkeks", wish="Singen")
    assert (second.request_id, second.is_repeated) == (first.request_id, True)
    with entered(Scope.city(city.id)):
        one = callback(city.id, first.request_id)
    assert (one.name, one.wish, [each.text for each in one.notes]) == (
        "Erna Alt", "Kochen", ["Scherzkeks · +49 171 3920012 · Singen"],
    )  # fmt: skip
    assert kinds() == ["callback_new"]


def test_the_same_number_waits_in_each_town_by_itself(db_app: Flask) -> None:
    here, there = make_city(), make_city("anderstadt")
    assert ask(here).request_id != ask(there).request_id


@pytest.mark.parametrize("phone", ["12345", "0900 1234567", "abends"])
def test_a_number_that_cannot_be_called_is_refused(db_app: Flask, engine_kind: str, phone: str) -> None:
    with pytest.raises(errors.PhoneUnusable):
        ask(make_city(), phone=phone)
    assert kinds() == []


def test_one_network_and_one_number_have_limits(db_app: Flask, clock: Any) -> None:
    city = make_city()
    for turn in range(rules.NETWORK_LIMIT):
        ask(city, phone=f"030 23125 {100 + turn}")
    with pytest.raises(errors.TooManyRequests):
        ask(city, phone="030 23125 300")
    clock.shift(timedelta(hours=2))
    for turn in range(rules.NUMBER_LIMIT):
        ask(city, network=f"192.0.{turn}.1")
    with pytest.raises(errors.TooManyRequests):
        ask(city, network="198.51.100.1")


def test_staff_take_it_call_and_write_down(db_app: Flask, clock: Any) -> None:
    city = make_city()
    rita, otto = staff(city), staff(city, "Otto Amt")
    done = ask(city)
    with entered(Scope.city(city.id)):
        operations.note(city.id, done.request_id, was_reached=False, actor=rita)
        one = callback(city.id, done.request_id)
        assert (one.state, one.tries, one.last_try_at, one.taken_by.name) == (
            CallbackState.OPEN, 1, utcnow(), "Rita Rathaus",
        )  # fmt: skip
        operations.take(city.id, done.request_id, actor=otto)
        operations.note(city.id, done.request_id, was_reached=True, text="Kocht gern", actor=otto)
        assert callback(city.id, done.request_id).state is CallbackState.REACHED
        operations.note(city.id, done.request_id, wanted=CallbackState.PLACED, actor=otto)
        one = callback(city.id, done.request_id)
        assert (one.state, one.finished_at, one.taken_by.name) == (CallbackState.PLACED, utcnow(), "Otto Amt")
        assert waiting_callbacks(city.id) == 0
        assert [each.public_id for each in callback_page(city.id, 1, CallbackState.PLACED).items] == [done.request_id]
        with pytest.raises(errors.Finished):
            operations.note(city.id, done.request_id, was_reached=True, actor=otto)
        operations.note(city.id, done.request_id, wanted=CallbackState.OPEN, actor=otto)
        assert callback(city.id, done.request_id).finished_at is None
        with pytest.raises(errors.NothingToNote):
            operations.note(city.id, done.request_id, actor=otto)


def test_who_is_finished_may_ask_again(db_app: Flask) -> None:
    city = make_city()
    rita, first = staff(city), ask(city)
    with entered(Scope.city(city.id)):
        operations.note(city.id, first.request_id, wanted=CallbackState.DONE, actor=rita)
    assert ask(city).request_id != first.request_id
    with entered(Scope.city(city.id)):
        with pytest.raises(errors.WaitsAgain):
            operations.note(city.id, first.request_id, wanted=CallbackState.OPEN, actor=rita)
        assert callback(city.id, first.request_id).state is CallbackState.DONE


def test_strangers_see_and_do_nothing(db_app: Flask) -> None:
    here, there = make_city(), make_city("anderstadt")
    done, foreign = ask(here), staff(there)
    with entered(Scope.city(there.id)):
        with pytest.raises(NotFound):
            callback(there.id, done.request_id)
        with pytest.raises(NotFound):
            operations.take(there.id, done.request_id, actor=foreign)
    with entered(Scope.city(here.id)), pytest.raises(Forbidden):
        operations.take(here.id, done.request_id, actor=foreign)
    with entered(SYSTEM):
        citizen = actor_of(make_user().id)
    with entered(Scope.city(here.id)), pytest.raises(Forbidden):
        operations.note(here.id, done.request_id, text="x", actor=citizen)


def test_who_waits_longest_stands_on_top(db_app: Flask, clock: Any) -> None:
    city = make_city()
    first = ask(city)
    clock.shift(timedelta(minutes=1))
    second = ask(city, phone="030 23125 100")
    with entered(Scope.city(city.id)):
        assert [each.public_id for each in callback_page(city.id, 1).items] == [first.request_id, second.request_id]


def test_two_at_once_are_one(app: Flask) -> None:
    with app.app_context(), entered(SYSTEM):
        city_id = make_city().id
        db.session.remove()
    start, problems = threading.Barrier(4), []

    def run() -> None:
        with app.app_context(), entered(Scope.city(city_id)):
            try:
                start.wait()
                for turn in range(rules.NUMBER_LIMIT - 2):
                    operations.ask(
                        city_id, name="Erna", phone=PHONE, network=f"192.0.{turn}.1", actor=ANONYMOUS, wish="x"
                    )
            except errors.TooManyRequests:
                pass
            except Exception as problem:
                problems.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(CallbackRequest.id))) == 1
        assert (db.session.scalar(sa.select(sa.func.count(CallbackNote.id))) or 0) >= 1
