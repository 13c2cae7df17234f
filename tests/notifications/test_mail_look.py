"""How mails look: each kind, in the colours of each preset, with a text that says the same."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engagement.cities.colours import contrast
from engagement.cities.queries import mail_frame
from engagement.cities.theme import PRESETS
from engagement.notifications.frame import DAY, NIGHT
from engagement.web.styleguide import samples
from engagement.web.styleguide.mails import mail_kinds, rendered
from tests.support.client import CheckingClient

# Of the frame, which says the same in both forms, but not in the same words.
FRAME_WORDS = {"impressum", "datenschutz"}


def links(text: str) -> set[str]:
    found = re.findall(r"https?://[^\s\"<>)]+", html.unescape(text))
    return {link.rstrip(".,") for link in found if "/seite/" not in link}


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", html.unescape(text).casefold()))


def visible(source: str) -> str:
    body = source[source.index("<body") :]
    return re.sub(r"<[^>]+>", " ", re.sub(r"<!--.*?-->", " ", body, flags=re.DOTALL))


def test_each_kind_says_the_same_as_text(db_app: Flask) -> None:
    for kind in mail_kinds():
        mail = rendered(kind, "bretten")
        assert links(mail.html) <= links(mail.text), f"{kind}: a link is missing in the text"
        told = words(mail.text) | words(mail.subject)
        missing = words(visible(mail.html)) - told - FRAME_WORDS
        # The words of a button stand for its address in the text.
        buttons = words(" ".join(re.findall(r"<a [^>]*>(.*?)</a>", mail.html, flags=re.DOTALL)))
        assert len(missing - buttons) <= 2, f"{kind}: only the HTML says {sorted(missing - buttons)}"
        assert mail.subject
        assert "Undefined" not in mail.text + mail.html


def test_samples_hold_what_a_mail_would_say(db_app: Flask) -> None:
    for kind in mail_kinds():
        mail = rendered(kind, "bretten")
        lines = [line for line in f"{mail.subject}\n{mail.text}".splitlines() if "https://" not in line]
        wrong = [line for line in lines if re.search(r"Sample\(|\bNone\b|datetime|Beispiel", line)]
        assert wrong == [], kind


def test_a_mail_reaches_nothing_and_darkens_by_itself(db_app: Flask) -> None:
    mail = rendered("registration_confirmed", "baden-baden")
    night = mail_frame(samples.sample_city("baden-baden")).night
    assert not re.search(r"<(img|link|script)|url\(|@import", mail.html)
    assert 'name="color-scheme" content="light dark"' in mail.html
    dark = mail.html[mail.html.index("prefers-color-scheme: dark") :]
    assert f"background: {night.paper} !important" in dark
    assert 'width="600"' in mail.html, "Outlook on Windows knows no maximum width"


def test_german_words_of_the_town_are_marked_in_english_mails(db_app: Flask) -> None:
    assert '<span lang="de">macht mit</span>' in rendered("registration_confirmed", "bretten", "en").html
    assert "lang=" not in visible_tags(rendered("registration_confirmed", "bretten").html)


def visible_tags(source: str) -> str:
    return source[source.index("<body") :]


@pytest.mark.parametrize("preset", [*PRESETS, "default"])
def test_the_colours_of_mails_can_be_read(db_app: Flask, preset: str) -> None:
    frame = mail_frame(samples.sample_city(preset)) if preset != "default" else None
    for colours in (frame.day, frame.night) if frame is not None else (DAY, NIGHT):
        for front, ground in (
            (colours.ink, colours.paper), (colours.ink, colours.ground), (colours.muted, colours.paper),
            (colours.muted, colours.ground), (colours.action, colours.paper), (colours.action, colours.ground),
            (colours.on_action, colours.action), (colours.on_ticket, colours.ticket),
        ):  # fmt: skip
            assert contrast(front, ground) >= 4.5


def test_the_style_guide_shows_each_kind(client: CheckingClient) -> None:
    page = client.get("/styleguide/mails?thema=ettlingen")
    assert len(page.document.all("main .rows li")) == len(mail_kinds())
    one = client.get("/styleguide/mails/registration_confirmed?thema=ettlingen")
    view = one.document.one("iframe")["src"]
    assert "frame-src 'self'" in one.headers["Content-Security-Policy"]
    assert client.get("/styleguide/mails/unbekannt").status_code == 404
    assert client.get("/styleguide/mails/unbekannt/ansicht").status_code == 404
    answer = FlaskClient(client.application).get(view)  # a mail is no page of ours: it brings its own style
    assert "sandbox" in answer.headers["Content-Security-Policy"]
