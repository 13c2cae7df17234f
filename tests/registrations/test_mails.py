"""What the mails say, in text and HTML."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.registrations import operations
from tests.registrations.support import Stagecraft, mails, make_stage, registration
from tests.support.document import parse

pytestmark = pytest.mark.usefixtures("clock")
DETAILS: dict[str, Any] = {
    "location_name": "Bürgertreff", "street": "Ooser Straße 4", "postcode": "76532", "town": "Baden-Baden",
    "meeting_point": "Eingang über den Hof.", "recognise_us": "Grüne Schürzen.", "bring_along": "Gute Laune.",
    "contact_phone": "0157 0000 4711", "title": "Menschen, die <Kaffee> & Kuchen bringen",
}  # fmt: skip
KNOWN_TO_THE_REGISTERED = (
    "Ooser Straße 4",
    "Eingang über den Hof.",
    "Grüne Schürzen.",
    "Gute Laune.",
    "0157 0000 4711",
)


def one(kind: str) -> Any:
    found = mails(kind)
    assert len(found) == 1
    return found[0]


def withdraw(stage: Stagecraft, registration_id: str) -> None:
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(registration_id, actor=ANONYMOUS)


def everything() -> None:
    """Bring every kind of mail into the outbox, for dates and for interest."""
    for slug, values in (("erste", {"approval_required": True}), ("zweite", {"is_ongoing": True}), ("dritte", {})):
        stage = make_stage(slug, **(DETAILS | values))
        first, second, third = stage.guest(message="Hallo\nWelt"), stage.guest(), stage.guest()
        if slug != "dritte":
            with entered(Scope.association(stage.association.id)):
                operations.accept(first.registration_id, actor=stage.owner_actor)
                operations.decline(second.registration_id, reason="Leider nein.", actor=stage.owner_actor)
        withdraw(stage, first.registration_id)
        with entered(SYSTEM):
            operations.cancel_for_opportunity(stage.opportunity.id, reason="Hochwasser.", actor=stage.owner_actor)
        assert third.registration_id


def test_every_mail_is_whole_in_text_and_html(db_app: Flask) -> None:
    everything()
    assert {mail.kind for mail in mails()} == {
        "registration_hold", "registration_confirmed", "registration_pending", "registration_new",
        "registration_accepted", "registration_declined", "registration_withdrawn",
        "registration_withdrawn_association", "registration_cancelled",
    }  # fmt: skip
    for mail in mails():
        page = parse(mail.body_html)
        heading = page.one("h1").text
        assert heading in mail.body_text
        assert mail.subject.endswith("Menschen, die <Kaffee> & Kuchen bringen")
        assert mail.subject not in mail.body_text.splitlines()  # it stands above the text in every program
        assert "Menschen, die <Kaffee> & Kuchen bringen" in page.one("body").text  # escaped once, not twice
        links = [a["href"] for a in page.all("a") if not a["href"].startswith(("mailto:", "tel:"))]
        assert all(link.startswith("http://mitmachen.test/") for link in links)
        # The button's address stands in the text too, for whoever reads that.
        button = [a["href"] for a in page.all("a.btn")]
        assert all(address in mail.body_text for address in button)
        for left_over in ("None", "{{", "%(", " your ", " you "):
            assert left_over not in mail.body_text


def test_contact_waits_for_the_confirmation(db_app: Flask) -> None:
    stage = make_stage(**DETAILS)
    stage.guest(email="hanna@leute.example")
    hold, confirmed = one("registration_hold"), one("registration_confirmed")
    for words in (*KNOWN_TO_THE_REGISTERED, "helga@verein.example"):
        assert words not in hold.body_text + hold.body_html
        assert words in confirmed.body_text
        assert words in parse(confirmed.body_html).one("body").text
    assert (hold.reply_to, confirmed.reply_to) == ("", "helga@verein.example")


def test_hold_names_its_end_on_the_clock_of_the_city(db_app: Flask) -> None:
    make_stage().register()
    assert "bis 10.30 Uhr frei" in one("registration_hold").body_text.replace("\xa0", " ")


def test_date_is_written_in_german(db_app: Flask) -> None:
    make_stage().guest()
    assert "Do., 7. Mai 2026, 10–12 Uhr" in one("registration_confirmed").body_text.replace("\xa0", " ")


def test_association_gets_message_and_answers_directly(db_app: Flask) -> None:
    make_stage().guest(email="hanna@leute.example", message="Ich bringe Kuchen.\nUnd Teller.")
    mail = one("registration_new")
    assert (mail.to_email, mail.reply_to) == ("helga@verein.example", "hanna@leute.example")
    assert "Ich bringe Kuchen.\nUnd Teller." in mail.body_text
    assert mail.subject == "Hanna Keller kommt: Hände, die beim Fest Kuchen verkaufen"


def test_name_stays_on_one_line(db_app: Flask) -> None:
    done = make_stage().guest(name="Hanna\r\nBcc: all@leute.example")
    assert registration(done.registration_id).name == "Hanna Bcc: all@leute.example"
    assert all("\n" not in mail.to_name + mail.subject for mail in mails())


def test_markup_of_people_is_shown_as_text(db_app: Flask) -> None:
    make_stage().guest(name="Hanna <script>", message="<b>fett</b>")
    page = parse(one("registration_new").body_html)
    assert not page.all("script")
    assert "<b>fett</b>" in page.one(".quote").text


def test_confirmed_link_leads_to_the_same_registration(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    stage.guest()
    path = one("registration_confirmed").body_text.split("http://mitmachen.test", 2)[1].split()[0]
    assert path.startswith(f"/{stage.city.slug}/zusage/")
    assert client.get(path).document.one("h1").text == "Ihr Platz ist sicher"
