"""Making an account: the pages, the mails, and what a stranger learns (nothing)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engagement.accounts.queries import user_by_email
from engagement.core.scope import SYSTEM, entered
from engagement.workflows.retention import BY_KEY, delete_due
from tests.support.accounts import link_in, mails_to
from tests.support.factories import make_user

EMAIL, SECRET = "mara@leute.example", "vier wörter und ein hut"
SIGN_UP = "/musterstadt/konto/anlegen"
COOKIE = "engagement"
pytestmark = pytest.mark.usefixtures("city")


def fill_in(client: Any, **values: str) -> Any:
    return client.submit(client.get(SIGN_UP), {"name": "Mara Muster", "email": EMAIL, "password": SECRET} | values)


def account(app: Any, email: str = EMAIL) -> Any:
    with app.app_context(), entered(SYSTEM):
        return user_by_email(email)


@pytest.mark.parametrize("name", ["Gewonnen! https://boese.example", "www.boese.example", "Mara\nIhr Gewinn"])
def test_the_name_carries_no_advertisement_to_strangers(app: Any, client: Any, name: str) -> None:
    page = client.post(SIGN_UP, data={"name": name, "email": EMAIL, "password": SECRET})
    assert page.status_code == 422
    assert "Bitte schreiben Sie hier nur einen Namen" in page.visible_text
    assert mails_to(app, EMAIL) == []


@pytest.mark.both_engines
def test_from_the_form_over_the_mail_to_the_account(app: Any, client: Any) -> None:
    page = fill_in(client)
    assert page.status_code == 200
    assert EMAIL in page.visible_text
    assert account(app).email_confirmed_at is None
    (mail,) = mails_to(app, EMAIL)
    assert mail.kind == "account_confirm"

    link = link_in(mail)
    page = client.get(link)
    assert account(app).email_confirmed_at is None, "a scanner that opens the link confirms nothing"
    answer = client.submit(page, {"password": SECRET})
    assert answer.status_code == 303, answer.visible_text
    assert answer.location == "/musterstadt/konto/"
    assert account(app).email_confirmed_at is not None
    assert client.get(answer.location).status_code == 200

    # The link has done its work.
    assert client.get(link).location.startswith("/musterstadt/konto/einloggen")


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [("/musterstadt/verein/", "/musterstadt/verein/"), ("//evil.example/", "/musterstadt/konto/")],
)
def test_after_confirming_people_go_on_where_they_were_going(app: Any, client: Any, target: str, leads_to: str) -> None:
    page = client.get(SIGN_UP, query_string={"next": target})
    client.submit(page, {"name": "Mara Muster", "email": EMAIL, "password": SECRET})
    answer = client.submit(client.get(link_in(mails_to(app, EMAIL)[0])), {"password": SECRET})
    assert answer.location == leads_to


def test_a_link_alone_does_not_open_an_account_that_somebody_else_made(app: Any, client: Any) -> None:
    fill_in(client)
    page = client.submit(client.get(link_in(mails_to(app, EMAIL)[0])), {"password": "something else"})
    assert page.status_code == 422
    assert account(app).email_confirmed_at is None
    assert client.get_cookie(COOKIE) is None


def test_an_address_with_an_account_gets_the_same_answer_and_its_owner_a_mail(app: Any, client: Any) -> None:
    with app.app_context():
        known = make_user(email="mara@leute.example", name="Echte Mara", password="so geheim wie nie")
    page, other = fill_in(client), fill_in(client, email="neu@leute.example")
    assert page.status_code == other.status_code == 200
    assert page.visible_text.replace(EMAIL, "X") == other.visible_text.replace("neu@leute.example", "X")
    (mail,) = mails_to(app, EMAIL)
    assert mail.kind == "account_known"
    after = account(app)
    assert (after.name, after.password_hash) == (known.name, known.password_hash)


def test_capitals_and_spaces_make_no_second_account(app: Any, client: Any) -> None:
    with app.app_context():
        make_user(email=EMAIL)
    fill_in(client, email="  MARA@Leute.example ")
    (mail,) = mails_to(app, EMAIL)
    assert mail.kind == "account_known"


def test_signing_up_again_before_confirming_takes_the_newest_password(app: Any, client: Any) -> None:
    fill_in(client)
    fill_in(client, name="Mara Zwei", password="ganz andere wörter hier")
    first, second = mails_to(app, EMAIL)
    assert client.submit(client.get(link_in(first)), {"password": SECRET}).status_code == 422
    assert client.submit(client.get(link_in(second)), {"password": "ganz andere wörter hier"}).status_code == 303
    assert account(app).name == "Mara Zwei"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "Bitte füllen Sie das aus."),
        ({"email": "mara.leute.example"}, "keine E-Mail-Adresse"),
        ({"password": "kurz"}, "zu kurz"),
        ({"password": "passwort123"}, "benutzen viele"),
        ({"password": "Musterstadt1"}, "ähnelt"),
        ({"password": "mara@leute.example"}, "ähnelt"),
    ],
)
def test_refusals_stand_beside_the_field_and_keep_the_input(
    app: Any, client: Any, values: dict[str, str], words: str
) -> None:
    page = fill_in(client, **values)
    assert page.status_code == 422
    assert words in page.visible_text
    assert page.document.one("title").text.startswith("Fehler:")
    assert page.document.one("input#name").get("value") == values.get("name", "Mara Muster")
    assert page.document.one("input#password").get("value") == ""
    assert account(app, "mara@leute.example") is None


def test_the_link_comes_again_but_not_without_end(app: Any, client: Any) -> None:
    page = fill_in(client)
    for _ in range(3):
        assert client.submit(page, button="E-Mail noch einmal schicken").status_code == 200
    late = client.submit(page, button="E-Mail noch einmal schicken")
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    assert len(mails_to(app, EMAIL)) == 4


def test_asking_for_the_link_tells_a_stranger_nothing(app: Any, client: Any) -> None:
    page = client.post("/musterstadt/konto/bestaetigen", data={"email": "fremd@leute.example"})
    assert page.status_code == 200
    assert mails_to(app, "fremd@leute.example") == []


def test_the_link_is_good_for_48_hours_and_then_the_account_goes(app: Any, client: Any, clock: Any) -> None:
    fill_in(client)
    link = link_in(mails_to(app, EMAIL)[0])
    clock.shift(timedelta(hours=47, minutes=59))
    assert client.get(link).status_code == 200
    with app.app_context(), entered(SYSTEM):
        assert delete_due([BY_KEY["account_unconfirmed"]]) == 0
    clock.shift(timedelta(minutes=2))
    page = client.get(link)
    assert page.status_code == 410
    assert "noch einmal" in page.visible_text
    with app.app_context(), entered(SYSTEM):
        assert delete_due([BY_KEY["account_unconfirmed"]]) == 1
    assert account(app) is None


def test_a_link_sent_again_is_good_for_48_hours_of_its_own(app: Any, client: Any, clock: Any) -> None:
    fill_in(client)
    clock.shift(timedelta(hours=47))
    assert client.post("/musterstadt/konto/bestaetigen", data={"email": EMAIL}).status_code == 200
    clock.shift(timedelta(hours=47))
    with app.app_context(), entered(SYSTEM):
        assert delete_due([BY_KEY["account_unconfirmed"]]) == 0
    assert client.get(link_in(mails_to(app, EMAIL)[-1])).status_code == 200


def test_a_link_that_was_not_made_here_says_so(client: Any) -> None:
    assert client.get("/musterstadt/konto/bestaetigen/erfunden").status_code == 410


def test_a_visitor_has_no_cookie_and_no_token(client: Any) -> None:
    page = fill_in(client, password="kurz")
    assert page.headers.get("Set-Cookie") is None
    assert not page.document.all("input[name=csrf_token]")
