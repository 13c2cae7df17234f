"""Resetting and changing the password, name, devices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engagement.accounts.queries import user_by_email
from engagement.core.scope import SYSTEM, entered
from tests.support.accounts import link_in, mails_to, sign_in, token_of
from tests.support.factories import PASSWORD, make_staff, make_user

EMAIL, NEW = "mara@leute.example", "vier wörter und ein hut"
SECURITY, PROFILE = "/musterstadt/konto/sicherheit", "/musterstadt/konto/profil"
pytestmark = pytest.mark.usefixtures("city")


def ask_for_reset(app: Any, client: Any, email: str = EMAIL) -> str:
    page = client.submit(client.get("/musterstadt/konto/passwort-vergessen"), {"email": email})
    assert page.status_code == 200
    return link_in(mails_to(app, email)[-1], "/passwort/")


@pytest.mark.both_engines
def test_a_reset_sets_the_password_once_and_ends_all_sessions(
    app: Any, client: Any, new_client: Any, person: Any
) -> None:
    elsewhere = new_client()
    sign_in(elsewhere, "musterstadt", EMAIL)
    link = ask_for_reset(app, client)
    answer = client.submit(client.get(link), {"password": NEW})
    assert answer.status_code == 303
    assert "neues Passwort ist gespeichert" in client.get(answer.location).visible_text
    assert elsewhere.get(SECURITY).status_code == 302
    assert client.get(link).status_code == 410, "it works once"
    assert client.post(link, data={"password": "noch ein anderes wort"}).status_code == 410
    sign_in(client, "musterstadt", EMAIL, NEW)
    assert [mail.kind for mail in mails_to(app, EMAIL)] == ["account_reset", "account_password_changed"]


def test_a_reset_link_is_good_for_one_hour(app: Any, client: Any, clock: Any, person: Any) -> None:
    link = ask_for_reset(app, client)
    clock.shift(timedelta(minutes=59))
    assert client.get(link).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.get(link).status_code == 410


def test_a_changed_password_voids_the_reset_links_before(app: Any, client: Any, person: Any) -> None:
    first, second = ask_for_reset(app, client), ask_for_reset(app, client)
    client.submit(client.get(first), {"password": NEW})
    assert client.get(second).status_code == 410


def test_a_stranger_s_address_gets_the_same_answer_and_no_mail(app: Any, new_client: Any, person: Any) -> None:
    pages = [
        new_client().post("/musterstadt/konto/passwort-vergessen", data={"email": email})
        for email in (EMAIL, "wer@leute.example")
    ]
    texts = {page.visible_text.replace(EMAIL, "X").replace("wer@leute.example", "X") for page in pages}
    assert len(texts) == 1
    assert mails_to(app, "wer@leute.example") == []


def test_a_reset_proves_the_address_of_a_new_account(app: Any, client: Any) -> None:
    with app.app_context():
        make_user(email=EMAIL, password=PASSWORD, confirmed=False)
    client.submit(client.get(ask_for_reset(app, client)), {"password": NEW})
    sign_in(client, "musterstadt", EMAIL, NEW)


def test_a_weak_new_password_is_refused_and_the_link_stays_good(app: Any, client: Any, person: Any) -> None:
    link = ask_for_reset(app, client)
    page = client.submit(client.get(link), {"password": "passwort1"})
    assert page.status_code == 422
    assert client.submit(page, {"password": NEW}).status_code == 303


def test_a_reset_opens_an_account_that_had_to_wait(app: Any, client: Any, clock: Any, person: Any) -> None:
    for _ in range(6):
        client.post("/musterstadt/konto/einloggen", data={"email": EMAIL, "password": "falsch geraten"})
    client.submit(client.get(ask_for_reset(app, client)), {"password": NEW})
    sign_in(client, "musterstadt", EMAIL, NEW)


def test_changing_the_password_keeps_this_device_only(app: Any, client: Any, new_client: Any, person: Any) -> None:
    other = new_client()
    for browser in (client, other):
        sign_in(browser, "musterstadt", EMAIL)
    page = client.get(SECURITY)
    values = {"current": PASSWORD, "password": NEW}
    answer = client.submit(page, values, button="Passwort speichern")
    assert answer.status_code == 303
    assert client.get(SECURITY).status_code == 200
    assert other.get(SECURITY).status_code == 302
    assert [mail.kind for mail in mails_to(app, EMAIL)] == ["account_password_changed"]


@pytest.mark.parametrize(
    ("current", "new", "words"),
    [("falsch geraten", NEW, "nicht Ihr jetziges Passwort"), (PASSWORD, "passwort1", "benutzen viele")],
)
def test_a_refused_change_says_why(client: Any, person: Any, current: str, new: str, words: str) -> None:
    sign_in(client, "musterstadt", EMAIL)
    values = {"current": current, "password": new}
    page = client.submit(client.get(SECURITY), values, button="Passwort speichern")
    assert page.status_code == 422
    assert words in page.visible_text


def test_the_present_password_cannot_be_guessed_without_end(client: Any, clock: Any, person: Any) -> None:
    sign_in(client, "musterstadt", EMAIL)
    page = client.get(SECURITY)
    values = {"current": "falsch geraten", "password": NEW}
    statuses = [client.submit(page, values, button="Passwort speichern").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_name_and_telephone_can_be_changed(app: Any, client: Any, person: Any) -> None:
    sign_in(client, "musterstadt", EMAIL)
    answer = client.submit(client.get(PROFILE), {"name": "Mara Neu", "phone": "07221 123-45"})
    assert answer.status_code == 303
    with app.app_context(), entered(SYSTEM):
        user = user_by_email(EMAIL)
        assert (user.name, user.phone) == ("Mara Neu", "07221 123-45")
    assert client.submit(client.get(PROFILE), {"name": " "}).status_code == 422
    wrong = client.submit(client.get(PROFILE), {"phone": "keine"})
    assert wrong.status_code == 422
    assert wrong.document.one("[name=phone]")["value"] == "keine", "the input stays"
    assert client.submit(client.get(PROFILE), {"phone": ""}).status_code == 303


def test_devices_are_listed_and_ended_one_by_one_or_all(client: Any, new_client: Any, person: Any) -> None:
    phone, laptop = new_client(), new_client()
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36"
    for browser in (client, phone, laptop):
        sign_in(browser, "musterstadt", EMAIL)
    page = client.get(SECURITY)
    assert "Chrome, Android" in page.visible_text
    assert len(page.document.all("ul.rows li")) == 3
    # The latest is first: laptop, phone, this one.
    end = [form for form in page.document.all("ul.rows form") if form.get("action")][1]["action"]
    token = token_of(page)
    assert client.post(end, data={"csrf_token": token}).status_code == 303
    assert phone.get(SECURITY).status_code == 302
    assert laptop.get(SECURITY).status_code == 200
    client.submit(client.get(SECURITY), button="Alle anderen Geräte ausloggen")
    assert laptop.get(SECURITY).status_code == 302
    assert client.get(SECURITY).status_code == 200


def test_nobody_ends_somebody_else_s_session(app: Any, client: Any, new_client: Any, person: Any) -> None:
    with app.app_context():
        make_user(email="andere@leute.example", password=PASSWORD)
    other = new_client()
    sign_in(other, "musterstadt", "andere@leute.example")
    sign_in(new_client(), "musterstadt", "andere@leute.example")
    theirs = other.get(SECURITY).document.one("ul.rows form")["action"]
    sign_in(client, "musterstadt", EMAIL)
    token = token_of(client.get(SECURITY))
    assert client.post(theirs, data={"csrf_token": token}).status_code == 404


def test_a_button_without_its_token_does_nothing(client: Any, person: Any) -> None:
    sign_in(client, "musterstadt", EMAIL)
    assert client.post("/musterstadt/konto/ausloggen").status_code == 400
    assert client.get(SECURITY).status_code == 200


def test_my_account_lists_associations_and_the_workplace_of_staff(app: Any, client: Any, city: Any) -> None:
    from tests.support.factories import make_association

    with app.app_context():
        staff = make_staff(city, email="rat@stadt.example", password=PASSWORD)
        mine = make_association(city, owner=staff, name="Chor Büchig")
        make_association(city, name="Fremder Verein")
    sign_in(client, "musterstadt", "rat@stadt.example")
    page = client.get("/musterstadt/konto/")
    assert "Chor Büchig" in page.visible_text
    assert "Fremder Verein" not in page.visible_text
    links = [link.get("href") for link in page.document.all("main a")]
    assert f"/musterstadt/verein/{mine.public_id}/" in links
    assert "/musterstadt/stadt/" in links


@pytest.mark.parametrize("count", [1, 3])
def test_my_account_needs_the_same_statements_for_one_and_three(
    app: Any, client: Any, city: Any, person: Any, statements: Any, count: int
) -> None:
    from tests.support.factories import make_association

    with app.app_context():
        for _ in range(count):
            make_association(city, owner=person)
    sign_in(client, "musterstadt", EMAIL)
    with statements() as seen:
        client.get("/musterstadt/konto/")
    assert len(seen) == 12, seen
