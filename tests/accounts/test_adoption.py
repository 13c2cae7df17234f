"""Whoever proves an address finds what she had registered with it as a guest."""

from __future__ import annotations

from typing import Any

import pytest

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import Scope, entered
from engagement.registrations.operations import confirm_hold
from tests.registrations.support import make_stage
from tests.support.accounts import link_in, mails_to, sign_in
from tests.support.factories import PASSWORD, make_user

EMAIL = "hanna@leute.example"


@pytest.fixture
def slug(app: Any) -> str:
    """A guest has taken part in two cities."""
    with app.app_context():
        here, there = make_stage(), make_stage("andernorts")
        here.guest(email=EMAIL)
        later = there.register(email=EMAIL).registration_id
        with entered(Scope.city(there.city.id)):
            confirm_hold(later, actor=ANONYMOUS, despite_overlap=True)
        return str(here.city.slug)


def lanes(client: Any, slug: str) -> int:
    return len(client.get(f"/{slug}/konto/").document.all("ul.lanes li"))


def test_by_confirming_a_new_account(app: Any, client: Any, slug: str) -> None:
    form = {"name": "Hanna", "email": EMAIL, "password": "vier wörter und ein hut"}
    client.post(f"/{slug}/konto/anlegen", data=form)
    link = link_in(mails_to(app, EMAIL)[-1], "/bestaetigen/")
    client.post(link, data={"password": "vier wörter und ein hut"})
    assert lanes(client, slug) == 2


def test_by_choosing_a_new_password_with_a_mailed_link(app: Any, client: Any, slug: str) -> None:
    with app.app_context():
        make_user(EMAIL, confirmed=False, password=PASSWORD)
    client.post(f"/{slug}/konto/passwort-vergessen", data={"email": EMAIL})
    link = link_in(mails_to(app, EMAIL)[-1], "/passwort/")
    client.post(link, data={"password": "vier wörter und ein hut"})
    sign_in(client, slug, EMAIL, "vier wörter und ein hut")
    assert lanes(client, slug) == 2
