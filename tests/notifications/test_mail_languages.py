"""A mail speaks its reader's language, whoever caused it, and so do its links."""

from __future__ import annotations

from typing import Any

import pytest

from engagement.core.links import Address, external_url, readdress
from engagement.core.scope import SYSTEM, entered
from engagement.notifications.delivery import deliver_due
from engagement.notifications.queries import language_of
from tests.support.accounts import link_in, mails_to, sign_in
from tests.support.factories import PASSWORD, make_association, make_city, make_opportunity, make_user

OWNER, GUEST = "helga@verein.example", "rosa@leute.example"


@pytest.fixture
def offer(app: Any) -> Any:
    with app.app_context():
        city = make_city("bretten", name="Bretten")
        make_user("jo@leute.example", name="Jo", password=PASSWORD, language="en")
        return make_opportunity(city, make_association(city, owner=make_user(OWNER)), contact_email="")


def take_part(client: Any, offer: Any, prefix: str, **values: str) -> None:
    page = client.get(f"{prefix}/bretten/mitmachen/{offer.public_id}/zusagen")
    answer = client.submit(page, {"name": "Rosa Weber", "is_adult": "ja", **values})
    assert answer.status_code == 303, answer.visible_text


def test_a_guest_reads_the_language_of_the_form(offer: Any, client: Any, app: Any, smtp_sink: Any) -> None:
    take_part(client, offer, "/en", email=GUEST)
    hold = mails_to(app, GUEST)[0]
    assert hold.language == "en" and "Bitte" not in hold.subject + hold.body_text
    assert '<html lang="en">' in hold.body_html
    link = link_in(hold, "/zusage/")
    assert link.startswith("/en/bretten/zusage/"), "the link leads to the page in her language"
    confirmed = client.submit(client.get(link), button="Yes, I will take part", follow_redirects=True)
    assert confirmed.status_code == 200
    to_association = mails_to(app, OWNER)[0]
    assert to_association.language == "de" and "/en/" not in to_association.body_text
    assert "Your place is safe" in mails_to(app, GUEST)[1].subject
    with app.app_context(), entered(SYSTEM):
        deliver_due(smtp_sink.url, "mitmachen@region.example")
    assert {str(mail["Content-Language"]) for mail in smtp_sink.to(GUEST)} == {"en"}
    assert {str(mail["Content-Language"]) for mail in smtp_sink.to(OWNER)} == {"de"}


def test_who_has_an_account_reads_what_she_has_chosen(offer: Any, client: Any, app: Any) -> None:
    sign_in(client, "bretten", "jo@leute.example")
    take_part(client, offer, "")
    assert mails_to(app, "jo@leute.example")[0].language == "en", "although the page was German"
    page = client.get("/bretten/konto/profil")
    saved = client.submit(page, {"language": "de"}, follow_redirects=True)
    assert "Gespeichert." in saved.visible_text
    with app.app_context(), entered(SYSTEM):
        assert language_of("JO@leute.example") == "de"


def test_an_unknown_language_is_refused_on_the_page(offer: Any, client: Any) -> None:
    sign_in(client, "bretten", "jo@leute.example")
    refused = client.submit(client.get("/bretten/konto/profil"), {"language": "tlh"})
    assert refused.status_code == 422


def test_an_account_begins_with_the_language_of_its_form(offer: Any, client: Any, app: Any) -> None:
    page = client.get("/en/bretten/konto/anlegen")
    values = {"name": "Nele Neu", "email": "nele@leute.example", "password": PASSWORD}
    assert client.submit(page, values).status_code == 200
    mail = mails_to(app, "nele@leute.example")[0]
    assert mail.language == "en" and link_in(mail).startswith("/en/bretten/konto/bestaetigen/")
    with app.app_context(), entered(SYSTEM):
        assert language_of("nele@leute.example") == "en"
        assert language_of("niemand@leute.example") == "de"


def test_addresses_inside_plain_values_change_their_language(db_app: Any) -> None:
    make_city("bretten")
    home = external_url("public.home", city="bretten")
    found = readdress({"a": home, "b": [home, "x"], "c": ("y", home), "d": 1}, "en")
    english = home.in_language("en")
    assert found == {"a": english, "b": [english, "x"], "c": ("y", english), "d": 1}
    assert isinstance(found["a"], Address)
