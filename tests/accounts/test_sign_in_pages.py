"""Signing in and out, sessions, and how guessing is slowed down."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engagement.accounts.models import Attempt, User, UserSession
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.workflows.retention import delete_short_lived
from tests.support.accounts import link_in, mails_to, rows_of, sign_in
from tests.support.factories import PASSWORD, make_association, make_staff, make_user

EMAIL = "mara@leute.example"
SIGN_IN, CODE = "/musterstadt/konto/einloggen", "/musterstadt/konto/code"
COOKIE = "engagement"
pytestmark = pytest.mark.usefixtures("city")


def enter(client: Any, email: str = EMAIL, password: str = PASSWORD, **kwargs: Any) -> Any:
    return client.post(SIGN_IN, data={"email": email, "password": password}, **kwargs)


@pytest.mark.both_engines
def test_in_and_out_again(app: Any, client: Any, person: Any) -> None:
    answer = client.submit(client.get(SIGN_IN), {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = client.get(answer.location)
    assert person.name in page.visible_text
    assert page.headers["Cache-Control"] == "no-store"

    (row,) = rows_of(app, UserSession)
    assert row.token_hash not in cookie, "the cookie holds the token, the row its hash"
    client.submit(page, form="form", button="Ausloggen")
    assert client.get_cookie(COOKIE) is None
    assert rows_of(app, UserSession)[0].ended_at is not None
    assert client.get("/musterstadt/konto/").status_code == 302


def test_a_cookie_is_worth_nothing_once_its_session_has_ended(
    app: Any, client: Any, new_client: Any, person: Any
) -> None:
    sign_in(client, "musterstadt", EMAIL)
    thief = new_client()
    thief.set_cookie(COOKIE, client.get_cookie(COOKIE).value, domain=client.get_cookie(COOKIE).domain)
    assert thief.get("/musterstadt/konto/").status_code == 200
    client.submit(client.get("/musterstadt/konto/"), form="form", button="Ausloggen")
    assert thief.get("/musterstadt/konto/").status_code == 302
    assert thief.get_cookie(COOKIE) is None, "the dead cookie is taken away"


def test_wrong_password_and_unknown_address_look_alike(client: Any, new_client: Any, person: Any) -> None:
    wrong, unknown = enter(client, password="falsch geraten"), enter(new_client(), email="wer@leute.example")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.visible_text == unknown.visible_text
    assert "Set-Cookie" not in wrong.headers


def test_a_closed_account_looks_like_a_wrong_password(app: Any, client: Any) -> None:
    from engagement.kernel.clock import utcnow

    with app.app_context():
        make_user(email=EMAIL, password=PASSWORD, disabled_at=utcnow())
    assert enter(client).status_code == 422


def test_who_has_not_confirmed_gets_the_link_again(app: Any, client: Any) -> None:
    with app.app_context():
        make_user(email=EMAIL, password=PASSWORD, confirmed=False)
    page = enter(client)
    assert page.status_code == 200
    assert [mail.kind for mail in mails_to(app, EMAIL)] == ["account_confirm"]
    assert client.get_cookie(COOKIE) is None


@pytest.mark.both_engines
def test_guessing_is_slowed_down_for_known_and_unknown_alike(app: Any, client: Any, clock: Any, person: Any) -> None:
    for email in (EMAIL, "wer@leute.example"):
        for _ in range(5):
            assert enter(client, email, "falsch geraten").status_code == 422
        page = enter(client, email)
        assert page.status_code == 429
        assert page.headers["Retry-After"] == "30"
        assert "zu viele Versuche" in page.visible_text
        assert page.document.one("input#email").get("value") == email
    clock.shift(timedelta(seconds=31))
    assert enter(client, "wer@leute.example").status_code == 422
    assert enter(client).status_code == 303


def test_success_makes_the_account_start_anew(client: Any, new_client: Any, clock: Any, person: Any) -> None:
    for _ in range(4):
        enter(client, password="falsch geraten")
    assert enter(client).status_code == 303
    for _ in range(5):
        assert enter(new_client(), password="falsch geraten").status_code == 422


def test_one_network_cannot_try_many_accounts(client: Any, clock: Any) -> None:
    for number in range(30):
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{number:x}"
        assert enter(client, f"nr{number}@leute.example").status_code == 422
    assert enter(client, "nr99@leute.example").status_code == 429
    client.environ_base["REMOTE_ADDR"] = "2001:db8:1:3::1"
    assert enter(client, "nr99@leute.example").status_code == 422


def test_a_locked_account_opens_by_mail(app: Any, client: Any, clock: Any, person: Any) -> None:
    for _ in range(6):
        enter(client, password="falsch geraten")
    assert enter(client).status_code == 429
    page = client.submit(client.get(CODE), {"email": EMAIL})
    code = re.search(r"^\d{6}$", mails_to(app, EMAIL)[-1].body_text, re.MULTILINE)
    assert client.submit(page, {"code": code[0]}).status_code == 303


def test_attempts_hold_no_address_and_are_purged(app: Any, client: Any, clock: Any, person: Any) -> None:
    client.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    enter(client, password="falsch geraten")
    stored = [(row.kind, row.key) for row in rows_of(app, Attempt)]
    assert {kind for kind, _ in stored} == {"sign_in_account", "sign_in_network"}
    assert all(len(key) == 64 and "192.0.2.77" not in key and EMAIL not in key for _, key in stored)
    clock.shift(timedelta(hours=25))
    with app.app_context():
        assert delete_short_lived() == 2
    assert rows_of(app, Attempt) == []


EVIL = "https://evil.example/ //evil.example/ /\\evil.example/ /\t/evil.example/ javascript:alert(1) musterstadt"


@pytest.mark.parametrize("target", EVIL.split(" "))
def test_next_leads_to_this_site_only(client: Any, person: Any, target: str) -> None:
    assert enter(client, query_string={"next": target}).location == "/musterstadt/konto/"


def test_next_leads_to_a_page_of_ours(client: Any, person: Any) -> None:
    assert enter(client, query_string={"next": "/musterstadt/vereine/?q=a"}).location == "/musterstadt/vereine/?q=a"


def test_a_page_that_needs_an_account_leads_there_after_signing_in(client: Any, person: Any) -> None:
    to_sign_in = client.get("/musterstadt/konto/sicherheit")
    page = client.get(to_sign_in.location)
    answer = client.submit(page, {"email": EMAIL, "password": PASSWORD})
    assert answer.location == "/musterstadt/konto/sicherheit"


def test_people_land_where_they_work(app: Any, new_client: Any, city: Any) -> None:
    with app.app_context():
        make_staff(city, email="rat@stadt.example", password=PASSWORD)
        owner = make_user(email="verein@leute.example", password=PASSWORD)
        association = make_association(city, owner=owner)
    assert sign_in(new_client(), "musterstadt", "rat@stadt.example").location == "/musterstadt/stadt/"
    landed = sign_in(new_client(), "musterstadt", "verein@leute.example").location
    assert landed == f"/musterstadt/verein/{association.public_id}/"


def test_reading_keeps_a_session_alive_without_a_write_in_the_request(
    app: Any, client: Any, clock: Any, person: Any
) -> None:
    sign_in(client, "musterstadt", EMAIL)
    before = rows_of(app, UserSession)[0].last_seen_at
    clock.shift(timedelta(minutes=4))
    client.get("/musterstadt/konto/sicherheit").close()
    assert rows_of(app, UserSession)[0].last_seen_at == before
    clock.shift(timedelta(minutes=2))
    client.get("/musterstadt/konto/sicherheit").close()
    assert rows_of(app, UserSession)[0].last_seen_at == before + timedelta(minutes=6)
    assert rows_of(app, User)[0].last_seen_at == before + timedelta(minutes=6)


def test_staff_are_signed_out_after_half_a_day(app: Any, client: Any, clock: Any, city: Any) -> None:
    with app.app_context():
        make_staff(city, email="rat@stadt.example", password=PASSWORD)
    sign_in(client, "musterstadt", "rat@stadt.example")
    clock.shift(timedelta(hours=11))
    client.get("/musterstadt/konto/sicherheit").close()
    clock.shift(timedelta(hours=11))
    assert client.get("/musterstadt/konto/sicherheit").status_code == 200
    clock.shift(timedelta(hours=13))
    assert client.get("/musterstadt/konto/sicherheit").status_code == 302


@pytest.mark.usefixtures("full_hashing")
def test_an_old_hash_is_renewed_at_sign_in(app: Any, client: Any, person: Any) -> None:
    import argon2

    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with app.app_context(), entered(SYSTEM), writing():
        db.session.execute(sa.update(User).values(password_hash=weak))
    assert enter(client).status_code == 303
    after = rows_of(app, User)[0].password_hash
    assert "m=65536,t=3,p=4" in after
    assert after.startswith("$argon2id$")


def test_the_mail_of_a_known_address_leads_to_the_sign_in_page(app: Any, client: Any, person: Any) -> None:
    client.post("/musterstadt/konto/anlegen", data={"name": "X", "email": EMAIL, "password": "vier wörter und ein hut"})
    assert client.get(link_in(mails_to(app, EMAIL)[0], "einloggen")).status_code == 200


def test_error_pages_know_who_is_signed_in(app: Any, client: Any, person: Any) -> None:
    sign_in(client, "musterstadt", EMAIL)
    for path in ("/gibt/es/nicht", "/musterstadt/gibt-es-nicht", "/nirgendwo/"):
        page = client.get(path)
        assert page.status_code == 404
        assert page.document.all("form"), "somebody signed in can sign out here too"
    assert client.post("/musterstadt/konto/ausloggen", headers={"Origin": "https://evil.example"}).status_code == 403


def test_what_caches_keep_for_everybody_carries_nobodys_cookie(app: Any, client: Any, city: Any, person: Any) -> None:
    sign_in(client, "musterstadt", EMAIL)
    answer = client.get(f"/musterstadt/theme-{city.theme_version}.css")
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" in client.get("/musterstadt/").headers, "a visit prolongs the sign-in"
