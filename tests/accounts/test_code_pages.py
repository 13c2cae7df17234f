"""Signing in with a mailed code: once, for a short time, and not for staff."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from engagement.accounts.models import SignInCode
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.support.accounts import mails_to, rows_of
from tests.support.factories import PASSWORD, make_staff

EMAIL = "mara@leute.example"
SIGN_IN, CODE = "/musterstadt/konto/einloggen", "/musterstadt/konto/code"
COOKIE = "engagement"
pytestmark = pytest.mark.usefixtures("city")


def test_a_code_signs_in_once(app: Any, client: Any, new_client: Any, person: Any) -> None:
    page = client.submit(client.get(CODE), {"email": EMAIL})
    (mail,) = mails_to(app, EMAIL)
    code = re.search(r"^(\d{6})$", mail.body_text, re.MULTILINE)
    assert code is not None
    (row,) = rows_of(app, SignInCode)
    assert code[1] not in row.code_hash
    answer = client.submit(page, {"code": f" {code[1][:3]} {code[1][3:]} "})
    assert (answer.status_code, answer.location) == (303, "/musterstadt/konto/")
    again = new_client().post(CODE, data={"email": EMAIL, "code": code[1]})
    assert again.status_code == 422


def test_a_code_ends_after_five_tries_and_ten_minutes(app: Any, client: Any, clock: Any, person: Any) -> None:
    def ask() -> str:
        client.post(CODE, data={"email": EMAIL})
        found = re.search(r"^(\d{6})$", mails_to(app, EMAIL)[-1].body_text, re.MULTILINE)
        assert found is not None
        return found[1]

    def use(code: str) -> int:
        return int(client.post(CODE, data={"email": EMAIL, "code": code}).status_code)

    code = ask()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [use(wrong) for _ in range(5)] == [422] * 5
    assert use(code) == 422, "five tries used it up"
    old, new = ask(), ask()
    assert old == new or use(old) == 422, "the newer code replaced the older"
    clock.shift(timedelta(minutes=10, seconds=1))
    assert use(new) == 422
    assert use(ask()) == 303


def test_strangers_and_staff_get_no_code_but_the_same_answer(app: Any, new_client: Any, city: Any, person: Any) -> None:
    with app.app_context():
        make_staff(city, email="rat@stadt.example", password=PASSWORD)
    texts = set()
    for email in (EMAIL, "rat@stadt.example", "wer@leute.example"):
        page = new_client().post(CODE, data={"email": email})
        assert page.status_code == 200
        texts.add(page.visible_text.replace(email, "X"))
    assert len(texts) == 1
    assert [mail.kind for mail in mails_to(app, EMAIL)] == ["account_code"]
    assert [mail.kind for mail in mails_to(app, "rat@stadt.example")] == ["account_code_staff"]
    assert mails_to(app, "wer@leute.example") == []
    assert len(rows_of(app, SignInCode)) == 1


def test_a_session_by_code_ends_when_its_owner_becomes_staff(app: Any, client: Any, city: Any, person: Any) -> None:
    from engagement.cities.models import CityStaff
    from engagement.core.actor import CityRole

    page = client.post(CODE, data={"email": EMAIL})
    code = re.search(r"^(\d{6})$", mails_to(app, EMAIL)[-1].body_text, re.MULTILINE)
    client.submit(page, {"code": code[1]})
    assert client.get("/musterstadt/konto/").status_code == 200
    with app.app_context(), entered(SYSTEM), writing():
        db.session.add(CityStaff(city_id=city.id, user_id=person.id, role=CityRole.MODERATOR))
    assert client.get("/musterstadt/konto/").status_code == 302


def test_codes_cannot_be_guessed_by_many_from_one_place(app: Any, client: Any, clock: Any, person: Any) -> None:
    emails = [f"nr{number}@leute.example" for number in range(31)]
    statuses = [client.post(CODE, data={"email": email, "code": "123456"}).status_code for email in emails]
    assert statuses == [422] * 30 + [429]
