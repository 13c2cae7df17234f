"""Using another mail address: asked with the password, confirmed at the new one, stopped from the old one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.models import EmailChange, SignInCode, User
from engagement.accounts.queries import user_by_email
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.registrations.models import Registration
from engagement.registrations.operations import register
from tests.support.accounts import link_in, mails_to, sign_in, token_of
from tests.support.factories import PASSWORD, make_association, make_city, make_opportunity, make_user

OLD, NEW = "mara@leute.example", "neu@leute.example"
PAGE, SECURITY = "/musterstadt/konto/adresse", "/musterstadt/konto/sicherheit"
SEND, USE = "Link an die neue Adresse schicken", "Diese Adresse verwenden"
CONFIRM, STOP = "/konto/adresse/", "/konto/adresse-stoppen/"
pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def city(app: Any) -> Any:
    with app.app_context():
        made = make_city()
        make_user(email=OLD, password=PASSWORD)
        return made


def ask(client: Any, email: str = NEW, password: str = PASSWORD) -> Any:
    return client.submit(client.get(PAGE), {"email": email, "current": password}, button=SEND)


def asked(app: Any, client: Any) -> str:
    """Sign in and ask; returns the link in the new mailbox."""
    sign_in(client, "musterstadt", OLD)
    assert ask(client).status_code == 303
    return link_in(mails_to(app, NEW)[-1], CONFIRM)


def address(app: Any) -> str:
    with app.app_context(), entered(SYSTEM):
        return str(db.session.scalar(sa.select(User.email).order_by(User.id).limit(1)))


def kinds(app: Any, email: str) -> list[str]:
    return [mail.kind for mail in mails_to(app, email)]


def test_the_address_changes_with_the_button_and_not_with_the_link(app: Any, client: Any, new_client: Any) -> None:
    elsewhere = new_client()
    sign_in(elsewhere, "musterstadt", OLD)
    link = asked(app, client)
    page = client.get(link)
    assert page.status_code == 200 and address(app) == OLD
    answer = client.submit(page, button=USE)
    assert answer.status_code == 303
    assert NEW in client.get(answer.location).visible_text
    assert address(app) == NEW
    assert client.get(SECURITY).status_code == 200, "this device stays signed in"
    assert elsewhere.get(SECURITY).status_code == 302, "every other one does not"
    assert kinds(app, OLD) == ["account_email_asked", "account_email_changed"]
    assert client.get(link).status_code == 410, "it works once"
    sign_in(new_client(), "musterstadt", NEW)
    assert (
        new_client().post("/musterstadt/konto/einloggen", data={"email": OLD, "password": PASSWORD}).status_code == 422
    )


def test_who_is_not_signed_in_needs_the_password(app: Any, client: Any, new_client: Any) -> None:
    link, other = asked(app, client), new_client()
    wrong = other.submit(other.get(link), {"password": "falsch geraten"})
    assert wrong.status_code == 422 and address(app) == OLD
    assert other.submit(other.get(link), {"password": PASSWORD}).status_code == 303
    assert address(app) == NEW
    assert client.get(SECURITY).status_code == 302, "the device that asked is signed out as well"


def test_a_stranger_who_is_signed_in_needs_the_owner_s_password(app: Any, client: Any, new_client: Any) -> None:
    with app.app_context():
        make_user(email="andere@leute.example", password="ein ganz anderes wort")
    link, other = asked(app, client), new_client()
    sign_in(other, "musterstadt", "andere@leute.example", "ein ganz anderes wort")
    assert other.submit(other.get(link), {"password": "ein ganz anderes wort"}).status_code == 422
    assert address(app) == OLD


def test_refusals_of_the_question(app: Any, client: Any) -> None:
    sign_in(client, "musterstadt", OLD)
    wrong = ask(client, password="falsch geraten")
    assert wrong.status_code == 422 and "nicht Ihr jetziges Passwort" in wrong.visible_text
    assert wrong.document.one("[name=email]")["value"] == NEW, "the input stays"
    assert "schon die Adresse" in ask(client, OLD.upper()).visible_text
    assert ask(client, "kein-at").status_code == 422
    assert mails_to(app, NEW) == [] and mails_to(app, OLD) == []


def test_the_password_cannot_be_guessed_here(client: Any, clock: Any) -> None:
    sign_in(client, "musterstadt", OLD)
    assert [ask(client, password="falsch geraten").status_code for _ in range(6)] == [422] * 5 + [429]


def test_mails_to_a_stranger_are_limited(app: Any, client: Any, clock: Any) -> None:
    sign_in(client, "musterstadt", OLD)
    assert [ask(client).status_code for _ in range(5)] == [303] * 4 + [429]
    assert len(mails_to(app, NEW)) == 4


def test_a_taken_address_leaks_nothing(app: Any, client: Any) -> None:
    with app.app_context():
        make_user(email=NEW)
    sign_in(client, "musterstadt", OLD)
    taken = client.get(ask(client).location).visible_text
    free = client.get(ask(client, "frei@leute.example").location).visible_text
    assert taken.replace(NEW, "X") == free.replace("frei@leute.example", "X")
    assert kinds(app, NEW) == ["account_email_taken"]
    assert CONFIRM not in mails_to(app, NEW)[0].body_text


def test_an_address_taken_meanwhile_is_refused_at_the_button(app: Any, client: Any) -> None:
    page = client.get(asked(app, client))
    with app.app_context():
        make_user(email=NEW)
    answer = client.submit(page, button=USE)
    assert answer.status_code == 422 and "gehört inzwischen zu einem anderen Konto" in answer.visible_text
    assert address(app) == OLD


def test_an_account_that_nobody_confirmed_gives_way(app: Any, client: Any) -> None:
    with app.app_context():
        make_user(email=NEW, confirmed=False)
    client.submit(client.get(asked(app, client)), button=USE)
    assert address(app) == NEW


def test_a_waiting_change_is_shown_and_can_be_cancelled(app: Any, client: Any) -> None:
    link = asked(app, client)
    assert NEW in client.get(PAGE).visible_text
    assert NEW in client.get("/musterstadt/konto/profil").visible_text
    client.submit(client.get(PAGE), button="Änderung abbrechen")
    assert NEW not in client.get(PAGE).visible_text
    assert client.get(link).status_code == 410


def test_a_later_wish_replaces_the_one_before(app: Any, client: Any) -> None:
    first = asked(app, client)
    ask(client, "dritte@leute.example")
    assert client.get(first).status_code == 410
    assert client.get(link_in(mails_to(app, "dritte@leute.example")[0], CONFIRM)).status_code == 200


def test_a_link_is_good_for_48_hours(app: Any, client: Any, clock: Any) -> None:
    link = asked(app, client)
    clock.shift(timedelta(hours=47, minutes=59))
    assert client.get(link).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.get(link).status_code == 410
    assert client.get("/musterstadt/konto/adresse/erfunden").status_code == 410


def test_links_and_codes_of_the_old_address_are_void(app: Any, client: Any, new_client: Any) -> None:
    visitor = new_client()
    visitor.submit(visitor.get("/musterstadt/konto/passwort-vergessen"), {"email": OLD})
    visitor.submit(visitor.get("/musterstadt/konto/code"), {"email": OLD})
    reset = link_in(mails_to(app, OLD)[0], "/passwort/")
    assert visitor.get(reset).status_code == 200
    client.submit(client.get(asked(app, client)), button=USE)
    assert visitor.get(reset).status_code == 410
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(SignInCode.used_at)) is not None


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_old_address_stops_it(app: Any, client: Any, new_client: Any, confirmed: bool) -> None:
    link, owner = asked(app, client), new_client()
    if confirmed:
        client.submit(client.get(link), button=USE)
    stop = link_in(mails_to(app, OLD)[-1], STOP)
    page = owner.get(stop)
    assert page.status_code == 200 and address(app) == (NEW if confirmed else OLD)
    done = owner.submit(page, button="Das war ich nicht: stoppen")
    assert done.status_code == 200 and address(app) == OLD
    assert client.get(SECURITY).status_code == 302, "whoever asked is signed out"
    again = owner.post("/musterstadt/konto/einloggen", data={"email": OLD, "password": PASSWORD})
    assert again.status_code == 422, "the password that somebody knows is void"
    reset = link_in(mails_to(app, OLD)[-1], "/passwort/")
    assert owner.submit(owner.get(reset), {"password": "vier neue wörter hier"}).status_code == 303
    assert client.get(link).status_code == 410 and owner.get(stop).status_code == 410


def test_stopping_ends_what_was_asked_for_afterwards(app: Any, client: Any, new_client: Any) -> None:
    client.submit(client.get(asked(app, client)), button=USE)
    stop = link_in(mails_to(app, OLD)[-1], STOP)
    ask(client, "dritte@leute.example")
    client.submit(client.get(link_in(mails_to(app, "dritte@leute.example")[0], CONFIRM)), button=USE)
    assert address(app) == "dritte@leute.example"
    owner = new_client()
    owner.submit(owner.get(stop), button="Das war ich nicht: stoppen")
    assert address(app) == OLD
    theirs = link_in(mails_to(app, NEW)[-1], STOP)
    assert owner.get(theirs).status_code == 410, "the address in between cannot take it back again"


def test_stopping_ends_after_14_days(app: Any, client: Any, clock: Any) -> None:
    client.submit(client.get(asked(app, client)), button=USE)
    stop = link_in(mails_to(app, OLD)[-1], STOP)
    clock.shift(timedelta(days=13, hours=23))
    assert client.get(stop).status_code == 200
    clock.shift(timedelta(hours=2))
    assert client.get(stop).status_code == 410


def test_stopping_needs_the_old_address_to_be_free(app: Any, client: Any, new_client: Any) -> None:
    client.submit(client.get(asked(app, client)), button=USE)
    stop, owner = link_in(mails_to(app, OLD)[-1], STOP), new_client()
    with app.app_context():
        make_user(email=OLD)
    assert owner.submit(owner.get(stop), button="Das war ich nicht: stoppen").status_code == 422
    assert address(app) == NEW


def test_registrations_of_both_addresses_reach_the_person(app: Any, client: Any, city: Any) -> None:
    with app.app_context(), entered(SYSTEM):
        offer = make_opportunity(city, make_association(city), is_ongoing=True)
        register(
            offer.public_id, city_id=city.id, actor=ANONYMOUS, name="Mara", email=NEW, is_adult=True, phone="",
        )  # fmt: skip
    client.submit(client.get(asked(app, client)), button=USE)
    with app.app_context(), entered(SYSTEM):
        user = user_by_email(NEW)
        assert db.session.scalar(sa.select(Registration.user_id)) == user.id


def test_nobody_cancels_without_the_token(app: Any, client: Any) -> None:
    asked(app, client)
    assert client.post(f"{PAGE}/abbrechen").status_code == 400
    assert client.post(f"{PAGE}/abbrechen", data={"csrf_token": token_of(client.get(PAGE))}).status_code == 303
    with app.app_context(), entered(SYSTEM):
        assert db.session.scalar(sa.select(EmailChange.ended_at)) is not None
