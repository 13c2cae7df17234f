"""A town with its staff, the people who come to its pages, and their mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from engagement.cities.models import City
from engagement.core.scope import SYSTEM, entered
from engagement.notifications.delivery import deliver_due
from tests.conftest import PHONE
from tests.journeys.hands import Fingers, Hands, Keys
from tests.support.factories import PASSWORD, make_city, make_staff
from tests.support.mail import SmtpSink, text_of
from tests.support.server import LiveServer

TOWN = "musterstadt"
MODERATOR, COLLEAGUE = "jonas.maier@stadt.example", "sabine.roth@stadt.example"


@dataclass
class Post:
    """The mail of everybody: what waits in the outbox goes out by SMTP, then it is read."""

    app: Flask
    sink: SmtpSink

    def to(self, address: str, subject: str) -> EmailMessage:
        """The newest mail of that address whose subject has these words."""
        with self.app.app_context(), entered(SYSTEM):
            deliver_due(self.sink.url, "mitmachen@region.example")
        found = [mail for mail in self.sink.to(address) if subject in str(mail["Subject"])]
        assert found, f"no “{subject}” for {address}, only {[str(mail['Subject']) for mail in self.sink.to(address)]}"
        return found[-1]

    def link(self, address: str, subject: str) -> str:
        """The link to this site that the mail asks to open."""
        text = text_of(self.to(address, subject))
        links = [link for link in re.findall(r"https?://\S+", text) if "/seite/" not in link]
        assert links, text
        return links[0]


@pytest.fixture
def town(app: Flask) -> City:
    """A town with two people who review; what journeys need besides they build in its context."""
    with app.app_context():
        city = make_city(TOWN, name="Musterstadt")
        make_staff(city, email=MODERATOR, name="Jonas Maier", password=PASSWORD)
        make_staff(city, email=COLLEAGUE, name="Sabine Roth", password=PASSWORD)
    return city


@pytest.fixture
def post(live_server: LiveServer, smtp_sink: SmtpSink) -> Post:
    return Post(live_server.app, smtp_sink)


WAYS: dict[str, tuple[type[Hands], dict[str, Any]]] = {
    "desk": (Hands, {}),
    "phone": (Fingers, {**PHONE, "is_mobile": True, "has_touch": True}),
    "keyboard": (Keys, {}),
    "no script": (Hands, {"java_script_enabled": False}),
}


@pytest.fixture
def way(request: pytest.FixtureRequest) -> str:
    """How the people of the journey use their pages; a journey names further ways by `indirect` parameters."""
    return str(getattr(request, "param", "desk"))


@pytest.fixture
def somebody(new_page: Callable[..., Any], way: str) -> Callable[[], Hands]:
    """Another person, with cookies of her own: `citizen = somebody()`."""

    def arrive() -> Hands:
        hands, options = WAYS[way]
        return hands(new_page(**options))

    return arrive


def sign_in(person: Hands, email: str) -> None:
    """Through the page, which leads on to the place that a person most likely wants."""
    person.go(f"/{TOWN}/konto/einloggen")
    person.at("Einloggen")
    person.write("E-Mail", email)
    person.write("Passwort", PASSWORD)
    person.press("Einloggen")
